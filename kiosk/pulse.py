"""A worker's sign of life: it promises when the next one comes; somebody else notices when it does not."""

from __future__ import annotations

import math
import time
from collections.abc import Callable


class Pulse:
    """One worker's promise; set by the worker's thread, read by any.

    It is a promise and not a time of the last beat, because only the worker knows how long its next piece of
    work may take: a frame, or loading the models. Real time counts, never the session's clock.

    Parameters
    ----------
    monotonic
        Seconds that never go back.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._due_at: float | None = None

    def promise(self, within_s: float) -> None:
        """Say that the next promise, or :meth:`rest`, comes within so many seconds."""
        self._due_at = self._monotonic() + within_s

    def rest(self) -> None:
        """Promise nothing more: the work has ended as it should."""
        self._due_at = math.inf

    @property
    def begun(self) -> bool:
        """Whether anything was ever promised."""
        return self._due_at is not None

    def overdue_s(self) -> float:
        """Return for how long a promise has been broken, s; 0 while it is kept or nothing was promised."""
        due_at = self._due_at
        return 0.0 if due_at is None else max(0.0, self._monotonic() - due_at)
