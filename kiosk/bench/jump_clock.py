"""A clock that runs like the machine's and can be put forward: hours of waiting pass in no time."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class JumpClock:
    """The machine's clock plus what was jumped over; it never goes back."""

    def __init__(self) -> None:
        self.jumped_s = 0.0
        """Seconds jumped over in all."""

    def monotonic(self) -> float:
        return time.monotonic() + self.jumped_s

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.jumped_s)

    def jump(self, seconds: float) -> None:
        """Put the clock forward by ``seconds`` (≥ 0); called on one thread only."""
        if seconds < 0:
            raise ValueError("a clock does not go back")
        self.jumped_s += seconds
