"""What the courier does now and then: when its next turn comes."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.sync.outcome import Meaning, Outcome

_PASSING = (Meaning.OUTAGE, Meaning.RETRY)


class Turn:
    """A turn every so many seconds; one that a passing fault spoilt comes again soon, then ever later.

    Parameters
    ----------
    every_s
        Seconds from the end of one turn to the next, and the longest wait after a spoilt one.
    wait_s
        The wait after so many spoilt turns before this one, ≥ 0, and what the server asked for, in seconds.
    now_s
        The monotonic clock's seconds; the first turn is due at once.
    """

    def __init__(self, every_s: float, wait_s: Callable[[int, float], float], now_s: float) -> None:
        self._every_s, self._wait_s = every_s, wait_s
        self._spoilt = 0
        self.due_s = now_s
        """When the next turn comes, on the monotonic clock."""

    def is_due(self, now_s: float) -> bool:
        """Whether it is time."""
        return now_s >= self.due_s

    def end(self, outcome: Outcome, now_s: float) -> None:
        """Note how a turn ended.

        What only a person, or another version, can put right is asked for no more often than what went well.
        """
        if outcome.meaning in _PASSING:
            self.due_s = now_s + min(self._every_s, self._wait_s(self._spoilt, outcome.retry_after_s))
            self._spoilt += 1
        else:
            self.due_s, self._spoilt = now_s + self._every_s, 0

    def hasten(self, now_s: float) -> None:
        """Have it come now: somebody put something right."""
        self.due_s, self._spoilt = now_s, 0
