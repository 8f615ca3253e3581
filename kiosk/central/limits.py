"""How often a caller may ask."""

from __future__ import annotations

import threading
from collections import deque

from kiosk.clock import Clock

WINDOW_S = 60.0


class RateLimit:
    """At most ``limit`` calls of one caller in any :data:`WINDOW_S` seconds."""

    def __init__(self, limit: int, clock: Clock) -> None:
        self._limit, self._clock = limit, clock
        self._lock = threading.Lock()
        self._calls: dict[str, deque[float]] = {}

    def wait_s(self, caller: str) -> float:
        """Count a call; return 0 when it is allowed, else the seconds until one is."""
        now_s = self._clock.monotonic()
        with self._lock:
            calls = self._calls.setdefault(caller, deque())
            while calls and calls[0] <= now_s - WINDOW_S:
                calls.popleft()
            if len(calls) >= self._limit:
                return calls[0] + WINDOW_S - now_s
            calls.append(now_s)
            return 0.0
