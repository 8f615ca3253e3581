"""Finds and reads QR codes: thoroughly in a saved picture, within a frame's time live."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle
from math import hypot

import cv2

from kiosk.camera.frame import Picture
from kiosk.capture_code.decoders import Findings, Grey, Quad, ReadCode, decoder_cascade
from kiosk.capture_code.hindrance import Hindrance, hindrance
from kiosk.capture_code.symbol import Symbol, find_symbol
from kiosk.geometry import Point

__all__ = ["CodeReader", "CodeSighting", "Hindrance", "Quad", "ReadCode", "Sight"]

Turn = Callable[[Grey], Findings]

PATIENCE = 3
"""Searches, one a round of the turns (0.3 s), that may come to "unsteady" before it means "nearer":
held still for a second and not read, its modules are finer than what blurs them, and no single picture shows
that."""
NEARER_SHARE = 0.6
"""Of the picture's height: a code held so near need not come nearer."""


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
    hindrance
        Why what is located cannot be read; None while that is not known.
    """

    codes: tuple[ReadCode, ...] = ()
    located: tuple[Quad, ...] = ()
    hindrance: Hindrance | None = None

    @property
    def state(self) -> Sight:
        if self.codes:
            return Sight.READ
        return Sight.LOCATED if self.located else Sight.NONE


def side_px(quad: Quad) -> float:
    """Return the mean side of a code in px."""
    return sum(hypot(b.x - a.x, b.y - a.y) for a, b in zip(quad, (*quad[1:], quad[0]), strict=True)) / 4


class CodeReader:
    """Reads QR codes by the cascade of :mod:`kiosk.capture_code.decoders`; owned by one thread."""

    def __init__(self) -> None:
        stages = decoder_cascade()
        self._stages = tuple(stages.values())
        self._turns = cycle((*self._stages[1:4], self._search, *self._stages[4:]))
        self._unread: tuple[Quad, Hindrance] | None = None
        self._unsteady = 0

    def forget(self) -> None:
        """Drop what was seen and not read; the next look is at something new."""
        self._unread = None
        self._unsteady = 0

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
        """Look at one live frame: the quick stage, and after a miss one more, each in its turn.

        A code that only one stage can read is so found within as many frames as there are stages. One of
        the turns searches for what looks like a code and says why it is not read; that holds until its
        next turn, so that what is said does not flicker.
        """
        grey = _grey(bgr)
        first = self._stages[0](grey)
        second = Findings() if first.read else next(self._turns)(grey)
        codes = _largest_first(first) or _largest_first(second)
        if codes:
            self.forget()
            return CodeSighting(codes, first.located or second.located)
        if self._unread is None:
            return CodeSighting((), first.located or second.located)
        where, why = self._unread
        return CodeSighting((), first.located or second.located or (where,), why)

    def _search(self, grey: Grey) -> Findings:
        symbol = find_symbol(grey)
        self._unread = None
        if symbol is not None:
            a, b, c, d = (Point(float(x), float(y)) for x, y in symbol.corners)
            self._unread = ((a, b, c, d), self._advised(hindrance(grey, symbol), symbol, grey.shape[0]))
        return Findings()

    def _advised(self, why: Hindrance, symbol: Symbol, height_px: int) -> Hindrance:
        """Return what to say of it now: what did not help for a while is not said for ever."""
        if why is not Hindrance.UNSTEADY:
            return why
        self._unsteady += 1
        stay = self._unsteady <= PATIENCE or symbol.side_px > NEARER_SHARE * height_px
        return why if stay else Hindrance.SMALL


def _grey(bgr: Picture) -> Grey:
    if bgr.ndim == 2:
        return bgr
    grey: Grey = cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY)
    return grey


def _largest_first(found: Findings) -> tuple[ReadCode, ...]:
    return tuple(sorted(found.read, key=lambda code: side_px(code.corners), reverse=True))
