"""What comparing costs: time on this machine's cores, and memory while nobody is compared."""

from __future__ import annotations

import gc
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np

from kiosk.bench import memory
from kiosk.bench.looks import well_posed
from kiosk.camera.sitter.render import Renderer
from kiosk.face_mesh import load_face_mesh
from kiosk.vision.landmarks import FACE_MODEL

SIZE = (1280, 720)
WARM_UP = 3


@dataclass(frozen=True)
class CompareCost:
    """Of one process.

    Attributes
    ----------
    pair_s, cpu_s
        Of each comparison of two pictures, by the clock and of all threads together.
    known_s, known_cpu_s
        Of each look at a further picture, when the first one's vector is known already, as in a session.
    load
        Processes that wanted a core in the last minute, this one among them; None where it is not told.
    unused_mb, used_mb
        What the resident size grows by when everything is opened but nothing compared, and by comparing.
    """

    pair_s: tuple[float, ...]
    cpu_s: tuple[float, ...]
    known_s: tuple[float, ...]
    known_cpu_s: tuple[float, ...]
    load: float | None
    unused_mb: float
    used_mb: float


class CompareCosts:
    """Compares pictures one after the other; one worker's, whose process has done nothing else."""

    def __init__(self, models: Path, seed: int) -> None:
        self._models, self._seed = models, seed

    def __call__(self, count: int) -> CompareCost:
        """Compare ``count`` pairs of full frames."""
        cv2.setNumThreads(os.cpu_count() or 1)  # the process has the machine to itself
        renderer = Renderer(load_face_mesh(self._models / FACE_MODEL))
        random = np.random.default_rng(self._seed)
        frames = [renderer.render(well_posed(random), SIZE, number, alpha=False).bgr for number in range(6)]
        gc.collect()
        bare_mb = memory.resident_mb()
        # Imported only now, so that the packages themselves are in the account.
        from kiosk.compare.comparer import open_comparer
        from kiosk.compare.consent import vouched
        from kiosk.compare.portraits import Portraits
        from kiosk.compare.settings import load_compare

        portraits = Portraits(*open_comparer(self._models), load_compare())
        gc.collect()
        unused_mb = memory.resident_mb() - bare_mb
        consent = vouched(datetime.now(UTC))
        pair_s, cpu_s, known_s, known_cpu_s = [], [], [], []
        for number in range(count + WARM_UP):
            first, second = frames[number % 6], frames[(number + 1) % 6]
            begun_s, cpu_begun_s = time.perf_counter(), time.process_time()
            portraits.compare(first, [second], consent)
            pair_s.append(time.perf_counter() - begun_s)
            cpu_s.append(time.process_time() - cpu_begun_s)
            begun_s, cpu_begun_s = time.perf_counter(), time.process_time()
            portraits.measure(second, consent, "it").wipe()
            known_s.append(time.perf_counter() - begun_s)
            known_cpu_s.append(time.process_time() - cpu_begun_s)
        used_mb = memory.resident_mb() - bare_mb
        kept = slice(WARM_UP, None)
        return CompareCost(
            tuple(pair_s[kept]), tuple(cpu_s[kept]), tuple(known_s[kept]), tuple(known_cpu_s[kept]),
            _load(), unused_mb, used_mb,
        )  # fmt: skip

    def close(self) -> None:
        """Nothing is held but memory."""


def _load() -> float | None:
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None
