"""The thread that lets the courier do its rounds."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable

from kiosk.errors import KioskError

log = logging.getLogger(__name__)

FAULT_WAIT_S = 10.0
"""Pause after a fault of the store or of our own, so that it cannot spin."""


class SyncWorker:
    """Runs ``step`` on a thread named ``sync`` whenever its time has come or it is woken.

    Parameters
    ----------
    step
        One round; returns the seconds until the next.
    stepped
        Called after every round, on the sync thread.
    """

    def __init__(self, step: Callable[[], float], stepped: Callable[[], None]) -> None:
        self._step, self._stepped = step, stepped
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread."""
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Have the next round begin now; from any thread."""
        self._wake.set()

    def request_stop(self) -> None:
        """Have the thread end after the step in progress, without waiting for it."""
        self._stopping.set()
        self._wake.set()

    def stop(self) -> None:
        """End the thread and wait for it; safe to call twice."""
        self.request_stop()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def stopping(self) -> bool:
        """Whether :meth:`stop` was called."""
        return self._stopping.is_set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            wait_s = self._guarded(self._step)
            # What could not be told is told soon, however far away the next round is.
            self._wake.wait(min(wait_s, self._guarded(self._tell)))

    def _tell(self) -> float:
        self._stepped()
        return math.inf

    def _guarded(self, call: Callable[[], float]) -> float:
        """Return what ``call`` returns, :data:`FAULT_WAIT_S` when it fails: nothing may end the thread."""
        try:
            return call()
        except KioskError as error:
            log.error("delivery is interrupted: %s", error.code)
        except Exception:
            # A bug, and loud; but the other submissions still have to be delivered.
            log.exception("delivery failed unexpectedly")
        return FAULT_WAIT_S
