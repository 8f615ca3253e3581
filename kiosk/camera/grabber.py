"""The camera thread: reads frames, hands them to the display and to vision, mends a lost camera."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Frame
from kiosk.camera.source import Camera
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.mailbox import Mailbox
from kiosk.pulse import Pulse

LOG = logging.getLogger(__name__)
RING_FRAMES = 8
READ_TIMEOUT_S = 0.2
SILENT_AFTER_S = 3.0
"""A camera that gives nothing for so long is treated as lost and opened again."""
FIRST_RETRY_S, LONGEST_RETRY_S = 0.25, 4.0
STEADY_S = 1.0
"""A camera that was lost must give frames for so long before it counts as running: with a loose cable the
page about it would come and go."""
OPEN_WITHIN_S = 30.0
"""Drivers that hang in opening or closing exist, and honest ones that take ten seconds (Media Foundation)."""
READ_WITHIN_S = 6.0
"""A read that is told to return after :data:`READ_TIMEOUT_S` and has not by then hangs in the driver."""
_RATE_FRAMES = 45


class CameraState(StrEnum):
    """What the camera thread is doing."""

    OPENING = "opening"
    RUNNING = "running"
    LOST = "lost"
    ENDED = "ended"
    STOPPED = "stopped"


@dataclass(frozen=True, eq=False)
class DisplayFrame:
    """A frame and the same picture as BGRA, shape (height, width, 4), contiguous: ready to be painted."""

    frame: Frame
    bgra: NDArray[np.uint8]


class Grabber:
    """Owns a camera on a thread named ``camera``.

    Parameters
    ----------
    vision, display
        Where the newest frame goes; either may be None.
    on_state
        Called on the camera thread with each change and, for ``LOST``, its cause; must return at once.
    replay
        Whether a recording that is over begins again; if not, the state becomes ``ENDED``.
    """

    def __init__(
        self,
        camera: Camera,
        clock: Clock,
        vision: Mailbox[Frame] | None,
        display: Mailbox[DisplayFrame] | None,
        on_state: Callable[[CameraState, KioskError | None], None] | None = None,
        *,
        replay: bool = False,
    ) -> None:
        self._camera, self._clock = camera, clock
        self._vision, self._display, self._on_state = vision, display, on_state
        self._replay = replay
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._ring: deque[Frame] = deque(maxlen=RING_FRAMES)
        self._times: deque[float] = deque(maxlen=_RATE_FRAMES)
        self._thread: threading.Thread | None = None
        self._state = CameraState.STOPPED
        self._frames = 0
        self._was_lost = False
        self._first_at: float | None = None
        self.pulse = Pulse()
        """Signs of life of the thread; a camera that is lost is none of its faults."""

    @property
    def camera(self) -> Camera:
        return self._camera

    @property
    def state(self) -> CameraState:
        return self._state

    @property
    def frames(self) -> int:
        """How many frames were delivered since :meth:`start`."""
        return self._frames

    @property
    def fps(self) -> float | None:
        """Measured frames a second over the newest frames; None before there are two."""
        with self._lock:
            if len(self._times) < 2 or self._times[-1] <= self._times[0]:
                return None
            return (len(self._times) - 1) / (self._times[-1] - self._times[0])

    def frame(self, seq: int) -> Frame | None:
        """Return one of the newest full-resolution frames by its number; None when it is gone."""
        with self._lock:
            return next((frame for frame in self._ring if frame.seq == seq), None)

    def forget(self) -> None:
        """Drop the newest frames: somebody may be on them who has left."""
        with self._lock:
            self._ring.clear()

    def start(self) -> None:
        """Start the thread; a camera that cannot be opened is reported and tried again."""
        if self._thread is not None:
            raise RuntimeError("the grabber runs already")
        self._stop.clear()
        self._frames = 0
        self._was_lost = False
        self._thread = threading.Thread(target=self._run, name="camera")
        self._thread.start()

    def stop(self) -> None:
        """Stop reading, close the camera and join the thread; safe to call twice."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        with self._lock:
            self._ring.clear()
            self._times.clear()

    def _run(self) -> None:
        retry_s = FIRST_RETRY_S
        try:
            while not self._stop.is_set():
                self.pulse.promise(OPEN_WITHIN_S)
                self._change(CameraState.OPENING, None)
                before = self._frames
                try:
                    self._camera.open()
                    self._read_on()
                except KioskError as error:
                    self.pulse.promise(OPEN_WITHIN_S)
                    self._camera.close()
                    if error.code == "camera-ended" and self._replay:
                        continue
                    if error.code == "camera-ended":
                        self._change(CameraState.ENDED, None)
                        return
                    LOG.info("%s: %s", self._camera.name, error.title)
                    self._was_lost = True
                    self._change(CameraState.LOST, error)
                    retry_s = FIRST_RETRY_S if self._frames > before else min(2 * retry_s, LONGEST_RETRY_S)
                    self._stop.wait(retry_s)
        finally:
            self.pulse.promise(OPEN_WITHIN_S)
            self._camera.close()
            if self._stop.is_set() or self._state is CameraState.ENDED:  # a bug breaks the promise
                self.pulse.rest()
            if self._state is not CameraState.ENDED:
                self._change(CameraState.STOPPED, None)

    def _read_on(self) -> None:
        heard_at = self._clock.monotonic()
        self._first_at = None
        while not self._stop.is_set():
            self.pulse.promise(READ_WITHIN_S)
            frame = self._camera.read(READ_TIMEOUT_S)
            if frame is None:
                if self._clock.monotonic() - heard_at > SILENT_AFTER_S:
                    raise KioskError(
                        "camera-lost", f"Camera {self._camera.name} fell silent.", "Check its cable."
                    )
                continue
            heard_at = self._clock.monotonic()
            self._deliver(frame)

    def _deliver(self, frame: Frame) -> None:
        with self._lock:
            self._ring.append(frame)
            self._times.append(frame.taken_at)
        self._frames += 1
        if self._state is not CameraState.RUNNING and self._steady(frame.taken_at):
            self._was_lost = False
            self._change(CameraState.RUNNING, None)
        if self._vision is not None:
            self._vision.put(frame)
        if self._display is not None:
            bgra = np.asarray(cv2.cvtColor(frame.bgr, cv2.COLOR_BGR2BGRA), np.uint8)
            self._display.put(DisplayFrame(frame, bgra))

    def _steady(self, at_s: float) -> bool:
        """Whether the camera, once it was lost, has given frames for long enough since it was opened."""
        if self._first_at is None:
            self._first_at = at_s
        return not self._was_lost or at_s - self._first_at >= STEADY_S

    def _change(self, state: CameraState, error: KioskError | None) -> None:
        if state is self._state and error is None:
            return
        self._state = state
        if self._on_state is not None:
            self._on_state(state, error)
