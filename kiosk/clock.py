"""Time as a dependency, so that tests turn the hands themselves."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """A source of time. ``monotonic`` orders and measures; ``now`` only labels."""

    def monotonic(self) -> float:
        """Seconds that never go back; the origin is arbitrary."""
        ...

    def now(self) -> datetime:
        """Return the wall clock in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def monotonic(self) -> float:
        return time.monotonic()

    def now(self) -> datetime:
        return datetime.now(UTC)


class ManualClock:
    """A clock that stands still until it is told to move; for tests and rehearsals.

    Parameters
    ----------
    start_s
        First value of ``monotonic``, in seconds.
    """

    def __init__(self, start_s: float = 1000.0) -> None:
        self._s = start_s
        self._epoch = datetime(2026, 1, 1, tzinfo=UTC).timestamp() - start_s

    def monotonic(self) -> float:
        return self._s

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._epoch + self._s, UTC)

    def advance(self, seconds: float) -> None:
        """Move the clock on by ``seconds`` (≥ 0)."""
        if seconds < 0:
            raise ValueError("a monotonic clock does not go back")
        self._s += seconds
