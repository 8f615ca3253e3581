"""How much of ears, brows and eyes the finished drawing leaves free: the truth about hair."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.camera.sitter import anatomy, eyes
from kiosk.camera.sitter.canvas import Canvas, Mask, Points, smooth
from kiosk.camera.sitter.face import Projection
from kiosk.camera.sitter.scene import Look, Pose
from kiosk.face_mesh import FaceMesh

_BROWS = (
    (anatomy.BROW_LEFT_UPPER, anatomy.BROW_LEFT_LOWER),
    (anatomy.BROW_RIGHT_UPPER, anatomy.BROW_RIGHT_LOWER),
)


def ears_shown(
    canvas: Canvas, spot: Projection, covers: Mask, bare: tuple[float, float]
) -> tuple[float, float]:
    """Return what shows of each ear, (picture-left, picture-right), as a share of ``bare``; at most 1."""
    left, right = (_left_free(canvas, ear, covers) for ear in (spot.ear_left, spot.ear_right))
    return min(1.0, left / bare[0]), min(1.0, right / bare[1])


def bare_ears(mesh: FaceMesh, look: Look, unit_px: float, origin: tuple[float, float]) -> tuple[float, float]:
    """Return the px of each ear that show from the front when nothing but the face covers its root."""
    head = anatomy.shape_head(mesh, look, Pose())
    turn = anatomy.rotation(0.0, 0.0)
    empty = np.zeros((0, 2))
    spot = Projection(empty, empty, empty, turn, unit_px, origin)
    canvas = Canvas(round(2 * origin[0]), round(2 * origin[1]))
    points = np.vstack([spot.place(head.face), spot.place(anatomy.FOREHEAD * (look.face_width, 1, 1))])
    outline = cv2.convexHull(points.astype(np.float32)).reshape(-1, 2)
    face = canvas.mask(smooth(outline))
    left, right = (_left_free(canvas, spot.place(ear), face) for ear in (head.ear_left, head.ear_right))
    return left, right


def brows_covered(canvas: Canvas, spot: Projection, hair: Mask) -> float:
    """Return the share of both brows that lies under ``hair``, 0..1."""
    rows = ((spot.face[list(upper)], spot.face[list(lower)]) for upper, lower in _BROWS)
    return _share([canvas.mask(smooth(np.vstack([upper, lower[::-1]]))) for upper, lower in rows], hair)


def eyes_covered(canvas: Canvas, spot: Projection, hair: Mask) -> float:
    """Return the share of both eyes' open shape that lies under ``hair``, 0..1; closed lids do not matter."""
    lids = (eyes.level_lids(spot, eye) for eye in (0, 1))
    return _share([canvas.mask(np.vstack([upper, lower[::-1]])) for upper, lower in lids], hair)


def _left_free(canvas: Canvas, outline: Points, covers: Mask) -> float:
    return float(cv2.subtract(canvas.mask(outline), covers).sum(dtype=np.int64))


def _share(parts: list[Mask], hair: Mask) -> float:
    whole = sum(int(part.sum(dtype=np.int64)) for part in parts)
    hidden = sum(int(cv2.min(part, hair).sum(dtype=np.int64)) for part in parts)
    return hidden / max(1, whole)
