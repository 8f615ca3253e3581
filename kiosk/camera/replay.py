"""Recorded pictures as a camera: a video file, or a folder whose pictures are held in turn."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from kiosk.camera.frame import Frame, Picture, Stamper
from kiosk.camera.pace import Pace
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.picture_file import load_picture, picture_files

LOG = logging.getLogger(__name__)
LONGEST_SIDE_PX = 1920
"""Larger pictures are scaled down to this: a camera of a booth gives no more."""
HOLD_S = 2.0


class VideoCamera:
    """``video:FILE``: played once, at the file's own rate; ``fps`` only where the file names none."""

    def __init__(
        self, path: Path, clock: Clock, fps: float, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._path, self._clock, self._fps, self._sleep = path, clock, fps, sleep
        self._stamper = Stamper(clock)
        self._capture: cv2.VideoCapture | None = None
        self._pace = Pace(clock, fps, sleep)

    @property
    def name(self) -> str:
        return f"video:{self._path}"

    def open(self) -> None:
        """See :class:`kiosk.camera.source.Camera`; starts from the first picture."""
        self.close()
        if not self._path.is_file():
            raise KioskError("camera-missing", f"There is no video {self._path}.", "Name an existing file.")
        capture = cv2.VideoCapture(str(self._path))
        if not capture.isOpened() or not capture.grab():
            capture.release()
            raise KioskError(
                "camera-unreadable", f"{self._path} is not a readable video.", "Choose another file."
            )
        capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
        own = capture.get(cv2.CAP_PROP_FPS)
        self._capture = capture
        self._pace = Pace(self._clock, own if 1 <= own <= 240 else self._fps, self._sleep)

    def read(self, timeout_s: float) -> Frame | None:
        """See :class:`kiosk.camera.source.Camera`."""
        if self._capture is None:
            raise _ended(self.name)
        if not self._pace.wait(timeout_s):
            return None
        good, picture = self._capture.read()
        if not good:
            raise _ended(self.name)
        return self._stamper.stamp(_at_most(np.asarray(picture, np.uint8)))

    def close(self) -> None:
        """See :class:`kiosk.camera.source.Camera`."""
        if self._capture is not None:
            self._capture.release()
        self._capture = None


class FolderCamera:
    """``folder:DIR``: every picture in name order, held for ``hold_s`` at ``fps``, each in its own size."""

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        fps: float,
        hold_s: float = HOLD_S,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._folder, self._clock, self._fps, self._sleep = folder, clock, fps, sleep
        self._frames_each = max(1, round(hold_s * fps))
        self._stamper = Stamper(clock)
        self._pace = Pace(clock, fps, sleep)
        self._waiting: list[Path] = []
        self._picture: Picture | None = None
        self._current: str | None = None
        self._shown = 0

    @property
    def name(self) -> str:
        return f"folder:{self._folder}"

    @property
    def current(self) -> str | None:
        """File name of the picture being held; None before the first."""
        return self._current

    def open(self) -> None:
        """See :class:`kiosk.camera.source.Camera`; starts from the first picture."""
        self.close()
        if not self._folder.is_dir():
            raise KioskError(
                "camera-missing", f"There is no folder {self._folder}.", "Name an existing folder."
            )
        self._waiting = picture_files([self._folder])
        self._pace = Pace(self._clock, self._fps, self._sleep)
        if not self._next():
            raise KioskError(
                "camera-unreadable",
                f"{self._folder} holds no readable picture.",
                "Put JPEG or PNG pictures into it.",
            )

    def read(self, timeout_s: float) -> Frame | None:
        """See :class:`kiosk.camera.source.Camera`."""
        if self._picture is None or (self._shown >= self._frames_each and not self._next()):
            raise _ended(self.name)
        if not self._pace.wait(timeout_s):
            return None
        self._shown += 1
        return self._stamper.stamp(self._picture)

    def close(self) -> None:
        """See :class:`kiosk.camera.source.Camera`."""
        self._waiting, self._picture, self._shown, self._current = [], None, 0, None

    def _next(self) -> bool:
        self._picture, self._shown = None, 0
        while self._waiting:
            path = self._waiting.pop(0)
            try:
                picture = load_picture(path)
            except KioskError as error:
                LOG.info("skipped %s: %s", path.name, error.code)
                continue
            self._picture, self._current = _at_most(picture), path.name
            return True
        return False


def _at_most(picture: Picture) -> Picture:
    longest = max(picture.shape[:2])
    if longest <= LONGEST_SIDE_PX:
        return picture
    scale = LONGEST_SIDE_PX / longest
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _ended(name: str) -> KioskError:
    return KioskError("camera-ended", f"{name} has no more pictures.", "Start it again to play it once more.")
