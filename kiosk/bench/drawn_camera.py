"""A camera before which drawn people sit well at once, so that a session takes seconds: for long runs."""

from __future__ import annotations

import threading
import time

import numpy as np

from kiosk.camera.frame import Frame, Picture, Stamper
from kiosk.camera.sitter.motion import sway
from kiosk.camera.sitter.people import load_cast, sitter
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Phone, Pose, Scene
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.face_mesh import load_face_mesh
from kiosk.paths import config_dir, models_dir

SIZE = (1280, 720)
FPS = 15.0
PEOPLE = 6
MOMENTS = 5
"""Pictures of each person, with the small sway of who sits still."""


class DrawnCamera:
    """``stay_away``, ``hear``, ``show_code`` and ``unplug`` may be called on any thread.

    People are drawn once; only the phone with each new code is drawn while the booth runs.
    """

    name = "drawn"

    def __init__(self, clock: Clock) -> None:
        self._stamper = Stamper(clock)
        self._renderer = Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))
        cast = load_cast(config_dir() / "sitter.toml")
        self._looks = [sitter(cast, 1 + number).look for number in range(PEOPLE)]
        self._seated = [[self._draw(Scene(_pose(m), look)) for m in range(MOMENTS)] for look in self._looks]
        self._empty = self._draw(Scene(present=False))
        self._lock = threading.Lock()
        self._stage, self._code, self._away = "attract", "", False
        self._person = 0
        self._phone: Picture | None = None
        self._plugged = True
        self._due = time.monotonic()

    def hear(self, hint: str | None, stage: str) -> None:
        with self._lock:
            self._stage = stage

    def show_code(self, text: str) -> None:
        """Let the next person come, with this code."""
        with self._lock:
            self._code, self._phone = text, None
            self._person += 1

    def stay_away(self, on: bool) -> None:
        with self._lock:
            self._away = on

    def unplug(self, out: bool) -> None:
        """Pull the cable, or put it in again."""
        with self._lock:
            self._plugged = not out

    def open(self) -> None:
        with self._lock:
            if not self._plugged:
                raise KioskError("camera-missing", "There is no camera.", "Plug it in.")

    def close(self) -> None:
        return

    def read(self, timeout_s: float) -> Frame | None:
        wait_s = self._due - time.monotonic()
        if wait_s > 0:
            time.sleep(min(wait_s, timeout_s))
        self._due = max(self._due + 1 / FPS, time.monotonic())
        with self._lock:
            if not self._plugged:
                raise KioskError("camera-lost", "The camera is gone.", "Plug it in.")
            stage, code, person, away = self._stage, self._code, self._person % PEOPLE, self._away
        if stage == "attract" or away:
            picture = self._empty
        elif stage == "scan":
            picture = self._held_up(person, code)
        else:
            picture = self._seated[person][int(time.monotonic() * FPS) % MOMENTS]
        return self._stamper.stamp(picture.copy())

    def _held_up(self, person: int, code: str) -> Picture:
        if self._phone is None:
            self._phone = self._draw(Scene(Pose(), self._looks[person], phone=Phone(code)))
        return self._phone

    def _draw(self, scene: Scene) -> Picture:
        return np.asarray(self._renderer.render(scene, SIZE, 1, alpha=False).bgr, np.uint8)


def _pose(moment: int) -> Pose:
    drift_x, drift_y, _, breath = sway(0.3 * moment, 0.0)
    return Pose(x=0.5 + 0.001 * drift_x, y=0.40 + 0.001 * drift_y, breath=breath)
