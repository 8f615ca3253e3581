"""Real people's skin as cameras send it: how much of a pattern is read where there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.bench.real import NEUTRAL, SMILING
from kiosk.camera.frame import Picture
from kiosk.compare.liveness_grain import peak
from kiosk.picture_file import load_picture, picture_files
from kiosk.vision.landmarks import open_finders

EYES_PX = (70.0, 100.0, 140.0)
"""Distances of the eyes as booths see them."""
NOISE, QUALITIES = 3.0, (30, 50, 75, 90)
"""Of a sensor in dim light, grey levels; of the JPEG pictures that many cameras send."""
SHARPER, SHARP_PX = 1.0, 1.2
"""What cameras add of the difference from a blurred picture, and how far that is blurred."""


@dataclass(frozen=True)
class Skin:
    """What a camera made of the pictures, and the largest peaks found, dB; one a picture and size."""

    sent: str
    peaks_db: Sequence[float]


def real_skin(testdata: Path, models: Path, seed: int) -> list[Skin]:
    """Read the grain of everybody's neutral and smiling picture, sent in every way."""
    random = np.random.default_rng(seed)
    found: dict[str, list[float]] = {}
    with open_finders(models, live=False) as finders:
        for path in picture_files([testdata / NEUTRAL, testdata / SMILING]):
            bgr = load_picture(path)
            faces = finders.faces.find(np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8), 0)
            for smaller, mesh in _sizes(bgr, faces[0].mesh) if faces else ():
                for sent, picture in _sent(smaller, random).items():
                    db = peak(picture, mesh)
                    if db is not None:
                        found.setdefault(sent, []).append(db)
    return [Skin(sent, peaks) for sent, peaks in found.items()]


def _sizes(bgr: Picture, mesh: NDArray[np.float32]) -> Iterator[tuple[Picture, NDArray[np.float32]]]:
    """Give a picture and its landmarks at every distance of the eyes that it is not too small for."""
    left, right = mesh[468, :2], mesh[473, :2]
    for eyes_px in EYES_PX:
        scale = eyes_px / float(np.linalg.norm(right - left))
        if scale <= 1:
            smaller = cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            yield np.asarray(smaller, np.uint8), mesh * np.float32(scale)


def _sent(bgr: Picture, random: np.random.Generator) -> Mapping[str, Picture]:
    noisy = _clipped(bgr + random.normal(0, NOISE, bgr.shape))
    sharp = _clipped(bgr + SHARPER * (bgr - cv2.GaussianBlur(bgr.astype(np.float64), (0, 0), SHARP_PX)))
    return {
        "as it is": bgr,
        "noisy": noisy,
        "sharpened": sharp,
        **{f"noisy, JPEG {quality}": _jpeg(noisy, quality) for quality in QUALITIES},
        f"sharpened, JPEG {QUALITIES[0]}": _jpeg(sharp, QUALITIES[0]),
    }


def _clipped(values: NDArray[np.float64]) -> Picture:
    return np.asarray(np.clip(values, 0, 255), np.uint8)


def _jpeg(bgr: Picture, quality: int) -> Picture:
    coded = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)
