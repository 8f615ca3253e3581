"""How high the irises stand, from the pixels: the mesh hardly lets them leave the middle of the eye.

The mesh knows an iris' size and its place across well. Its height is found by sliding a dark disc of that
size up and down between the lids until it differs most from the white beside it (after Daugman's
integro-differential operator, IEEE PAMI 15-11, 1993, with one unknown left).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.vision import mesh
from kiosk.vision.landmarks import Points

ASIDE = np.linspace(-1.5, 1.5, 25)
UP = np.linspace(-1.0, 1.6, 33)
HEIGHTS = np.linspace(-0.6, 1.2, 25)
"""Samples across and up, and the heights tried, in radii of the iris from the line of the eye's corners."""
INSIDE, OUTSIDE = 0.9, 1.1
"""The disc's edge is soft: between these radii nothing is compared."""
LASHES = 0.13
"""Radii from the mesh's lids that are left out: lashes are dark, too."""
LEAST_SAMPLES = 20
LEAST_RADIUS_PX = 4.0
"""A smaller iris has too few pixels."""
SMOOTHED_FROM_PX = 20.0
"""From this radius the picture is smoothed first: catchlights and single lashes are no iris."""
_OFF = np.hypot(ASIDE[None, None, :], UP[None, :, None] - HEIGHTS[:, None, None]).reshape(len(HEIGHTS), -1)
_DISC, _AROUND = (_OFF < INSIDE).astype(np.float32), (_OFF > OUTSIDE).astype(np.float32)


def height(picture: Picture, points: Points, eye: mesh.Eye) -> float | None:
    """Return the iris' height over the line of the eye's corners / the eye's width; > 0: above.

    None where too little of iris and white shows between the lids, or the picture cuts the eye off.

    Parameters
    ----------
    points
        Face mesh, shape (478, 3), px of ``picture`` (BGR).
    """
    radius = float(np.linalg.norm(points[eye.iris + 1, :2] - points[eye.iris + 3, :2])) / 2
    if radius < LEAST_RADIUS_PX:
        return None
    first, last = points[eye.upper[0], :2], points[eye.upper[-1], :2]
    width = float(np.linalg.norm(last - first))
    across = (last - first) / width
    axes = np.array([across, (across[1], -across[0])])
    middle = (first + last) / 2
    upper, lower, iris = (
        (points[list(line), :2] - middle) @ axes.T / radius for line in (eye.upper, eye.lower, (eye.iris,))
    )
    aside = iris[0, 0] + ASIDE
    x, y = (middle[at] + radius * (aside * axes[0, at] + UP[:, None] * axes[1, at]) for at in (0, 1))
    samples = _sampled(picture, x, y, radius)
    if samples is None:
        return None
    high = np.interp(aside, upper[:, 0], upper[:, 1]) - LASHES
    low = np.interp(aside, lower[:, 0], lower[:, 1]) + LASHES
    shown = (UP[:, None] < high) & (UP[:, None] > low)
    weighed = np.stack([shown, shown * samples], axis=-1).reshape(-1, 2).astype(np.float32)
    (inside, dark), (outside, bright) = (_DISC @ weighed).T, (_AROUND @ weighed).T
    enough = (inside > LEAST_SAMPLES) & (outside > LEAST_SAMPLES)
    if not enough.any():
        return None
    contrast = bright / np.maximum(outside, 1) - dark / np.maximum(inside, 1)
    return float(HEIGHTS[int(np.where(enough, contrast, -np.inf).argmax())]) * radius / width


def _sampled(
    picture: Picture, x: NDArray[np.float64], y: NDArray[np.float64], radius: float
) -> NDArray[np.float32] | None:
    """Return the luma at these places, None where one lies outside the picture."""
    left, top = int(x.min()) - 3, int(y.min()) - 3
    right, bottom = int(x.max()) + 4, int(y.max()) + 4
    if left < 0 or top < 0 or right > picture.shape[1] or bottom > picture.shape[0]:
        return None
    part = cv2.cvtColor(picture[top:bottom, left:right], cv2.COLOR_BGR2GRAY)
    if radius > SMOOTHED_FROM_PX:
        part = cv2.GaussianBlur(part, (0, 0), radius / SMOOTHED_FROM_PX)
    places = (x - left).astype(np.float32), (y - top).astype(np.float32)
    return np.asarray(cv2.remap(part, *places, cv2.INTER_LINEAR), np.float32)
