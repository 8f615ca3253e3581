"""Finds and reads QR codes: thoroughly in a saved picture, within a frame's time live."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle
from math import hypot

import cv2

from kiosk.camera.frame import Picture
from kiosk.capture_code.decoders import Findings, Grey, Quad, ReadCode, decoder_cascade

__all__ = ["CodeReader", "CodeSighting", "Quad", "ReadCode", "Sight"]

SMALL_SIDE_PX = 150.0
"""Below this side a found but unread code is held too far away. Measured on drawn codes with slight
blur and noise: all are read from 2 px a module on, none at 1.6; a record makes 61–75 modules a side."""


class Sight(StrEnum):
    """How far one look at a frame came."""

    NONE = "none"
    LOCATED = "located"
    READ = "read"


@dataclass(frozen=True)
class CodeSighting:
    """What one look at a live frame found.

    Attributes
    ----------
    codes
        The codes that were read, the largest first.
    located
        Where codes were found that could not be read, px of the unmirrored frame.
    """

    codes: tuple[ReadCode, ...] = ()
    located: tuple[Quad, ...] = ()

    @property
    def state(self) -> Sight:
        if self.codes:
            return Sight.READ
        return Sight.LOCATED if self.located else Sight.NONE

    @property
    def too_small(self) -> bool:
        """Whether every unread code looks too small to be read: hold it nearer."""
        return not self.codes and bool(self.located) and all(side_px(q) < SMALL_SIDE_PX for q in self.located)


def side_px(quad: Quad) -> float:
    """Return the mean side of a code in px."""
    return sum(hypot(b.x - a.x, b.y - a.y) for a, b in zip(quad, (*quad[1:], quad[0]), strict=True)) / 4


class CodeReader:
    """Reads QR codes by the cascade of :mod:`kiosk.capture_code.decoders`; owned by one thread."""

    def __init__(self) -> None:
        stages = decoder_cascade()
        self._stages = tuple(stages.values())
        self._turns = cycle(self._stages[1:])

    def read(self, bgr: Picture) -> tuple[ReadCode, ...]:
        """Return every code in a picture that the first successful stage reads, the largest first.

        Parameters
        ----------
        bgr
            Shape (height, width, 3) or (height, width), 8 bit.

        Returns
        -------
        Empty when no stage reads anything; may take some hundred ms then (large pictures, seconds).
        """
        grey = _grey(bgr)
        for stage in self._stages:
            found = stage(grey)
            if found.read:
                return _largest_first(found)
        return ()

    def look(self, bgr: Picture) -> CodeSighting:
        """Look at one live frame: the quick stage, and after a miss one more stage, each in its turn.

        A code that only one stage can read is so found within as many frames as there are stages,
        while one look at 1280×720 takes about 1 ms when it reads at once, else 2–14 ms, and 25 ms
        when it is ZBar's turn.
        """
        grey = _grey(bgr)
        first = self._stages[0](grey)
        if first.read:
            return CodeSighting(_largest_first(first), first.located)
        second = next(self._turns)(grey)
        return CodeSighting(_largest_first(second), first.located or second.located)


def _grey(bgr: Picture) -> Grey:
    if bgr.ndim == 2:
        return bgr
    grey: Grey = cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY)
    return grey


def _largest_first(found: Findings) -> tuple[ReadCode, ...]:
    return tuple(sorted(found.read, key=lambda code: side_px(code.corners), reverse=True))
