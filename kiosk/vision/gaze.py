"""Where the eyes look, from the irises' places between the eyes' corners."""

from __future__ import annotations

import math

import numpy as np

from kiosk.camera.frame import Picture
from kiosk.vision import iris, mesh
from kiosk.vision.expression import eye_opening
from kiosk.vision.landmarks import Face, Points
from kiosk.vision.seen import Seen

GAZE_NEEDS_OPENING = 0.12
"""Below this eye opening the iris is hidden and its place a guess of the model."""
EYE_WIDTH_RADII = 2.86
"""Width between an eye's corners over the radius on which the iris turns: 30 mm / 10.5 mm (adult means)."""
LEVEL_MESH, LEVEL_PIXELS = 0.075, 0.125
"""How far above the line of the corners a level iris lies, in eye widths, as the mesh and as the pixels
tell: between the means of 68 neutral adults (0.085, 0.133) and of drawn people (0.065, 0.118)."""
FULL_LOOK_DEG = 45.0
"""What the blendshapes eyeLookUp and eyeLookDown mean at 1, about the eye's own range."""
HEAD_SHARE = 0.35
"""Eyes that stay on the lens turn back as the head nods; so much of it the three readings show: what they
lose with each degree of pitch, 68 neutral adults and drawn people."""


def measure_aside(seen: Seen) -> dict[str, float | None]:
    """Return ``gaze_yaw_deg``, see :mod:`kiosk.vision.units`."""
    return {"gaze_yaw_deg": aside(seen.face.mesh, seen.yaw_deg)}


def measure_up(seen: Seen) -> dict[str, float | None]:
    """Return ``gaze_pitch_deg``, see :mod:`kiosk.vision.units`."""
    return {"gaze_pitch_deg": up(seen.frame.bgr, seen.face, seen.pitch_deg)}


def aside(points: Points, yaw_deg: float) -> float | None:
    """Return the look sideways against the lens, degrees; closed eyes have none.

    Both eyes are averaged, so that looking at a near lens (vergence) cancels. A shift s of the iris in eye
    widths is an angle asin(s · :data:`EYE_WIDTH_RADII`). The head's own yaw is added, because eyes that
    stay on the lens turn back as far as the head turns.
    """
    shift = _shift(points)
    return None if shift is None else _eye_angle(shift[0]) + yaw_deg


def up(picture: Picture, face: Face, pitch_deg: float) -> float | None:
    """Return the look up against the lens, degrees; closed eyes have none.

    The lids follow the irises and hide how far they moved. So three readings are averaged, each with its
    own faults: the mesh's irises, the blendshapes' look, and the irises' height in the pixels.
    """
    shift = _shift(face.mesh)
    if shift is None:
        return None
    heights = [iris.height(picture, face.mesh, eye) for eye in mesh.EYES]
    found = [height for height in heights if height is not None]
    look = [face.shapes[f"eyeLookUp{side}"] - face.shapes[f"eyeLookDown{side}"] for side in ("Left", "Right")]
    readings = [_eye_angle(shift[1] - LEVEL_MESH), FULL_LOOK_DEG * float(np.mean(look))]
    if found:
        readings.append(_eye_angle(float(np.mean(found)) - LEVEL_PIXELS))
    return float(np.mean(readings)) + HEAD_SHARE * pitch_deg


def _shift(points: Points) -> tuple[float, float] | None:
    """Return how far aside and up the mesh's irises lie off the corners' middles, in eye widths."""
    shifts = []
    for corners, lids, middle in (
        (mesh.EYE_CORNERS_RIGHT, mesh.EYE_LIDS_RIGHT, mesh.PUPIL_RIGHT),
        (tuple(reversed(mesh.EYE_CORNERS_LEFT)), mesh.EYE_LIDS_LEFT, mesh.PUPIL_LEFT),
    ):
        if eye_opening(points, (corners[0], corners[1]), lids) < GAZE_NEEDS_OPENING:
            return None
        first, second = points[corners[0], :2], points[corners[1], :2]
        across = (second - first) / np.linalg.norm(second - first)
        off = (points[middle, :2] - (first + second) / 2) / np.linalg.norm(second - first)
        shifts.append((float(off @ across), float(-off @ np.array([-across[1], across[0]]))))
    right, left = shifts
    return (right[0] + left[0]) / 2, (right[1] + left[1]) / 2


def _eye_angle(shift: float) -> float:
    return math.degrees(math.asin(float(np.clip(shift * EYE_WIDTH_RADII, -1, 1))))
