"""The lids, as pure functions of the mesh."""

from __future__ import annotations

import numpy as np

from kiosk.vision import mesh
from kiosk.vision.landmarks import Points
from kiosk.vision.seen import Seen


def measure(seen: Seen) -> dict[str, float | None]:
    """Return the group's measures, see :mod:`kiosk.vision.units`."""
    points = seen.face.mesh
    return {
        "eye_open_left": eye_opening(points, mesh.EYE_CORNERS_LEFT, mesh.EYE_LIDS_LEFT),
        "eye_open_right": eye_opening(points, mesh.EYE_CORNERS_RIGHT, mesh.EYE_LIDS_RIGHT),
    }


def face_height(points: Points) -> float:
    """Return T in px: from the middle between the pupils to the chin."""
    eyes = (points[mesh.PUPIL_LEFT, :2] + points[mesh.PUPIL_RIGHT, :2]) / 2
    return float(np.linalg.norm(points[mesh.CHIN, :2] - eyes))


def eye_opening(points: Points, corners: tuple[int, int], lids: tuple[tuple[int, int], ...]) -> float:
    """Return the mean distance between the lids / the eye's width (eye aspect ratio).

    Source: Soukupová and Čech, "Real-Time Eye Blink Detection using Facial Landmarks", 2016.
    """
    width = float(np.linalg.norm(points[corners[0]] - points[corners[1]]))
    return float(np.mean([np.linalg.norm(points[a] - points[b]) for a, b in lids])) / width
