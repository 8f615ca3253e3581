"""Even spacing of pictures that come from a file and not from a sensor."""

from __future__ import annotations

import time
from collections.abc import Callable

from kiosk.clock import Clock


class Pace:
    """Lets one picture through every ``1 / fps`` seconds of ``clock``.

    Parameters
    ----------
    sleep
        Waits for that many seconds of real time.
    """

    def __init__(self, clock: Clock, fps: float, sleep: Callable[[float], None] = time.sleep) -> None:
        self._clock, self._period_s, self._sleep = clock, 1 / fps, sleep
        self._due = clock.monotonic()

    def wait(self, timeout_s: float) -> bool:
        """Wait for the next picture's time, at most ``timeout_s``; say whether it has come."""
        ahead = self._due - self._clock.monotonic()
        if ahead > 0:
            self._sleep(min(ahead, timeout_s))
        now = self._clock.monotonic()
        if now + 1e-4 < self._due:
            return False
        # A late reader gets the next picture at once but is not flooded to catch up.
        self._due = max(self._due + self._period_s, now)
        return True
