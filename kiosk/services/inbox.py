"""The one way from the workers to the session: a queue of events and an empty wake-up."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from kiosk.session.events import Event


class Inbox:
    """Events wait here for the owner thread; ``post`` and ``wake`` may be called from any thread."""

    def __init__(self) -> None:
        self._events: deque[Event] = deque()
        self._lock = threading.Lock()
        self._wake: Callable[[], None] | None = None

    def on_wake(self, wake: Callable[[], None] | None) -> None:
        """Say whom to wake; the callable carries no payload and returns at once."""
        self._wake = wake

    def wake(self) -> None:
        """Tell the owner that there is something new to look at."""
        wake = self._wake
        if wake is not None:
            wake()

    def post(self, event: Event) -> None:
        """Leave an event and wake the owner."""
        with self._lock:
            self._events.append(event)
        self.wake()

    def next(self) -> Event | None:
        """Return the oldest waiting event, or None."""
        with self._lock:
            return self._events.popleft() if self._events else None

    def clear(self) -> None:
        """Forget what waits."""
        with self._lock:
            self._events.clear()
