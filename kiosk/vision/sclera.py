"""The white of the eyes: the one part of a face that looks alike, and nearly neutral, in everybody."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.camera.frame import Picture
from kiosk.vision import mesh
from kiosk.vision.expression import eye_opening
from kiosk.vision.landmarks import Points

LEAST_PIXELS = 16
"""Of both eyes together; nearly closed or tiny eyes show fewer and tell nothing."""
LEAST_OPEN = 0.13
"""Lid opening / eye width under which an eye counts as closed: what the mesh opens there is the lid."""
SHRUNK = 0.9
"""The opening is taken this much smaller, clear of lashes and lids."""
BEYOND_IRIS = 1.12
"""Iris radii kept clear of, for the dark ring round the iris."""
BRIGHTER_HALF, NO_GLINT = 0.5, 0.95
"""Shares of the pixels by luma taken as white: not the lids' shadow and vessels, not a lamp's reflection."""
LUMA = np.array([0.114, 0.587, 0.299], np.float32)
"""ITU-R BT.601 of blue, green, red."""


def white_of_eyes(picture: Picture, points: Points) -> np.ndarray[tuple[int], np.dtype[np.float32]] | None:
    """Return the typical blue, green and red of both eyes' white; None when too little of it shows."""
    parts = [
        _white(picture, points, rim, pupil)
        for rim, pupil, corners, lids in (
            (mesh.EYE_RIGHT, mesh.PUPIL_RIGHT, mesh.EYE_CORNERS_RIGHT, mesh.EYE_LIDS_RIGHT),
            (mesh.EYE_LEFT, mesh.PUPIL_LEFT, mesh.EYE_CORNERS_LEFT, mesh.EYE_LIDS_LEFT),
        )
        if eye_opening(points, corners, lids) > LEAST_OPEN
    ]
    pixels = np.concatenate([part for part in parts if part is not None] or [np.zeros((0, 3), np.uint8)])
    if len(pixels) < LEAST_PIXELS:
        return None
    order = np.argsort(pixels @ LUMA)
    white = pixels[order[int(BRIGHTER_HALF * len(order)) : int(NO_GLINT * len(order)) + 1]]
    return np.asarray(np.median(white, axis=0), np.float32)


def iris_radius(points: Points, pupil: int) -> float:
    """Return the iris' radius in px: the four points after the pupil's lie on its rim."""
    return float(np.linalg.norm(points[pupil + 1 : pupil + 5, :2] - points[pupil, :2], axis=1).mean())


def _white(picture: Picture, points: Points, rim: tuple[int, ...], pupil: int) -> Picture | None:
    outline = points[list(rim), :2]
    middle = outline.mean(axis=0)
    outline = middle + (outline - middle) * np.float32(SHRUNK)
    low, high = np.floor(outline.min(axis=0)).astype(int), np.ceil(outline.max(axis=0)).astype(int) + 1
    if low.min() < 0 or high[0] > picture.shape[1] or high[1] > picture.shape[0]:
        return None
    inside = np.zeros((high[1] - low[1], high[0] - low[0]), np.uint8)
    cv2.fillPoly(inside, [np.round((outline - low) * 16).astype(np.int32)], (1,), cv2.LINE_8, 4)
    x, y = np.round((points[pupil, :2] - low) * 16).astype(int)
    clear = round(BEYOND_IRIS * iris_radius(points, pupil) * 16)
    cv2.circle(inside, (int(x), int(y)), clear, (0,), -1, cv2.LINE_8, 4)
    pixels: Picture = picture[low[1] : high[1], low[0] : high[0]][inside.astype(bool)]
    return pixels
