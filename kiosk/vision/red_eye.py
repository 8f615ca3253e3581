"""Red eyes: pupils that throw a flash back."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.camera.frame import Picture
from kiosk.vision import mesh
from kiosk.vision.landmarks import Points
from kiosk.vision.sclera import iris_radius
from kiosk.vision.seen import Seen

PUPIL_SHARE = 0.42
"""The pupil's radius as a share of the iris'; wider in the dark, where flashes are used."""
LEAST_RADIUS_PX = 1.5
FULL_RED = 128.0
"""Levels by which red exceeds green and blue in the pupil of an eye as red as they come."""


def measure(seen: Seen) -> dict[str, float | None]:
    """Return the group's measures, see :mod:`kiosk.vision.units`."""
    return {"red_eye": red_eye(seen.frame.bgr, seen.face.mesh)}


def red_eye(picture: Picture, points: Points) -> float | None:
    """Return how red the redder pupil is, 0 … 1; None while neither can be seen.

    Red less the greater of green and blue: a dark pupil, a white reflection and a brown iris have little
    of it. The median over the pupil, so that the rim and a reflection do not count.
    """
    found = [_redness(picture, points, pupil) for pupil in (mesh.PUPIL_RIGHT, mesh.PUPIL_LEFT)]
    return max((red for red in found if red is not None), default=None)


def _redness(picture: Picture, points: Points, pupil: int) -> float | None:
    radius = PUPIL_SHARE * iris_radius(points, pupil)
    low = np.floor(points[pupil, :2] - radius).astype(int)
    high = np.ceil(points[pupil, :2] + radius).astype(int) + 1
    if radius < LEAST_RADIUS_PX or low.min() < 0 or high[0] > picture.shape[1] or high[1] > picture.shape[0]:
        return None
    inside = np.zeros((high[1] - low[1], high[0] - low[0]), np.uint8)
    x, y = np.round((points[pupil, :2] - low) * 16).astype(int)
    cv2.circle(inside, (int(x), int(y)), round(radius * 16), (1,), -1, cv2.LINE_8, 4)
    blue, green, red = picture[low[1] : high[1], low[0] : high[0]][inside.astype(bool)].astype(np.float32).T
    return float(np.clip(np.median(red - np.maximum(green, blue)) / FULL_RED, 0.0, 1.0))
