"""Where the eyes look, from the irises' places between the eyes' corners."""

from __future__ import annotations

import math

import numpy as np

from kiosk.vision import mesh
from kiosk.vision.expression import eye_opening
from kiosk.vision.landmarks import Face
from kiosk.vision.seen import Seen

GAZE_NEEDS_OPENING = 0.12
"""Below this eye opening the iris is hidden and its place a guess of the model."""
EYE_WIDTH_RADII = 2.86
"""Width between an eye's corners over the radius on which the iris turns: 30 mm / 10.5 mm (adult means)."""
LEVEL_IRIS = 0.085
"""How far above the line of the corners a level iris lies, in eye widths; mean of 68 neutral adults."""
FULL_LOOK_DEG = 30.0
"""What the blendshapes eyeLookUp and eyeLookDown mean at 1, about the eye's own range."""
LEVEL_LOOK = -0.03
"""Up less down of a level look; mean of the same adults."""


def measure(seen: Seen) -> dict[str, float | None]:
    """Return the group's measures, see :mod:`kiosk.vision.units`."""
    return gaze(seen.face, seen.yaw_deg)


def gaze(face: Face, yaw_deg: float) -> dict[str, float | None]:
    """Return ``gaze_yaw_deg`` and ``gaze_pitch_deg`` from where the irises lie between the eyes' corners.

    Both eyes are averaged, so that looking at a near lens (vergence) cancels. A shift s of the iris in eye
    widths is an angle asin(s · :data:`EYE_WIDTH_RADII`); sideways the head's own yaw is added, because
    eyes that stay on the lens turn back as far as the head turns. Up and down the lids follow the iris
    and hide its shift, so the mean is taken with the blendshapes' look. Closed eyes have no gaze: None.
    """
    points, shapes = face.mesh, face.shapes
    shifts = []
    for corners, lids, iris in (
        (mesh.EYE_CORNERS_RIGHT, mesh.EYE_LIDS_RIGHT, mesh.PUPIL_RIGHT),
        (tuple(reversed(mesh.EYE_CORNERS_LEFT)), mesh.EYE_LIDS_LEFT, mesh.PUPIL_LEFT),
    ):
        if eye_opening(points, (corners[0], corners[1]), lids) < GAZE_NEEDS_OPENING:
            return {"gaze_yaw_deg": None, "gaze_pitch_deg": None}
        first, second = points[corners[0], :2], points[corners[1], :2]
        across = (second - first) / np.linalg.norm(second - first)
        off = (points[iris, :2] - (first + second) / 2) / np.linalg.norm(second - first)
        shifts.append((float(off @ across), float(-off @ np.array([-across[1], across[0]]))))
    aside, up = np.mean(shifts, axis=0)
    look = [shapes[f"eyeLookUp{side}"] - shapes[f"eyeLookDown{side}"] for side in ("Left", "Right")]
    look_deg = FULL_LOOK_DEG * (float(np.mean(look)) - LEVEL_LOOK)
    return {
        "gaze_yaw_deg": _eye_angle(aside) + yaw_deg,
        "gaze_pitch_deg": (_eye_angle(up - LEVEL_IRIS) + look_deg) / 2,
    }


def _eye_angle(shift: float) -> float:
    return math.degrees(math.asin(float(np.clip(shift * EYE_WIDTH_RADII, -1, 1))))
