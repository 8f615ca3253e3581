"""How far a batch is: a bar where somebody watches, else a line now and then."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO

BAR_CHARS = 28
BAR_EVERY_S = 0.2
LINE_EVERY_S = 5.0


class Progress:
    """Counts pictures and tells of them on ``stream``.

    Pictures kept from an earlier run count as done, but not for the rate.
    """

    def __init__(self, total: int, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._total, self._stream, self._clock = total, stream, clock
        self._bar = stream.isatty()
        self._begun = self._told = clock()
        self._made = self._kept = self._not_passed = 0
        self._shown = False

    def count(self, *, passed: bool, kept: bool) -> None:
        """Count one picture and tell how far things are, when it is time to."""
        self._kept += kept
        self._made += not kept
        self._not_passed += not passed
        self.tick()

    def tick(self) -> None:
        """Tell how far things are, when it is time to."""
        now = self._clock()
        if now - self._told >= (BAR_EVERY_S if self._bar else LINE_EVERY_S):
            self._told = now
            self._tell(now)

    def clear(self) -> None:
        """Take the bar away before something else is printed."""
        if self._bar and self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._shown = False

    def finish(self, passed: int, to_look_at: int, no_photo: int) -> None:
        """Tell how it went, where there was more than one picture."""
        self.clear()
        if self._total < 2:
            return
        done, seconds = self._made + self._kept, self._clock() - self._begun
        failed = done - passed - to_look_at - no_photo
        self._stream.write(
            f"kiosk: {done} of {self._total} pictures in {_time(round(seconds))}: {passed} passed, "
            f"{to_look_at} passed for a person to look at, {failed} not passed, {no_photo} without a photo"
            f"{f'; {self._kept} kept' if self._kept else ''}.\n"
        )
        self._stream.flush()

    def _tell(self, now: float) -> None:
        done = self._made + self._kept
        rate = self._made / max(now - self._begun, 1e-9)
        words = f"{done} of {self._total}"
        if self._made:
            words += f", {rate:.1f}/s, {_time(round((self._total - done) / rate))} left"
        if self._not_passed:
            words += f", {self._not_passed} not passed"
        if self._bar:
            full = BAR_CHARS * done // max(self._total, 1)
            self._stream.write(f"\r\x1b[K[{'#' * full}{'·' * (BAR_CHARS - full)}] {words}")
            self._shown = True
        else:
            self._stream.write(f"kiosk: {words}\n")
        self._stream.flush()


def _time(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
