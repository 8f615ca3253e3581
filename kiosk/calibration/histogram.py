"""How the levels of a picture are spread, quickly enough to be shown live beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

BINS = 64
LOOKED_AT_PX = 20_000
"""About so many pixels are counted, evenly spread: more say the same of the levels."""
CLIPPED_LEVELS = 2
"""So near to an end of 0..255 a level has lost what was beyond it."""
CLIPPED_SHARE = 0.005
"""A share of the pixels from which clipping is told: below it are glints on glasses and buttons."""


@dataclass(frozen=True, eq=False)
class Histogram:
    """Shares of a picture's pixels by level.

    Attributes
    ----------
    luma, red, green, blue
        Shape (BINS,), float32, each adding up to 1; luma as in BT.601.
    dark, bright
        Shares of the pixels of which a channel is clipped at that end.
    """

    luma: NDArray[np.float32]
    red: NDArray[np.float32]
    green: NDArray[np.float32]
    blue: NDArray[np.float32]
    dark: float
    bright: float

    @property
    def dark_clipped(self) -> bool:
        return self.dark > CLIPPED_SHARE

    @property
    def bright_clipped(self) -> bool:
        return self.bright > CLIPPED_SHARE


def histogram_of(bgra: NDArray[np.uint8]) -> Histogram:
    """Measure a picture of shape (height, width, 3 or 4), levels 0..255 in the order B, G, R."""
    height, width = bgra.shape[:2]
    every_px = max(1, round(math.sqrt(height * width / LOOKED_AT_PX)))
    few = np.ascontiguousarray(bgra[::every_px, ::every_px, :3])
    blue, green, red = cv2.split(few)
    dark, bright = cv2.min(cv2.min(blue, green), red), cv2.max(cv2.max(blue, green), red)
    luma = cv2.cvtColor(few, cv2.COLOR_BGR2GRAY)
    return Histogram(
        _shares(luma),
        _shares(red),
        _shares(green),
        _shares(blue),
        cv2.countNonZero(cv2.compare(dark, CLIPPED_LEVELS, cv2.CMP_LT)) / luma.size,
        cv2.countNonZero(cv2.compare(bright, 255 - CLIPPED_LEVELS, cv2.CMP_GT)) / luma.size,
    )


def _shares(levels: Any) -> NDArray[np.float32]:
    counts = cv2.calcHist([levels], [0], None, [BINS], [0, 256])
    return np.asarray(counts.ravel() / levels.size, np.float32)
