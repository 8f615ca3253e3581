"""Areas of pixels: growing them, taking their connected parts, carrying what is known in them on."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Area = NDArray[np.bool_]
Floats = NDArray[np.float32]


def grown(area: Area, radius_px: float) -> Area:
    """Return ``area`` and everything within ``radius_px`` of it."""
    if not area.any():
        return area
    distance = cv2.distanceTransform((~area).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(distance <= radius_px)


def touching(area: Area, core: Area) -> Area:
    """Return the connected parts of ``area`` that hold something of ``core``."""
    _, labels = cv2.connectedComponents(area.astype(np.uint8), connectivity=4)
    return area & np.isin(labels, np.unique(labels[core & area]))


def largest(area: Area) -> Area:
    """Return the largest connected part of ``area``."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(area.astype(np.uint8), connectivity=4)
    if count < 2:
        return area
    return np.asarray(labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA])))


def carried(values: Floats, area: Area, reach_px: float) -> Floats:
    """Return the mean of ``values`` over the part of ``area`` around each pixel, near where there is any.

    Each doubling of the reach fills what the nearer one left empty; large reaches work on small pictures.
    """
    weight = area.astype(np.float32)
    result: Floats | None = None
    for reach in (8 * reach_px, 4 * reach_px, 2 * reach_px, reach_px):
        mean, share = _blurred(values, weight, reach)
        near = np.clip(share / 0.05, 0, 1)[:, :, None]
        result = mean if result is None else near * mean + (1 - near) * result
    assert result is not None
    return np.asarray(result, np.float32)


def _blurred(values: Floats, weight: Floats, reach_px: float) -> tuple[Floats, Floats]:
    height, width = weight.shape
    step = max(1, int(reach_px / 3))
    size = (max(2, width // step), max(2, height // step))
    sums = cv2.resize(values * weight[:, :, None], size, interpolation=cv2.INTER_AREA)
    share = cv2.resize(weight, size, interpolation=cv2.INTER_AREA)
    sigma = reach_px / step
    sums = cv2.GaussianBlur(sums, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
    share = cv2.GaussianBlur(share, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
    mean = sums / np.maximum(share, 1e-6)[:, :, None]
    return np.asarray(cv2.resize(mean, (width, height)), np.float32), np.asarray(
        cv2.resize(share, (width, height)), np.float32
    )


def strongest(values: Floats) -> Floats:
    """Return the largest of the three channels of each pixel; numpy's own over so short an axis is slow."""
    return np.asarray(np.maximum(np.maximum(values[:, :, 0], values[:, :, 1]), values[:, :, 2]), np.float32)


def product(one: Floats, other: Floats) -> Floats:
    """Return the scalar product of two colours of each pixel."""
    return np.asarray(np.einsum("ijk,ijk->ij", one, other), np.float32)
