"""The sitter's drawn layers: head, back of the hair, body; each drawn once a look and quantised pose."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.camera.sitter import anatomy, body, eyes, face, hair
from kiosk.camera.sitter.canonical import FaceMesh
from kiosk.camera.sitter.canvas import Canvas, Mask, blend
from kiosk.camera.sitter.scene import Light, Look, Pose

HEAD_UNIT_PX = 25.0
HEAD_SIZE = (700, 740)
BACK_SIZE = (700, 1020)
HEAD_ORIGIN = (350.0, 420.0)
_STEPS = {
    "yaw_deg": 0.5, "pitch_deg": 0.5, "eyes_closed": 0.25, "mouth_open": 1 / 12,
    "smile": 1 / 6, "gaze_x": 1 / 8, "gaze_y": 1 / 8,
}  # fmt: skip
"""Quantisation of what needs a new drawing; everything else is done by moving the drawing."""


@dataclass(frozen=True, eq=False)
class Layer:
    """A drawing with its half- and quarter-size versions, so that shrinking it does not alias."""

    levels: tuple[NDArray[np.uint8], ...]

    @staticmethod
    def of(canvas: Canvas) -> Layer:
        half = cv2.resize(canvas.pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        quarter = cv2.resize(half, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        return Layer((canvas.pixels, np.asarray(half, np.uint8), np.asarray(quarter, np.uint8)))

    def lay(self, picture: Picture, matrix: NDArray[np.float64], alpha: Mask | None) -> None:
        """Blend the layer into ``picture``, moved by ``matrix`` (2×3, sheet px → picture px).

        ``alpha`` (or None) collects the coverage of everything laid so far.
        """
        height, width = picture.shape[:2]
        tall, wide = self.levels[0].shape[:2]
        corners = (
            np.array([(0, 0), (wide, 0), (0, tall), (wide, tall)], np.float64) @ matrix[:, :2].T
            + matrix[:, 2]
        )
        left, top = np.maximum(np.floor(corners.min(0)), 0).astype(int)
        right, bottom = np.minimum(np.ceil(corners.max(0)), (width, height)).astype(int)
        if right <= left or bottom <= top:
            return
        scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
        level = 0 if scale > 0.6 else 1 if scale > 0.3 else 2
        moved = matrix.copy()
        moved[:, :2] *= 2.0**level
        moved[:, 2] += matrix[:, :2] @ np.full(2, (2.0**level - 1) / 2) - (left, top)
        warped = cv2.warpAffine(
            self.levels[level], moved, (int(right - left), int(bottom - top)), flags=cv2.INTER_LINEAR
        )
        cover = warped[..., 3]
        many = cv2.merge([cover, cover, cover])
        blend(picture[top:bottom, left:right], cv2.cvtColor(warped, cv2.COLOR_BGRA2BGR), many)
        if alpha is not None:
            area = alpha[top:bottom, left:right]
            area[:] = cv2.add(cover, cv2.multiply(area, cv2.bitwise_not(cover), scale=1 / 255))


@dataclass(frozen=True, eq=False)
class HeadSheet:
    """One drawn head and the sheet positions (px) of what the truth needs."""

    front: Layer
    back: Layer
    projection: face.Projection
    pupils: NDArray[np.float64]
    hair_top: NDArray[np.float64]
    ears_visible: tuple[float, float]
    mouth_gap: float
    eye_opening: float


def quantised(pose: Pose) -> Pose:
    """Round the pose to what is really drawn."""
    return replace(pose, **{name: round(getattr(pose, name) / step) * step for name, step in _STEPS.items()})


def draw_head(mesh: FaceMesh, look: Look, pose: Pose, light: Light) -> HeadSheet:
    """Draw the head for a quantised pose; position, size and roll do not matter here."""
    head = anatomy.shape_head(mesh, look, pose)
    spot = face.project(head, pose, HEAD_UNIT_PX, HEAD_ORIGIN)
    back = Canvas(*BACK_SIZE)
    hair.draw_back(back, spot, look)
    front = Canvas(*HEAD_SIZE)
    skin = face.draw_skin(front, head, spot, mesh.triangles, look, light)
    eyes.draw_eyes(front, spot, look, pose)
    face.draw_lips(front, spot, look, pose)
    eyes.draw_brows(front, spot, look)
    hair.draw_front(front, spot, look, light)
    face.draw_ears(front, spot, look, light, skin)
    covers = np.asarray(cv2.max(skin, hair.draw_locks(front, spot, look)), np.uint8)
    if look.glasses:
        eyes.draw_glasses(front, spot, look)
    if look.hat:
        covers = np.asarray(cv2.max(covers, hair.draw_hat(front, spot)), np.uint8)
    crown = spot.place(hair.crown_points(look.hat))
    gap = spot.face[anatomy.LIP_LOW, 1] - spot.face[anatomy.LIP_UP, 1]
    return HeadSheet(
        Layer.of(front),
        Layer.of(back),
        spot,
        np.array([eyes.pupil(spot, eye, pose) for eye in (0, 1)]),
        crown,
        (_uncovered(front, spot.ear_left, covers), _uncovered(front, spot.ear_right, covers)),
        float(max(0.0, gap)) / HEAD_UNIT_PX,
        float(np.mean([_opening(spot, eye, pose.eyes_closed) for eye in (0, 1)])),
    )


def draw_body_layer(look: Look, light: Light) -> Layer:
    """Draw the body once for a look and a light."""
    return Layer.of(body.draw_body(look, light))


def _uncovered(canvas: Canvas, ear: NDArray[np.float64], covers: Mask) -> float:
    outline = canvas.mask(ear)
    return float(cv2.subtract(outline, covers).sum(dtype=np.int64) / max(1, outline.sum(dtype=np.int64)))


def _opening(spot: face.Projection, eye: int, closed: float) -> float:
    upper, lower = eyes.lids(spot, eye, closed)
    return float((lower[2:7, 1] - upper[2:7, 1]).mean() / np.hypot(*(upper[-1] - upper[0])))
