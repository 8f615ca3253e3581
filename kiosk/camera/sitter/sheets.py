"""The sitter's drawn layers: head, back of the hair, body; each drawn once a look and quantised pose."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.sitter import (
    anatomy,
    body,
    covered,
    creases,
    eyes,
    face,
    flash,
    hair,
    headgear,
    mouth,
    shadow,
    wear,
)  # fmt: skip
from kiosk.camera.sitter.canvas import Canvas
from kiosk.camera.sitter.layer import Layer
from kiosk.camera.sitter.scene import Light, Look, Pose
from kiosk.camera.sitter.torso import Torso
from kiosk.face_mesh import FaceMesh

HEAD_UNIT_PX = 21.0
HEAD_SIZE = (588, 622)
BACK_SIZE = (588, 860)
HEAD_ORIGIN = (294.0, 354.0)
_HEAD_AXES_PX = (8.2 * HEAD_UNIT_PX, 12.0 * HEAD_UNIT_PX)
_CHEST, _CHEST_AXES_PX = (540.0, 400.0), (360.0, 4000.0)
"""The ellipsoids that a hard lamp lights, see :func:`kiosk.camera.sitter.shadow.cast`; sheet px."""
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
    brows_covered: float
    eyes_covered: float
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
    if light.red_eye > 0:
        flash.redden(front, spot, pose, light.red_eye)
    mouth.draw_lips(front, spot, look, pose)
    eyes.draw_brows(front, spot, look)
    cap = hair.draw_front(front, spot, look, light)
    fringe = np.asarray(cv2.max(cap, hair.draw_fringe(front, spot, look)), np.uint8)
    face.draw_ears(front, spot, look, light, skin)
    covers = np.asarray(cv2.max(skin, hair.draw_locks(front, spot, look)), np.uint8)
    covers = wear.draw_worn(front, spot, look, covers)
    shadow.cast(front, light, HEAD_ORIGIN, _HEAD_AXES_PX)
    above = headgear.crown_points(look)
    crown = spot.place(hair.crown_points(look) if above is None else above)
    gap = spot.face[anatomy.LIP_LOW, 1] - spot.face[anatomy.LIP_UP, 1]
    return HeadSheet(
        Layer.of(front),
        spot,
        np.array([eyes.pupil(spot, eye, pose) for eye in (0, 1)]),
        crown,
        covered.ears_shown(front, spot, covers, covered.bare_ears(mesh, look, HEAD_UNIT_PX, HEAD_ORIGIN)),
        covered.brows_covered(front, spot, fringe),
        covered.eyes_covered(front, spot, fringe),
        float(max(0.0, gap)) / HEAD_UNIT_PX,
        float(np.mean([_opening(spot, eye, pose) for eye in (0, 1)])),
    )


def draw_back_layer(look: Look, pose: Pose) -> Layer:
    """Draw the hair behind neck and shoulders for a quantised pose."""
    empty = np.zeros((0, 2))
    turn = anatomy.rotation(pose.yaw_deg, pose.pitch_deg)
    back = Canvas(*BACK_SIZE)
    if look.scarf:
        return Layer.of(back)  # its cloth takes up all the hair
    hair.draw_back(back, face.Projection(empty, empty, empty, turn, HEAD_UNIT_PX, HEAD_ORIGIN), look)
    return Layer.of(back)


def draw_body_layer(look: Look, light: Light, torso: Torso, height_px: int) -> Layer:
    """Draw the body once for a look, a light and how the trunk is held."""
    sheet = body.draw_body(look, light, torso, height_px)
    if look.scarf:
        headgear.draw_scarf_ends(sheet, look)
    if look.hand > 0:
        wear.draw_sleeve(sheet, look)
    shadow.cast(sheet, light, _CHEST, _CHEST_AXES_PX)
    return Layer.of(sheet)


def _opening(spot: face.Projection, eye: int, pose: Pose) -> float:
    upper, lower = eyes.lids(spot, eye, pose)
    return float((lower[2:7, 1] - upper[2:7, 1]).mean() / np.hypot(*(upper[-1] - upper[0])))
