"""What is said and marked while framing changes no faster than it can be taken in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kiosk.guidance.verdict import Hint
from ui.presenters.framing import FramePage, Mark

HINT_LEAST_S = 1.0
"""A sentence is read in about a second: it is not exchanged for another sooner."""

DOUBT_S = 0.35
"""What was right is marked otherwise only after so long: a blink or one odd frame takes no tick away."""


@dataclass(frozen=True)
class Said:
    """The hint on the page (None: the welcome), and since when it is there, s."""

    hint: Hint | None
    since_s: float

    def then(self, hint: Hint | None, now: float) -> Said:
        """Return what to say at ``now`` when guidance would say ``hint``."""
        if _saying(hint) == _saying(self.hint):
            return Said(hint, self.since_s)
        return self if now - self.since_s < HINT_LEAST_S else Said(hint, now)


@dataclass(frozen=True)
class Steady:
    """The mark that is shown, and since when another one is wanted, s; None while it is this one."""

    shown: Mark
    other_since_s: float | None = None

    def then(self, wanted: Mark, now: float) -> Steady:
        """Return what to show at ``now``: good news at once, the loss of it after :data:`DOUBT_S`."""
        if wanted is self.shown:
            return Steady(wanted)
        since = now if self.other_since_s is None else self.other_since_s
        if self.shown is not Mark.RIGHT or now - since >= DOUBT_S:
            return Steady(wanted)
        return Steady(self.shown, since)


def steadied(before: tuple[Steady, ...], page: FramePage, now: float) -> tuple[FramePage, tuple[Steady, ...]]:
    """Return the page with its marks as they are to be shown at ``now``, and what to hand in next.

    Parameters
    ----------
    before
        From the last time; of another length, as on a new page, nothing is held back.
    """
    wanted = marks_of(page)
    if len(before) != len(wanted):
        return page, tuple(Steady(mark) for mark in wanted)
    after = tuple(steady.then(mark, now) for steady, mark in zip(before, wanted, strict=True))
    return _with_marks(page, iter([steady.shown for steady in after])), after


def marks_of(page: FramePage) -> tuple[Mark, ...]:
    """Return every mark on the page: of the quiet row, then of the drawing."""
    overlay = page.overlay
    chips = tuple(chip.mark for chip in page.chips)
    if overlay is None:
        return chips
    drawn = (overlay.head, overlay.eye_line, *overlay.ear_marks, overlay.shoulder_line, overlay.light_mark)
    return chips + drawn


def _with_marks(page: FramePage, marks: Iterator[Mark]) -> FramePage:
    chips = tuple(replace(chip, mark=next(marks)) for chip in page.chips)
    overlay = page.overlay
    if overlay is not None:
        overlay = replace(
            overlay,
            head=next(marks),
            eye_line=next(marks),
            ear_marks=(next(marks), next(marks)),
            shoulder_line=next(marks),
            light_mark=next(marks),
        )
    return replace(page, chips=chips, overlay=overlay)


def _saying(hint: Hint | None) -> tuple[str, str | None, int] | None:
    return None if hint is None else (hint.code, hint.arrow, hint.wording)
