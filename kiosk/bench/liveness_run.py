"""Plays clips of drawn people and of pictures of them to the booth's own face model and watch."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from kiosk.bench.drawn import SIZE
from kiosk.bench.liveness_clip import LASTS_S, Clip, Traits, scenes, traits
from kiosk.camera.sitter.people import load_cast
from kiosk.camera.sitter.render import Renderer
from kiosk.compare.liveness_cues import Cues
from kiosk.compare.liveness_depth import DepthReader
from kiosk.compare.liveness_watch import LivenessWatch
from kiosk.face_mesh import load_face_mesh
from kiosk.paths import config_dir
from kiosk.vision.landmarks import FACE_MODEL, open_finders

GAP_S = 2.0
"""Between two clips, with nobody in view: the model forgets the one before."""


@dataclass(frozen=True)
class Watched:
    """What was measured of one clip, and the watch's own CPU time a frame, s."""

    clip: Clip
    traits: Traits
    cues: Cues
    cpu_s: float


class Clips:
    """One worker."""

    def __init__(self, models: Path) -> None:
        mesh = load_face_mesh(models / FACE_MODEL)
        self._renderer = Renderer(mesh)
        self._cast = load_cast(config_dir() / "sitter.toml")
        self._depth = DepthReader(mesh.vertices)
        self._finders = open_finders(models, live=True)
        self._begin_s = 0.0

    def __call__(self, clip: Clip) -> Watched:
        """Play one clip."""
        watch = LivenessWatch(self._depth)
        self._begin_s += LASTS_S + GAP_S
        self._finders.faces.find(np.zeros((SIZE[1], SIZE[0], 3), np.uint8), self._ms(-GAP_S / 2))
        spent_s, frames = 0.0, 0
        for number, (now_s, scene) in enumerate(scenes(clip, self._cast)):
            bgr = self._renderer.render(scene, SIZE, number, alpha=False).bgr
            rgb = np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)
            faces = self._finders.faces.find(rgb, self._ms(now_s))
            face = max(faces, key=lambda face: float(np.ptp(face.mesh[:, 0])), default=None)
            begun = time.thread_time()
            watch.note(None if face is None else face.mesh, bgr, now_s)
            spent_s += time.thread_time() - begun
            frames += 1
        return Watched(clip, traits(clip), watch.cues(), spent_s / frames)

    def close(self) -> None:
        self._finders.close()

    def _ms(self, at_s: float) -> int:
        return round(1000 * (self._begin_s + at_s))
