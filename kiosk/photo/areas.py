"""Areas of pixels: growing them, taking their connected parts, carrying what is known in them on."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Area = NDArray[np.bool_]
Floats = NDArray[np.float32]


SMALL_PX = 16.0
"""Up to this radius growing by a disc takes less time than a picture of distances, which is the same for all:
0.8 against 3.1 ms at 9 px, 3.4 against 3.1 at 19."""


def grown(area: Area, radius_px: float) -> Area:
    """Return ``area`` and everything within ``radius_px`` of it."""
    if not area.any():
        return area
    if radius_px < SMALL_PX:
        return np.asarray(cv2.dilate(area.astype(np.uint8), _disc(radius_px)) > 0)
    distance = cv2.distanceTransform((~area).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(distance <= radius_px)


def _disc(radius_px: float) -> NDArray[np.uint8]:
    side = int(radius_px)
    steps = np.arange(-side, side + 1)
    return np.asarray(np.hypot(steps[:, None], steps) <= radius_px, np.uint8)


def touching(area: Area, core: Area) -> Area:
    """Return the connected parts of ``area`` that hold something of ``core``."""
    count, labels = cv2.connectedComponents(area.astype(np.uint8), connectivity=4)
    kept = np.zeros(count, bool)
    kept[labels[core & area]] = True
    return np.asarray(kept[labels])


def largest(area: Area) -> Area:
    """Return the largest connected part of ``area``."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(area.astype(np.uint8), connectivity=4)
    if count < 2:
        return area
    return np.asarray(labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA])))


def carried(values: Floats, area: Area, reach_px: float, where: Area | None = None) -> Floats:
    """Return the mean of ``values`` over the part of ``area`` around each pixel, near where there is any.

    Each doubling of the reach fills what the nearer one left empty; large reaches work on small pictures.

    Parameters
    ----------
    where
        Where the mean is wanted; elsewhere the result is 0. None: everywhere.
    """
    # Imported here, for it loads the compiler: see matte.warm_up().
    from kiosk.photo.spread import spread

    weight = area.astype(np.float32)
    weighted = np.asarray(cv2.multiply(values, cv2.merge([weight] * values.shape[2])), np.float32)
    levels = [_blurred(weighted, weight, doubled * reach_px) for doubled in (1, 2, 4, 8)]
    return spread(levels, np.ones(area.shape, bool) if where is None else where)


def _blurred(weighted: Floats, weight: Floats, reach_px: float) -> tuple[Floats, Floats]:
    """Return means and shares of what is known on a picture in which the reach is some three pixels."""
    height, width = weight.shape
    step = max(1, int(reach_px / 3))
    size = (max(2, width // step), max(2, height // step))
    sums = cv2.resize(weighted, size, interpolation=cv2.INTER_AREA)
    share = cv2.resize(weight, size, interpolation=cv2.INTER_AREA)
    sigma = reach_px / step
    sums = cv2.GaussianBlur(sums, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
    share = cv2.GaussianBlur(share, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(sums / np.maximum(share, 1e-6)[:, :, None], np.float32), np.asarray(share, np.float32)


def strongest(values: Floats) -> Floats:
    """Return the largest of the three channels of each pixel; numpy's own over so short an axis is slow."""
    return np.asarray(np.maximum(np.maximum(values[:, :, 0], values[:, :, 1]), values[:, :, 2]), np.float32)


def product(one: Floats, other: Floats) -> Floats:
    """Return the scalar product of two colours of each pixel."""
    return np.asarray(np.einsum("ijk,ijk->ij", one, other), np.float32)
