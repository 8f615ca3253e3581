"""A camera that films whatever scene the test puts on the stage, drawn by the sitter's own renderer."""

from __future__ import annotations

import io
import time

import numpy as np
from PIL import Image

from kiosk.camera.frame import Frame, Picture, Stamper
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Phone, Pose, Scene
from kiosk.clock import Clock
from kiosk.face_mesh import load_face_mesh
from kiosk.paths import models_dir

FRAME_S = 0.1
GRAINS = 4
"""So many patterns of the sensor's noise are drawn of a scene and shown in turn."""

STUDIO_SIZE = (900, 1200)
EMPTY = Scene(present=False)
SITTING = Scene()


def holding(code: str) -> Scene:
    """Somebody who stands beside their phone and holds its code to the camera."""
    return Scene(pose=Pose(x=0.40, y=0.36, scale_px=13.0), phone=Phone(code))


def studio_photo(pose: Pose) -> bytes:
    """Return a studio's file of somebody who sits like this."""
    renderer = Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))
    drawn = renderer.render(Scene(pose=pose), STUDIO_SIZE, alpha=False).bgr
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(drawn[..., ::-1])).save(file, "JPEG", quality=95)
    return file.getvalue()


class StageCamera:
    """A :class:`kiosk.camera.source.Camera`; ``scene`` may be changed on any thread."""

    name = "stage"

    def __init__(self, clock: Clock) -> None:
        self.scene = EMPTY
        self._renderer = Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))
        self._stamper = Stamper(clock)
        self._drawn: tuple[Scene, list[Picture]] = (EMPTY, [])
        self._number = 0

    def open(self) -> None:
        """Nothing has to be started."""

    def read(self, timeout_s: float) -> Frame | None:
        time.sleep(FRAME_S)
        scene, pictures = self._drawn
        if scene is not self.scene:
            scene, pictures = self._drawn = (self.scene, [])
        self._number += 1
        if len(pictures) < GRAINS:
            pictures.append(self._renderer.render(scene, frame_number=self._number, alpha=False).bgr)
        return self._stamper.stamp(pictures[self._number % len(pictures)].copy())

    def close(self) -> None:
        """Nothing is held."""
