"""Pictures of real people, tilted before the camera: what their landmarks show of depth and blinks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.bench.drawn import SIZE
from kiosk.camera.frame import Picture
from kiosk.compare.liveness_blink import lid_opening, shut
from kiosk.compare.liveness_depth import DepthReader, turned_deg
from kiosk.face_mesh import load_face_mesh
from kiosk.picture_file import picture_files
from kiosk.vision.landmarks import FACE_MODEL, open_finders

FOLDER = "frll_neutral"
TILTS_DEG = np.linspace(-15.0, 15.0, 10)
_EYE_HEIGHTS = 2.2
"""Distance of the lens in heights of the picture held up."""
_SHARE, _WALL, _NOISE = 0.9, 190.0, 1.6
_GAP_MS, _STEP_MS = 1000, 70


@dataclass(frozen=True)
class Tilted:
    """Of one picture: degrees of depth and the share by which eyes were shut; None where no face is found."""

    depth_deg: float | None
    shut: float | None


def tilted_pictures(testdata: Path, models: Path, seed: int) -> list[Tilted]:
    """Tilt every picture about its upright or its level axis, by lot."""
    reader = DepthReader(load_face_mesh(models / FACE_MODEL).vertices)
    random = np.random.default_rng(seed)
    told, at_ms = [], 0
    with open_finders(models, live=True) as finders:
        for path in picture_files([testdata / FOLDER]):
            still = cv2.imread(str(path))
            axis = int(random.integers(2))
            noise = random.normal(0, _NOISE, (SIZE[1], SIZE[0], 1)).astype(np.float32)
            turns, lids = [], []
            for tilt_deg in TILTS_DEG:
                at_ms += _STEP_MS
                bgr = _held(np.asarray(still, np.uint8), float(tilt_deg), axis, noise)
                rgb = np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)
                for face in finders.faces.find(rgb, at_ms)[:1]:
                    turns.append(reader.read(face.mesh))
                    lids.append(lid_opening(face.mesh))
            at_ms += _GAP_MS
            finders.faces.find(np.zeros((SIZE[1], SIZE[0], 3), np.uint8), at_ms)
            seen = np.array([turn for turn in turns if turn is not None]).reshape(-1, 2)
            told.append(Tilted(turned_deg(seen), shut(np.array(lids))))
    return told


def known(values: Sequence[float | None]) -> NDArray[np.float64]:
    """Return those that were assessed."""
    return np.array([value for value in values if value is not None], np.float64)


def _held(still: Picture, tilt_deg: float, axis: int, noise: NDArray[np.float32]) -> Picture:
    """Return a frame in which the still is turned about its upright (0) or level (1) axis."""
    width, height = SIZE
    scale = _SHARE * height / still.shape[0]
    small = cv2.resize(still, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    tall, wide = small.shape[:2]
    corners = np.array([(0, 0), (wide, 0), (wide, tall), (0, tall)], np.float64)
    angle = np.radians(tilt_deg)
    from_middle = corners - (wide / 2, tall / 2)
    deep = from_middle[:, axis] * np.sin(angle)
    turned = from_middle.copy()
    turned[:, axis] *= np.cos(angle)
    turned = turned / (1 + deep / (_EYE_HEIGHTS * tall))[:, None] + (width / 2 + tilt_deg, height / 2)
    plane = cv2.getPerspectiveTransform(corners.astype(np.float32), turned.astype(np.float32))
    shown = cv2.warpPerspective(small, plane, SIZE, borderValue=(_WALL, _WALL, _WALL))
    # The noise's grain moves with no picture: rolled, it is another one in every frame.
    noisy = shown + np.roll(noise, round(7 * tilt_deg), axis=1)
    return np.asarray(np.clip(noisy, 0, 255), np.uint8)
