"""Areas of pixels: growing them, and taking their connected parts."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Area = NDArray[np.bool_]


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
