"""Measures the live way: camera → painted frame, camera → judgement, while somebody is framed."""

from __future__ import annotations

import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, QTimer
from PySide6.QtWidgets import QAbstractButton

from kiosk.bench.stopwatch import Stopwatch, timing
from kiosk.camera.open import open_camera
from kiosk.camera.sitter.camera import SitterCamera
from kiosk.campaign.consent import give_consent
from kiosk.campaign.person import Answers
from kiosk.capture_code.demo import demo_code
from kiosk.capture_code.payload import parse_payload
from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.services.build import build_kiosk
from kiosk.session import Step
from kiosk.session import events as ev
from kiosk.settings import CameraSettings, KeySettings, Settings
from kiosk.vision.native import without_plotting
from kiosk.vision.observe import Observer
from ui.app import run_app
from ui.bench_paint import Paintings, timing_paint
from ui.bench_result import PAUSE_MS, PULSE_MS, LiveResult
from ui.bench_touch import TouchProbe
from ui.booth import Booth
from ui.shell import Shell
from ui.widgets.live_view import LiveView

WARM_UP_S = 6.0
"""Not measured: models load, the sitter walks in and sits down."""
MEMORY_EVERY_MS = 1000


class _Count(NamedTuple):
    """Counters at one moment."""

    at_s: float
    camera: int
    painted: int
    judged: int
    cpu_s: float
    sitter_cpu_s: float
    observing_s: float
    models_s: float
    models_busy_s: float


class LiveBench(QObject):
    """Runs the real booth with a real window for a while and counts."""

    def __init__(
        self,
        camera: str,
        frame_size: tuple[int, int],
        window_size: tuple[int, int],
        seconds: float,
        fps: float,
    ) -> None:
        super().__init__()
        self._source, self._frame_size = camera, frame_size
        self._window_size, self._seconds, self._fps = window_size, seconds, fps
        self._clock = SystemClock()
        self._latencies_s: list[float] = []
        self._gaps_s: list[float] = []
        self._memory_mb: list[float] = []
        self._paintings = Paintings()
        self._touching = TouchProbe(self._clock, self._button)
        self._observing, self._models = Stopwatch(), Stopwatch()
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
            settings = Settings(data_dir=Path(folder), camera=asked, keys=KeySettings("file"))
            self._camera = open_camera(self._source, self._clock, size=self._frame_size, fps=self._fps)
            # Undirected, the sitter never puts right what is wrong: the framing page stays.
            self._kiosk = build_kiosk(settings, self._clock, self._camera, directed=False)
            with (
                timing_paint() as self._paintings,
                timing(self._observing, (Observer, "observe")),
                timing(self._models, *_model_calls()),
            ):
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
        texts = booth.campaign.asked
        agreed = give_consent(texts, [text.purpose for text in texts], booth.clock.now())
        for event in (
            ev.Started("bench"),
            ev.CodeRead(parse_payload(code.text)),
            ev.IdentityTyped(Answers(last4=code.last4)),
        ):
            booth.post(event)
        while booth.state.step is not Step.CONSENT:  # where one stands is found out on another thread
            booth.pump()
            time.sleep(0.005)
        booth.post(ev.ConsentGiven(agreed))
        booth.post(ev.Ready())
        self._pulse = QTimer(self)
        self._pulse.setInterval(PULSE_MS)
        self._pulse.timeout.connect(self._on_pulse)
        self._pulse.start()
        self._weigh = QTimer(self)
        self._weigh.setInterval(MEMORY_EVERY_MS)
        self._weigh.timeout.connect(lambda: self._memory_mb.append(_resident_mb()))
        QTimer.singleShot(int(WARM_UP_S * 1000), self._start)
        return self

    def _start(self) -> None:
        page = self._shell.page
        self._view = None if page is None else page.findChild(LiveView)
        if self._view is None:
            self._stop()
            return
        self._view.installEventFilter(self)
        self._gaps_s.clear()
        self._paintings.clear()
        self._touching.start()
        self._memory_mb.append(_resident_mb())
        self._weigh.start()
        self._begin_count = self._count()
        QTimer.singleShot(int(self._seconds * 1000), self._stop)

    def _stop(self) -> None:
        self._touching.stop()
        self._pulse.stop()
        self._weigh.stop()
        if self._kiosk.state.step is Step.FRAME and self._view is not None:
            self._view.removeEventFilter(self)
            self._begin, self._end = self._begin_count, self._count()
        else:
            self._left = self._kiosk.state.step
        QCoreApplication.quit()

    def _button(self) -> QAbstractButton | None:
        page = self._shell.page
        return None if page is None else page.findChild(QAbstractButton, "back")

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
            self._observing.seconds,
            self._models.seconds,
            self._models.busy_seconds,
        )

    def _result(self, begin: _Count, end: _Count) -> LiveResult:
        seconds = end.at_s - begin.at_s
        latencies, gaps = np.array(self._latencies_s) * 1e3, np.array(self._gaps_s) * 1e3
        touches = np.array(self._touching.waits_s or [float("nan")]) * 1e3
        drawn = isinstance(self._camera, SitterCamera)
        frames, judged = end.camera - begin.camera, end.judged - begin.judged
        observing, models = end.observing_s - begin.observing_s, end.models_s - begin.models_s
        return LiveResult(
            camera=self._camera.name,
            frame_size=self._frame_size,
            window_size=self._window_size,
            seconds=round(seconds, 1),
            camera_fps=round(frames / seconds, 1),
            painted_per_s=round((end.painted - begin.painted) / seconds, 1),
            judged_per_s=round(judged / seconds, 1),
            judged_of_camera=round(judged / max(1, frames), 3),
            paint_latency_median_ms=round(float(np.median(latencies)), 1),
            paint_latency_p95_ms=round(float(np.percentile(latencies, 95)), 1),
            paint_latency_p99_ms=round(float(np.percentile(latencies, 99)), 1),
            paint_median_ms=round(1e3 * float(np.median(self._paintings.cpu_s)), 2),
            paint_p95_ms=round(1e3 * float(np.percentile(self._paintings.cpu_s, 95)), 2),
            paint_wall_p95_ms=round(1e3 * float(np.percentile(self._paintings.wall_s, 95)), 2),
            touches=len(touches),
            touch_median_ms=round(float(np.median(touches)), 1),
            touch_p95_ms=round(float(np.percentile(touches, 95)), 1),
            gui_gap_p99_ms=round(float(np.percentile(gaps, 99)), 1),
            gui_gap_worst_ms=round(float(gaps.max()), 1),
            gui_pauses=int((gaps > PAUSE_MS).sum()),
            observation_ms=round(1e3 * observing / max(1, judged), 2),
            models_ms=round(1e3 * models / max(1, judged), 2),
            own_ms=round(1e3 * (observing - (end.models_busy_s - begin.models_busy_s)) / max(1, judged), 2),
            observation_over_models=round(observing / models, 3) if models else float("inf"),
            kiosk_cpu=round((end.cpu_s - begin.cpu_s) / seconds, 2),
            sitter_cpu=round((end.sitter_cpu_s - begin.sitter_cpu_s) / seconds, 2) if drawn else None,
            memory_least_mb=round(min(self._memory_mb), 1),
            memory_most_mb=round(max(self._memory_mb), 1),
            cores=os.cpu_count() or 1,
        )


def _model_calls() -> list[tuple[type, str]]:
    """Return MediaPipe's own calls: the bare models, without what is made of their answers."""
    with without_plotting():
        from mediapipe import tasks

    vision = tasks.vision
    return [
        (vision.FaceLandmarker, "detect_for_video"),
        (vision.PoseLandmarker, "detect_for_video"),
        (vision.ImageSegmenter, "segment_for_video"),
    ]


def _resident_mb() -> float:
    """Return this process's resident memory (Linux)."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
