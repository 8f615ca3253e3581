"""What a photo costs in one process: time from a full-HD frame to the inspected file, memory, and growth."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np

from kiosk.bench import memory
from kiosk.bench.looks import well_posed
from kiosk.bench.photo_made import FULL_HD
from kiosk.camera.frame import Frame
from kiosk.camera.sitter.render import Renderer
from kiosk.face_mesh import load_face_mesh
from kiosk.guidance.rules import Rules
from kiosk.guidance.verdict import Capture
from kiosk.photo.finished import FinishedPhoto
from kiosk.photo.spec import PhotoSpec, load_spec
from kiosk.vision.landmarks import FACE_MODEL
from kiosk.vision.observation import Observation

FRAMES = 12
"""So many people take turns."""
SETTLED = 50
"""Growth is looked for from this photo on: buffers and caches have their sizes by then."""
TOLD_EVERY = 100


@dataclass(frozen=True)
class Cost:
    """What the photos of one process took.

    Attributes
    ----------
    seconds, cpu_seconds
        Of each photo, by the clock and of all the process's threads.
    bare_mb, idle_mb, peak_mb
        Resident before models and libraries are loaded, then before the first photo, and the most while
        photos were made.
    resident_mb
        After each photo.
    """

    name: str
    seconds: Sequence[float]
    cpu_seconds: Sequence[float]
    bare_mb: float
    idle_mb: float
    peak_mb: float
    resident_mb: Sequence[float]

    @property
    def growth_mb(self) -> float | None:
        """Growth by a thousand photos: a line through the sizes from the photo :data:`SETTLED` on."""
        later = self.resident_mb[SETTLED:]
        if len(later) < SETTLED:
            return None
        return float(np.polyfit(np.arange(len(later)), later, 1)[0]) * 1000


class Develops(Protocol):
    """What makes the photos."""

    def prepare(self) -> None: ...

    def develop(self, capture: Capture) -> FinishedPhoto: ...

    def release(self) -> None: ...


class Costs:
    """Makes photos one after the other as the kiosk's photo thread does; one worker a run.

    Parameters
    ----------
    make
        Gives what makes the photos, of models, spec and rules.
    """

    def __init__(
        self,
        name: str,
        make: Callable[[Path, PhotoSpec, Rules], Develops],
        models: Path,
        rules: Rules,
        seed: int,
    ) -> None:
        self._name, self._make = name, make
        self._models, self._rules, self._seed = models, rules, seed

    def __call__(self, photos: int) -> Cost:
        """Make so many photos."""
        cv2.setNumThreads(cv2.getNumberOfCPUs())  # this worker has the machine to itself, as the kiosk has
        captures = self._captures()
        gc.collect()
        bare = memory.resident_mb()
        developer = self._make(self._models, load_spec("chsi"), self._rules)
        developer.prepare()
        gc.collect()
        idle = memory.resident_mb()
        memory.reset_peak()
        seconds, cpu_seconds, resident = [], [], []
        for number in range(photos):
            begun, cpu_begun = time.perf_counter(), time.process_time()
            developer.develop(captures[number % FRAMES])
            seconds.append(time.perf_counter() - begun)
            cpu_seconds.append(time.process_time() - cpu_begun)
            resident.append(memory.resident_mb())
            if (number + 1) % TOLD_EVERY == 0:
                sys.stderr.write(f"{self._name}: {number + 1} of {photos} photos, {resident[-1]:.0f} MB\n")
        peak = memory.peak_mb()
        developer.release()
        return Cost(self._name, seconds, cpu_seconds, bare, idle, peak, resident)

    def close(self) -> None:
        """Nothing is kept between calls."""

    def _captures(self) -> list[Capture]:
        renderer = Renderer(load_face_mesh(self._models / FACE_MODEL))
        captures = []
        for number in range(FRAMES):
            scene = well_posed(np.random.default_rng([self._seed, number, 37]))
            bgr = renderer.render(scene, FULL_HD, number, alpha=False).bgr
            bgr.setflags(write=False)
            frame = Frame(number + 1, float(number), bgr)
            captures.append(Capture(frame, _unseen(frame), (), manual=True))
        return captures


def _unseen(frame: Frame) -> Observation:
    """Return an empty observation: the developer observes the captured frame itself."""
    return Observation(frame.seq, frame.taken_at, frame.width, frame.height, {})
