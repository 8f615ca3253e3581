"""The sitter's drawn layers: head, back of the hair, body; each drawn once a look and quantised pose."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.sitter import anatomy, body, creases, eyes, face, hair, mouth
from kiosk.camera.sitter.canvas import Canvas, Mask
from kiosk.camera.sitter.layer import Layer
from kiosk.camera.sitter.scene import Light, Look, Pose
from kiosk.camera.sitter.torso import Torso
from kiosk.face_mesh import FaceMesh

HEAD_UNIT_PX = 21.0
HEAD_SIZE = (588, 622)
BACK_SIZE = (588, 860)
HEAD_ORIGIN = (294.0, 354.0)
STEPS = {
    "yaw_deg": 1.0, "pitch_deg": 1.0, "eyes_closed": 0.25, "mouth_open": 1 / 12,
    "smile": 1 / 6, "gaze_x": 1 / 8, "gaze_y": 1 / 8,
    "brow_raise": 1 / 5, "frown": 1 / 5, "grimace": 1 / 5, "teeth": 1 / 5,
}  # fmt: skip
"""Quantisation of what needs a new drawing; everything else is done by moving the drawing."""
BODY_STEPS = {"torso_turn_deg": 1.0, "shrug": 1 / 8}
"""The same of the body."""


@dataclass(frozen=True, eq=False)
class HeadSheet:
    """One drawn head and the sheet positions (px) of what the truth needs."""

    front: Layer
    projection: face.Projection
    pupils: NDArray[np.float64]
    hair_top: NDArray[np.float64]
    ears_visible: tuple[float, float]
    mouth_gap: float
    eye_opening: float


def quantised(pose: Pose) -> Pose:
    """Round the pose to what is really drawn."""
    steps = STEPS | BODY_STEPS
    return replace(pose, **{name: round(getattr(pose, name) / step) * step for name, step in steps.items()})


def draw_head(mesh: FaceMesh, look: Look, pose: Pose, light: Light) -> HeadSheet:
    """Draw the head for a quantised pose; position, size and roll do not matter here."""
    head = anatomy.shape_head(mesh, look, pose)
    spot = face.project(head, pose, HEAD_UNIT_PX, HEAD_ORIGIN)
    front = Canvas(*HEAD_SIZE)
    skin = face.draw_skin(front, head, spot, mesh.triangles, look, light)
    creases.draw_creases(front, spot, look, pose)
    eyes.draw_eyes(front, spot, look, pose)
    mouth.draw_lips(front, spot, look, pose)
    eyes.draw_brows(front, spot, look)
    hair.draw_front(front, spot, look, light)
    face.draw_ears(front, spot, look, light, skin)
    covers = np.asarray(cv2.max(skin, hair.draw_locks(front, spot, look)), np.uint8)
    if look.glasses:
        eyes.draw_glasses(front, spot, look)
    if look.hat:
        covers = np.asarray(cv2.max(covers, hair.draw_hat(front, spot)), np.uint8)
    crown = spot.place(hair.crown_points(look))
    gap = spot.face[anatomy.LIP_LOW, 1] - spot.face[anatomy.LIP_UP, 1]
    return HeadSheet(
        Layer.of(front),
        spot,
        np.array([eyes.pupil(spot, eye, pose) for eye in (0, 1)]),
        crown,
        (_uncovered(front, spot.ear_left, covers), _uncovered(front, spot.ear_right, covers)),
        float(max(0.0, gap)) / HEAD_UNIT_PX,
        float(np.mean([_opening(spot, eye, pose.eyes_closed) for eye in (0, 1)])),
    )


def draw_back_layer(look: Look, pose: Pose) -> Layer:
    """Draw the hair behind neck and shoulders for a quantised pose."""
    empty = np.zeros((0, 2))
    turn = anatomy.rotation(pose.yaw_deg, pose.pitch_deg)
    back = Canvas(*BACK_SIZE)
    hair.draw_back(back, face.Projection(empty, empty, empty, turn, HEAD_UNIT_PX, HEAD_ORIGIN), look)
    return Layer.of(back)


def draw_body_layer(look: Look, light: Light, torso: Torso, height_px: int) -> Layer:
    """Draw the body once for a look, a light and how the trunk is held."""
    return Layer.of(body.draw_body(look, light, torso, height_px))


def _uncovered(canvas: Canvas, ear: NDArray[np.float64], covers: Mask) -> float:
    outline = canvas.mask(ear)
    return float(cv2.subtract(outline, covers).sum(dtype=np.int64) / max(1, outline.sum(dtype=np.int64)))


def _opening(spot: face.Projection, eye: int, closed: float) -> float:
    upper, lower = eyes.lids(spot, eye, closed)
    return float((lower[2:7, 1] - upper[2:7, 1]).mean() / np.hypot(*(upper[-1] - upper[0])))
