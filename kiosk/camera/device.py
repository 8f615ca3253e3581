"""A camera attached to the machine, through OpenCV."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import cv2
import numpy as np

from kiosk.camera import controls as setting
from kiosk.camera.controls import Controls, Holding
from kiosk.camera.frame import Frame, Stamper
from kiosk.clock import Clock
from kiosk.errors import KioskError

LOG = logging.getLogger(__name__)
LOST_AFTER_FAILURES = 5
"""A driver that fails this often in a row is gone; a single failed grab happens on healthy cameras."""
FIRST_READS = 5
"""Tries for the first picture: many cameras fail once or twice after they were set."""
FIRST_PICTURE_S = 3.0
"""No further try after this: a read that waits for nothing takes V4L2 ten seconds."""
MEASURED_FRAMES = 30
_BACKENDS = {
    "linux": (cv2.CAP_V4L2, cv2.CAP_GSTREAMER, cv2.CAP_ANY),
    "win32": (cv2.CAP_MSMF, cv2.CAP_DSHOW, cv2.CAP_ANY),
    "darwin": (cv2.CAP_AVFOUNDATION, cv2.CAP_ANY),
}


class Capture(Protocol):
    """The part of ``cv2.VideoCapture`` that is used here."""

    def isOpened(self) -> bool: ...
    def read(self) -> tuple[bool, np.ndarray[tuple[int, ...], np.dtype[np.uint8]] | None]: ...
    def set(self, prop: int, value: float) -> bool: ...
    def get(self, prop: int) -> float: ...
    def release(self) -> None: ...


@dataclass(frozen=True)
class DeviceReport:
    """What the camera was asked for and what it really does (``fps`` None until measured)."""

    backend: str
    asked: tuple[int, int, float]
    width_px: int
    height_px: int
    fps: float | None


@dataclass(frozen=True)
class _Wish:
    """What exposure and white balance should do; ``done`` once the open camera was told."""

    hold: bool
    controls: Controls | None
    done: bool = False


class DeviceCamera:
    """``device:N``: opened once, the backends tried in order, Motion-JPEG, size and rate asked for.

    Parameters
    ----------
    index
        Number of the camera.
    open_capture
        Opens (index, backend); ``cv2.VideoCapture`` on a booth.
    controls
        Exposure and white balance to hold from the first picture on; None leaves them to the camera, which is
        told so: what another program or an earlier run held would else stay held.
    """

    def __init__(
        self,
        index: int,
        clock: Clock,
        size: tuple[int, int],
        fps: float,
        open_capture: Callable[[int, int], Capture] = cv2.VideoCapture,
        *,
        controls: Controls | None = None,
    ) -> None:
        self._index, self._clock, self._size, self._fps = index, clock, size, fps
        self._open_capture = open_capture
        self._stamper = Stamper(clock)
        self._capture: Capture | None = None
        self._failures = 0
        self._counted, self._since = 0, 0.0
        self._report: DeviceReport | None = None
        self._backend = cv2.CAP_ANY
        self._lock = threading.Lock()
        self._wish = _Wish(controls is not None, controls)
        self._holding: Holding | None = None

    @property
    def name(self) -> str:
        return f"device:{self._index}"

    @property
    def report(self) -> DeviceReport | None:
        """What the open camera really delivers; None while closed."""
        return self._report

    @property
    def holding(self) -> Holding | None:
        """See :class:`kiosk.camera.controls.Adjustable`."""
        return self._holding

    def hold(self, controls: Controls | None) -> None:
        """See :class:`kiosk.camera.controls.Adjustable`."""
        with self._lock:
            self._holding = None
            self._wish = _Wish(True, controls)

    def let_go(self) -> None:
        """See :class:`kiosk.camera.controls.Adjustable`."""
        with self._lock:
            self._holding = None
            self._wish = _Wish(False, None)

    def open(self) -> None:
        """See :class:`kiosk.camera.source.Camera`."""
        self.close()
        cv2.utils.logging.setLogLevel(
            cv2.utils.logging.LOG_LEVEL_SILENT
        )  # a missing camera is told once, by us, not by every backend
        opened_once = False
        for backend in _BACKENDS.get(sys.platform, (cv2.CAP_ANY,)):
            capture = self._open_capture(self._index, backend)
            if not capture.isOpened():
                capture.release()
                continue
            opened_once = True
            capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
            capture.set(cv2.CAP_PROP_FRAME_WIDTH, self._size[0])
            capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self._size[1])
            capture.set(cv2.CAP_PROP_FPS, self._fps)
            capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # an old frame is worse than none
            self._backend = backend
            with self._lock:
                self._wish = replace(self._wish, done=False)  # whatever it is, this opening was not told yet
            self._adjust(capture)
            shape = self._first_picture(capture)
            if shape is not None:
                self._begin(capture, backend, shape)
                return
            capture.release()
        if opened_once:
            raise KioskError(
                "camera-busy",
                f"Camera {self.name} opens but gives no picture.",
                "Close other programs that use the camera, or plug it in again.",
            )
        raise KioskError(
            "camera-missing", f"There is no camera {self.name}.", "Plug the camera in, or choose another one."
        )

    def read(self, timeout_s: float) -> Frame | None:
        """See :class:`kiosk.camera.source.Camera`; the driver waits as long as it likes."""
        if self._capture is None:
            raise _lost(self.name)
        self._adjust(self._capture)
        good, picture = self._capture.read()
        if not good or picture is None:
            self._failures += 1
            if self._failures >= LOST_AFTER_FAILURES:
                raise _lost(self.name)
            return None
        self._failures = 0
        self._measure(picture.shape)
        return self._stamper.stamp(picture)

    def close(self) -> None:
        """See :class:`kiosk.camera.source.Camera`."""
        if self._capture is not None:
            self._capture.release()
        self._capture, self._report = None, None

    def _first_picture(self, capture: Capture) -> tuple[int, ...] | None:
        began_s = self._clock.monotonic()
        for _ in range(FIRST_READS):
            good, picture = capture.read()
            if good and picture is not None:
                return picture.shape
            if self._clock.monotonic() - began_s > FIRST_PICTURE_S:
                break
        return None

    def _begin(self, capture: Capture, backend: int, shape: tuple[int, ...]) -> None:
        self._capture, self._failures = capture, 0
        self._counted, self._since = 0, self._clock.monotonic()
        name = cv2.videoio_registry.getBackendName(backend) if backend else "any"
        self._report = DeviceReport(name, (*self._size, self._fps), shape[1], shape[0], None)
        LOG.info("%s opened with %s: %d×%d", self.name, name, shape[1], shape[0])

    def _adjust(self, capture: Capture) -> None:
        """Carry out what was last wished of exposure and white balance, once for each opening."""
        with self._lock:
            if self._wish.done:
                return
            if not self._wish.hold:
                setting.let_go(capture, self._backend)
            else:
                self._holding = setting.hold(capture, self._backend, self._wish.controls)
                # From now on the values that were found: a camera opened anew must not find others.
                self._wish = replace(self._wish, controls=self._holding.controls)
                LOG.info("%s: %s", self.name, self._holding)
            self._wish = replace(self._wish, done=True)

    def _measure(self, shape: tuple[int, ...]) -> None:
        self._counted += 1
        if self._report is None or self._counted < MEASURED_FRAMES:
            return
        passed = self._clock.monotonic() - self._since
        if passed > 0:
            first = self._report.fps is None
            rate = self._counted / passed
            self._report = DeviceReport(self._report.backend, self._report.asked, shape[1], shape[0], rate)
            if first:
                LOG.info("%s delivers %d×%d at %.1f frames a second", self.name, shape[1], shape[0], rate)
        self._counted, self._since = 0, self._clock.monotonic()


def _lost(name: str) -> KioskError:
    return KioskError("camera-lost", f"Camera {name} stopped delivering.", "Check its cable.")
