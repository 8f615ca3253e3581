"""The light on the face, as pure functions of picture and mesh."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.camera.frame import Picture
from kiosk.vision import mesh
from kiosk.vision.landmarks import Points
from kiosk.vision.seen import Seen

LEAST_PIXELS = 40
"""A cheek with fewer pixels than this is not judged."""
CLIPPED_LEVEL = 250
"""A channel from here on counts as a highlight without detail."""


def measure(seen: Seen) -> dict[str, float | None]:
    """Return the group's measures, see :mod:`kiosk.vision.units`."""
    return light(seen.frame.bgr, seen.face.mesh)


def light(picture: Picture, points: Points) -> dict[str, float | None]:
    """Measure the light on the cheeks.

    Returns
    -------
    ``light_level`` (mean luma 0..255, ITU-R BT.601), ``light_left_right`` ((left − right) / mean of the
    person's own cheeks, > 0: brighter from their left) and ``highlights`` (share 0..1 of cheek pixels with
    a channel ≥ :data:`CLIPPED_LEVEL`); each None when the cheeks are cut off or too small.
    """
    left, right = (
        cheek_pixels(picture, points, mesh.CHEEK_LEFT),
        cheek_pixels(picture, points, mesh.CHEEK_RIGHT),
    )
    if left is None or right is None:
        return {"light_level": None, "light_left_right": None, "highlights": None}
    luma_left, luma_right = float(_luma(left).mean()), float(_luma(right).mean())
    level = (luma_left + luma_right) / 2
    both = np.concatenate([left, right])
    return {
        "light_level": level,
        "light_left_right": (luma_left - luma_right) / level if level > 0 else None,
        "highlights": float((both.max(axis=1) >= CLIPPED_LEVEL).mean()),
    }


def cheek_pixels(picture: Picture, points: Points, outline: tuple[int, ...]) -> Picture | None:
    """Return the BGR pixels, shape (n, 3), inside the mesh polygon ``outline``; None when cut off or tiny."""
    corners = np.round(points[list(outline), :2]).astype(np.int32)
    (x, y), (right, bottom) = corners.min(axis=0), corners.max(axis=0) + 1
    height, width = picture.shape[:2]
    if x < 0 or y < 0 or right > width or bottom > height:
        return None
    inside = np.zeros((bottom - y, right - x), np.uint8)
    cv2.fillPoly(inside, [corners - (x, y)], (1,))
    pixels: Picture = picture[y:bottom, x:right][inside.astype(bool)]
    return pixels if len(pixels) >= LEAST_PIXELS else None


def _luma(pixels: Picture) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.asarray(pixels @ np.array([0.114, 0.587, 0.299], np.float32), np.float32)
