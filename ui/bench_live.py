"""Measures the live way: camera → painted frame, camera → judgement, while somebody is framed."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, QTimer

from kiosk.camera.open import open_camera
from kiosk.camera.sitter.camera import SitterCamera
from kiosk.campaign.consent import give_consent
from kiosk.capture_code.demo import demo_code
from kiosk.capture_code.payload import parse_payload
from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.services.build import build_kiosk
from kiosk.session import Step
from kiosk.session import events as ev
from kiosk.settings import CameraSettings, Settings
from ui.app import run_app
from ui.booth import Booth
from ui.shell import Shell
from ui.widgets.live_view import LiveView

WARM_UP_S = 6.0
"""Not measured: models load, the sitter walks in and sits down."""
PULSE_MS = 5
"""Interval of a timer on the GUI thread; how late it comes is how long the GUI was busy."""


@dataclass(frozen=True)
class LiveResult:
    """One measurement; times in ms are from the frame's stamp, CPU in seconds per second."""

    camera: str
    frame_size: tuple[int, int]
    window_size: tuple[int, int]
    seconds: float
    camera_fps: float
    painted_per_s: float
    judged_per_s: float
    paint_latency_median_ms: float
    paint_latency_p99_ms: float
    gui_gap_p99_ms: float
    gui_gap_worst_ms: float
    kiosk_cpu: float
    sitter_cpu: float | None
    memory_begin_mb: float
    memory_end_mb: float
    cores: int


class _Count(NamedTuple):
    """Counters at one moment."""

    at_s: float
    camera: int
    painted: int
    judged: int
    cpu_s: float
    sitter_cpu_s: float
    memory_mb: float


class LiveBench(QObject):
    """Runs the real booth with a real window for a while and counts."""

    def __init__(
        self, camera: str, frame_size: tuple[int, int], window_size: tuple[int, int], seconds: float
    ) -> None:
        super().__init__()
        self._source, self._frame_size = camera, frame_size
        self._window_size, self._seconds = window_size, seconds
        self._clock = SystemClock()
        self._latencies_s: list[float] = []
        self._gaps_s: list[float] = []
        self._pulsed_s: float | None = None
        self._begin: _Count | None = None
        self._end: _Count | None = None
        self._left: Step | None = None

    def run(self) -> LiveResult:
        """Measure; needs no screen with ``QT_QPA_PLATFORM=offscreen``.

        Raises
        ------
        KioskError
            ``bench-no-framing`` when the framing page was left before the time was over.
        """
        with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
            asked = CameraSettings(self._source, *self._frame_size)
            settings = Settings(data_dir=Path(folder), camera=asked)
            self._camera = open_camera(self._source, self._clock, size=self._frame_size)
            # Undirected, the sitter never puts right what is wrong: the framing page stays.
            self._kiosk = build_kiosk(settings, self._clock, self._camera, directed=False)
            run_app(self._kiosk, windowed=True, autoplay=self._play)
        if self._begin is None or self._end is None:
            raise KioskError(
                "bench-no-framing",
                f"The framing page was left for {self._left or 'no camera'} before the measurement was over.",
                "Use a camera that shows somebody who never sits quite right, e.g. --camera sitter.",
            )
        return self._result(self._begin, self._end)

    def _play(self, shell: Shell, booth: Booth) -> object:
        """Go straight to the framing page and start the clocks."""
        self._shell = shell
        shell.resize(QSize(*self._window_size))
        code = demo_code(0, datetime.now(UTC))
        texts = booth.campaign.consents
        agreed = give_consent(texts, [text.purpose for text in texts], booth.clock.now())
        for event in (
            ev.Started("bench"),
            ev.CodeRead(parse_payload(code.text)),
            ev.IdentityTyped(code.last4),
        ):
            booth.post(event)
        booth.pump()
        booth.post(ev.ConsentGiven(agreed))
        booth.post(ev.Ready())
        self._pulse = QTimer(self)
        self._pulse.setInterval(PULSE_MS)
        self._pulse.timeout.connect(self._on_pulse)
        self._pulse.start()
        QTimer.singleShot(int(WARM_UP_S * 1000), self._start)
        return self

    def _start(self) -> None:
        self._view = self._shell.findChild(LiveView)
        if self._view is None:
            self._stop()
            return
        self._view.installEventFilter(self)
        self._gaps_s.clear()
        self._begin_count = self._count()
        QTimer.singleShot(int(self._seconds * 1000), self._stop)

    def _stop(self) -> None:
        self._pulse.stop()
        if self._kiosk.state.step is Step.FRAME and self._view is not None:
            self._view.removeEventFilter(self)
            self._begin, self._end = self._begin_count, self._count()
        else:
            self._left = self._kiosk.state.step
        QCoreApplication.quit()

    def _on_pulse(self) -> None:
        now = self._clock.monotonic()
        if self._pulsed_s is not None:
            self._gaps_s.append(now - self._pulsed_s)
        self._pulsed_s = now

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._view is not None and self._view.shown is not None:
            self._latencies_s.append(self._clock.monotonic() - self._view.shown.frame.taken_at)
        return False

    def _count(self) -> _Count:
        assert self._view is not None
        used = os.times()
        sitter = self._camera.cpu_seconds() if isinstance(self._camera, SitterCamera) else 0.0
        return _Count(
            self._clock.monotonic(),
            self._kiosk.camera_frames,
            self._view.painted,
            self._kiosk.judged,
            used.user + used.system,
            sitter,
            _resident_mb(),
        )

    def _result(self, begin: _Count, end: _Count) -> LiveResult:
        seconds = end.at_s - begin.at_s
        latencies, gaps = np.array(self._latencies_s) * 1e3, np.array(self._gaps_s) * 1e3
        drawn = isinstance(self._camera, SitterCamera)
        return LiveResult(
            camera=self._camera.name,
            frame_size=self._frame_size,
            window_size=self._window_size,
            seconds=round(seconds, 1),
            camera_fps=round((end.camera - begin.camera) / seconds, 1),
            painted_per_s=round((end.painted - begin.painted) / seconds, 1),
            judged_per_s=round((end.judged - begin.judged) / seconds, 1),
            paint_latency_median_ms=round(float(np.median(latencies)), 1),
            paint_latency_p99_ms=round(float(np.percentile(latencies, 99)), 1),
            gui_gap_p99_ms=round(float(np.percentile(gaps, 99)), 1),
            gui_gap_worst_ms=round(float(gaps.max()), 1),
            kiosk_cpu=round((end.cpu_s - begin.cpu_s) / seconds, 2),
            sitter_cpu=round((end.sitter_cpu_s - begin.sitter_cpu_s) / seconds, 2) if drawn else None,
            memory_begin_mb=round(begin.memory_mb),
            memory_end_mb=round(end.memory_mb),
            cores=os.cpu_count() or 1,
        )


def as_table(result: LiveResult) -> str:
    """Return the measurement for people."""
    rows = [
        ("camera", f"{result.camera_fps:.1f} frames/s"),
        ("painted", f"{result.painted_per_s:.1f} frames/s"),
        ("judged", f"{result.judged_per_s:.1f} observations/s"),
        ("camera to paint", _spread(result.paint_latency_median_ms, "median", result.paint_latency_p99_ms)),
        (f"GUI timer of {PULSE_MS} ms", _spread(result.gui_gap_worst_ms, "worst", result.gui_gap_p99_ms)),
        ("kiosk", f"{result.kiosk_cpu:.2f} cores"),
        ("memory", f"{result.memory_begin_mb:.0f} MB, at the end {result.memory_end_mb:.0f} MB"),
    ]
    if result.sitter_cpu is not None:
        rows.append(("drawing the sitter", f"{result.sitter_cpu:.2f} cores, in its own process"))
    title = f"{result.camera} {_x(result.frame_size)}, window {_x(result.window_size)}, "
    title += f"{result.seconds:.0f} s on {result.cores} cores"
    return "\n".join([title, *(f"  {name:<20} {value}" for name, value in rows)])


def _spread(value_ms: float, name: str, p99_ms: float) -> str:
    return f"{value_ms:.1f} ms {name}, {p99_ms:.1f} ms p99"


def _x(size: tuple[int, int]) -> str:
    return f"{size[0]}×{size[1]}"


def _resident_mb() -> float:
    """Return this process's resident memory (Linux)."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
