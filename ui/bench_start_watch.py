"""The measured half of :mod:`ui.bench_start`: the booth as ``kiosk run`` starts it, watched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

from kiosk.clock import SystemClock
from kiosk.services.kiosk import Kiosk
from kiosk.session.events import Started
from kiosk.settings import CameraSettings, KeySettings, Settings
from ui.app import application, run_app, screen_or_offscreen
from ui.booth import Booth
from ui.commands.run import build_kiosk
from ui.shell import Shell
from ui.widgets.live_view import LiveView

POLL_MS = 5
LIMIT_S = 60


class _Watch(QObject):
    """Marks the first painting of a page and of a live picture; then waits until everything is ready."""

    def __init__(self, kiosk: Kiosk, mark: Callable[[str], None]) -> None:
        super().__init__()
        self._kiosk, self._mark = kiosk, mark
        self._live = self._painted = False
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._look)

    def begin(self, shell: Shell, booth: Booth) -> object:
        booth.post(Started("bench"))
        self._timer.start()
        QTimer.singleShot(LIMIT_S * 1000, QCoreApplication.quit)
        return self

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._painted = True
            if isinstance(watched, LiveView) and watched.shown is not None:
                self._mark("live")
                self._live = True
        elif self._painted:
            self._mark("window")
        return False

    def _look(self) -> None:
        if self._live and self._kiosk.ready:
            self._mark("ready")
            self._timer.stop()
            QCoreApplication.quit()


def run_watched(folder: Path, camera: str, mark: Callable[[str], None]) -> None:
    """Run the booth until it is ready."""
    screen_or_offscreen()
    settings = Settings(data_dir=folder, camera=CameraSettings(camera), keys=KeySettings("file"))
    kiosk = build_kiosk(settings, SystemClock())
    mark("built")
    app, watch = application(), _Watch(kiosk, mark)
    app.installEventFilter(watch)
    run_app(kiosk, windowed=True, autoplay=watch.begin)
