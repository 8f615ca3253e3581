"""From the workers' threads to the GUI thread: one empty signal, never a payload, never a queue."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from kiosk.session.events import Tick
from ui.booth import Booth

TICK_MS = 250


class Bridge(QObject):
    """Pumps the booth on the GUI thread whenever a worker says that there is something new.

    However many times workers wake it while the GUI is busy, one signal is under way: the newest
    frame and judgement wait in the booth's mailboxes.

    ``refreshed`` follows every pump.
    """

    refreshed = Signal()
    _woken = Signal()

    def __init__(self, booth: Booth, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._booth = booth
        self._lock = threading.Lock()
        self._pending = False
        self.pumps = 0
        """How often the GUI thread has answered."""
        self._woken.connect(self._pump, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Listen to the booth and let time pass for the session."""
        self._booth.on_wake(self.wake)
        self._timer.start()

    def stop(self) -> None:
        """Let no more time pass; a wake that is under way finds nothing to do."""
        self._timer.stop()

    def wake(self) -> None:
        """Say that something is new; called from any thread, returns at once."""
        with self._lock:
            if self._pending:
                return
            self._pending = True
        self._woken.emit()

    def _tick(self) -> None:
        self._booth.post(Tick())

    def _pump(self) -> None:
        with self._lock:
            self._pending = False
        self.pumps += 1
        self._booth.pump()
        self.refreshed.emit()
