"""The picture of the empty booth: the mean of a second of pictures in which nothing moves."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture

FRAMES = 30
"""So many are averaged: about a second, and a sixth of the noise of one."""
MOVED = 6.0
"""Mean difference, levels, of one cell of :data:`CELL_PX` from the picture before from which on something
moved: a cell averages the noise of 256 pixels away, a door's shadow stays."""
CELL_PX = 16


class Averaging:
    """Adds up pictures and begins again whenever something moves."""

    def __init__(self) -> None:
        self._sum: NDArray[np.float32] | None = None
        self._first: NDArray[np.float32] | None = None
        self._noises: list[float] = []
        self._before: Picture | None = None
        self.count = 0

    @property
    def share(self) -> float:
        """0..1 of the pictures that are needed."""
        return min(1.0, self.count / FRAMES)

    def begin(self) -> None:
        """Forget everything."""
        self._sum = self._first = self._before = None
        self._noises = []
        self.count = 0

    def add(self, bgr: Picture) -> bool:
        """Take one picture in; return False when something moved against the first, and begin with it."""
        cells = _cells(bgr)
        still = self._first is None or (
            self._first.shape == cells.shape and float(np.abs(cells - self._first).max()) < MOVED
        )
        if not still:
            self.begin()
        if self._sum is None or self._first is None:
            self._sum, self._first = np.zeros(bgr.shape, np.float32), cells
        if self._before is not None:
            spread = cv2.absdiff(bgr, self._before).mean(axis=2)
            self._noises.append(float(np.median(spread)))
        self._before = bgr
        cv2.accumulate(bgr, self._sum)
        self.count += 1
        return still

    def result(self) -> tuple[Picture, float]:
        """Return the mean picture and one picture's noise (standard deviation, levels)."""
        if self._sum is None:
            raise RuntimeError("a mean needs pictures")
        picture = np.round(self._sum / self.count).astype(np.uint8)
        # The mean absolute difference of two normal values is 2/√π of their standard deviation.
        noise = float(np.median(self._noises)) * np.sqrt(np.pi) / 2 if self._noises else 0.0
        return picture, noise


def _cells(bgr: Picture) -> NDArray[np.float32]:
    height, width = bgr.shape[:2]
    size = (max(1, width // CELL_PX), max(1, height // CELL_PX))
    return np.asarray(cv2.resize(bgr, size, interpolation=cv2.INTER_AREA), np.float32)
