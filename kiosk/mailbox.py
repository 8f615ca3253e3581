"""A one-slot mailbox between threads: the newest item replaces the older, drops are counted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """Latest-wins hand-over from one producer thread to one consumer thread.

    Parameters
    ----------
    on_put
        Called after every :meth:`put`, outside the lock and on the producer's thread;
        it carries no payload and must return at once.
    """

    def __init__(self, on_put: Callable[[], None] | None = None) -> None:
        self._ready = threading.Condition()
        self._item: T | None = None
        self._closed = False
        self._on_put = on_put
        self.dropped = 0
        """How many items were replaced before anybody took them."""

    def put(self, item: T) -> None:
        """Leave ``item``, replacing an untaken one. After :meth:`close` it is discarded."""
        with self._ready:
            if self._closed:
                return
            if self._item is not None:
                self.dropped += 1
            self._item = item
            self._ready.notify()
        if self._on_put is not None:
            self._on_put()

    def take(self, timeout_s: float = 0.0) -> T | None:
        """Return the newest item and empty the slot.

        Parameters
        ----------
        timeout_s
            How long to wait for one; 0 does not wait.

        Returns
        -------
        The item, or None when nothing came in time or the mailbox is closed and empty.
        """
        with self._ready:
            if self._item is None and timeout_s > 0 and not self._closed:
                self._ready.wait_for(lambda: self._item is not None or self._closed, timeout_s)
            item, self._item = self._item, None
            return item

    def clear(self) -> None:
        """Forget an untaken item without counting it as dropped."""
        with self._ready:
            self._item = None

    def close(self) -> None:
        """Wake the waiting consumer, empty the slot and accept nothing more."""
        with self._ready:
            self._closed = True
            self._item = None
            self._ready.notify_all()
