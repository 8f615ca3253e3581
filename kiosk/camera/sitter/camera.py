"""The virtual sitter as a camera; it is drawn in a process of its own."""

from __future__ import annotations

import multiprocessing
import threading
from collections import OrderedDict
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import numpy as np

from kiosk.camera.frame import Frame, Picture, Stamper
from kiosk.camera.sitter.people import load_cast
from kiosk.camera.sitter.process import (
    SLOTS,
    Drawn,
    Free,
    Hear,
    NextPerson,
    Order,
    ShowCode,
    StayAway,
    perform,
    shared_ring,
)
from kiosk.camera.sitter.scene import Truth
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.face_mesh import load_face_mesh
from kiosk.paths import config_dir, models_dir

TRUTHS_KEPT = 300
START_S = 30.0
_STOP_S = 3.0


class SitterCamera:
    """``sitter``: an invented person in front of an invented wall, who reacts to the kiosk's hints.

    ``hear``, ``show_code``, ``next_person``, ``stay_away``, ``truth`` and ``cpu_seconds`` may be called on
    any thread; what is said while the camera is closed holds when it opens.

    Parameters
    ----------
    size, fps
        Width and height in px and pictures a second.
    seed
        Another seed, other people.
    bundle, cast_file
        The face landmarker bundle and the sitter's settings; the installed ones if None.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        size: tuple[int, int] = (1280, 720),
        fps: float = 30.0,
        seed: int = 0,
        bundle: Path | None = None,
        cast_file: Path | None = None,
    ) -> None:
        self._size, self._fps, self._seed = size, fps, seed
        self._bundle, self._cast_file = bundle, cast_file
        self._stamper = Stamper(clock)
        self._lock = threading.Lock()
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._slots: np.ndarray[tuple[int, ...], np.dtype[np.uint8]] | None = None
        self._truths: OrderedDict[int, Truth] = OrderedDict()
        self._cpu_s = self._cpu_before_s = 0.0
        self._code: str | None = None
        self._heard: Hear | None = None
        self._away = False

    @property
    def name(self) -> str:
        return "sitter"

    def open(self) -> None:
        """See :class:`kiosk.camera.source.Camera`.

        Raises
        ------
        KioskError
            ``model-missing`` or ``model-altered`` when the face geometry cannot be read.
        """
        self.close()
        mesh = load_face_mesh(self._bundle or models_dir() / "face_landmarker.task")
        cast = load_cast(self._cast_file or config_dir() / "sitter.toml")
        context = multiprocessing.get_context("spawn")
        ring = shared_ring(context, self._size)
        ours, theirs = context.Pipe()
        order = Order(mesh, cast, self._seed, self._size, self._fps)
        process = context.Process(target=perform, args=(order, ring, theirs), name="sitter", daemon=True)
        process.start()
        theirs.close()  # so that our end sees it when the process dies
        ours.poll(START_S)  # a new interpreter takes seconds on a busy machine: not a silent camera
        width, height = self._size
        with self._lock:
            self._process, self._pipe = process, ours
            self._slots = np.frombuffer(ring, np.uint8).reshape(SLOTS, height, width, 3)
            if self._code is not None:
                self._tell(ShowCode(self._code))
            if self._heard is not None:
                self._tell(self._heard)
            if self._away:
                self._tell(StayAway(True))

    def read(self, timeout_s: float) -> Frame | None:
        """See :class:`kiosk.camera.source.Camera`."""
        pipe, slots = self._pipe, self._slots
        if pipe is None or slots is None:
            raise _lost()
        try:
            if not pipe.poll(timeout_s):
                return None
            drawn: Drawn = pipe.recv()
        except (EOFError, OSError) as error:
            raise _lost() from error
        picture: Picture = slots[drawn.slot].copy()
        frame = self._stamper.stamp(picture)
        with self._lock:
            self._tell(Free(drawn.slot))
            self._cpu_s = drawn.cpu_s
            self._truths[frame.seq] = drawn.truth
            if len(self._truths) > TRUTHS_KEPT:
                self._truths.popitem(last=False)
        return frame

    def close(self) -> None:
        """See :class:`kiosk.camera.source.Camera`; the process ends with its pipe."""
        with self._lock:
            process, pipe = self._process, self._pipe
            self._process = self._pipe = self._slots = None
            self._cpu_before_s += self._cpu_s
            self._cpu_s = 0.0
        if pipe is not None:
            pipe.close()
        if process is not None:
            process.join(_STOP_S)
            if process.is_alive():
                process.kill()
                process.join()
            process.close()

    def hear(self, hint: str | None, stage: str) -> None:
        """Tell the sitter what the kiosk says now: the hint's code (or None) and the session's state."""
        message = Hear(hint, stage)
        with self._lock:
            if message != self._heard:
                self._heard = message
                self._tell(message)

    def show_code(self, text: str | None) -> None:
        """Put this text as a QR code on the phone the sitter holds up; None puts the phone away."""
        with self._lock:
            self._code = text
            self._tell(ShowCode(text))

    def next_person(self) -> None:
        """Let somebody else come, with another look and other faults."""
        with self._lock:
            self._tell(NextPerson())

    def stay_away(self, on: bool) -> None:
        """Leave the room empty, at once and until this is taken back."""
        with self._lock:
            if on is not self._away:
                self._away = on
                self._tell(StayAway(on))

    def truth(self, seq: int) -> Truth | None:
        """Return what was truly drawn in frame ``seq``, for the newest few hundred frames."""
        with self._lock:
            return self._truths.get(seq)

    def cpu_seconds(self) -> float:
        """CPU time the drawing process has used so far, s: what a benchmark must not count as the kiosk's."""
        with self._lock:
            return self._cpu_before_s + self._cpu_s

    def _tell(self, message: Any) -> None:
        if self._pipe is None:
            return
        try:
            self._pipe.send(message)
        except OSError:
            return  # the process is gone: read() says so to the thread that can act on it


def _lost() -> KioskError:
    return KioskError("camera-lost", "The virtual sitter has stopped.", "It is started again by itself.")
