"""A stamped camera picture: the value every other part of the kiosk works on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.clock import Clock

Picture = NDArray[np.uint8]
"""Shape (height, width, 3), BGR, 8 bit, sRGB."""


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture of the camera.

    Attributes
    ----------
    seq
        Counts from 1 without gaps within one run of the source.
    taken_at
        ``Clock.monotonic`` seconds when the picture arrived.
    bgr
        The picture, read-only, never mirrored.
    """

    seq: int
    taken_at: float
    bgr: Picture

    @property
    def width(self) -> int:
        return int(self.bgr.shape[1])

    @property
    def height(self) -> int:
        return int(self.bgr.shape[0])


class Stamper:
    """Turns pictures into frames; every source owns one, so all stamp alike."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seq = 0

    def stamp(self, bgr: Picture) -> Frame:
        """Return ``bgr`` as the next frame, marked read-only."""
        self._seq += 1
        bgr.setflags(write=False)
        return Frame(self._seq, self._clock.monotonic(), bgr)
