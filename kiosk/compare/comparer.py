"""The two models behind protocols: YuNet finds a face and its points, SFace reduces it to a vector."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np

from kiosk.camera.frame import Picture
from kiosk.compare.consent import ComparisonConsent, insist
from kiosk.compare.embedding import Embedding
from kiosk.compare.face import AlignedFace, FoundFace
from kiosk.errors import KioskError
from kiosk.geometry import Box
from kiosk.models import require_models

MODEL = "sface-2021dec"
"""What results are labelled with."""
DETECTOR, RECOGNIZER = "face_detection_yunet", "face_recognition_sface"
NEAR_PX, FAR_PX = 320, 640
"""Longest side of the picture given to the detector, and of a second one when nothing was found.

Its points lie best on faces of some 60 to 150 px: of 68 people, neutral against smiling, the least alike
pair is at 0.85 by points from 320 px, 0.84 from 480 px and 0.82 from 640 px."""
SURE, OVERLAP, MOST = 0.6, 0.3, 20
"""Least score of a face, share of two boxes' union from which they are of one face, most faces."""


class FaceFinder(Protocol):
    """Finds faces and their points."""

    def find(self, bgr: Picture) -> tuple[FoundFace, ...]:
        """Return every face of the picture."""
        ...


class Comparer(Protocol):
    """Reduces a face to a vector, only with consent."""

    @property
    def model(self) -> str:
        """Name and version, as results carry it."""
        ...

    def embed(self, face: AlignedFace, consent: ComparisonConsent) -> Embedding:
        """Return the face's unit vector; it must never be stored, sent or logged."""
        ...


class YuNet:
    """YuNet through OpenCV; one thread's, loaded when it is first used."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._net: cv2.FaceDetectorYN | None = None

    def find(self, bgr: Picture) -> tuple[FoundFace, ...]:
        """Return every face, looked for again at twice the size when there is none at first."""
        return self._find(bgr, NEAR_PX) or self._find(bgr, FAR_PX)

    def _find(self, bgr: Picture, side_px: int) -> tuple[FoundFace, ...]:
        height, width = bgr.shape[:2]
        scale = side_px / max(height, width)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = cv2.resize(bgr, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        if self._net is None:
            with _loading(self._path):
                self._net = cv2.FaceDetectorYN.create(str(self._path), "", size, SURE, OVERLAP, MOST)
        self._net.setInputSize(size)
        _, rows = self._net.detect(small)
        if rows is None:
            return ()
        back = np.array([width / size[0], height / size[1]])
        return tuple(_face(np.asarray(row, np.float64)[:14].reshape(7, 2) * back) for row in rows)


def _face(pairs: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> FoundFace:
    (x, y), (width, height) = pairs[:2]
    return FoundFace(Box(float(x), float(y), float(width), float(height)), pairs[2:])


class SFace:
    """SFace through OpenCV; one thread's, loaded when it is first used (38 MB of weights)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._net: cv2.FaceRecognizerSF | None = None

    @property
    def model(self) -> str:
        return MODEL

    def embed(self, face: AlignedFace, consent: ComparisonConsent) -> Embedding:
        """Return the face's unit vector, 128 numbers.

        Raises
        ------
        TypeError
            Without a consent; nothing is computed then.
        KioskError
            ``model-broken``.
        """
        insist(consent)
        if self._net is None:
            with _loading(self._path):
                self._net = cv2.FaceRecognizerSF.create(str(self._path), "")
        return Embedding(np.asarray(self._net.feature(face.bgr), np.float32))


@contextmanager
def _loading(path: Path) -> Iterator[None]:
    """Load without OpenCV's remark that its network runs on the CPU; a broken file is told as such."""
    level = cv2.utils.logging.getLogLevel()
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
    try:
        yield
    except cv2.error as error:
        raise KioskError(
            "model-broken", f"The model file {path} cannot be loaded.", "Run: kiosk models install"
        ) from error
    finally:
        cv2.utils.logging.setLogLevel(level)


def open_comparer(folder: Path | None = None) -> tuple[YuNet, SFace]:
    """Return finder and comparer, nothing loaded yet.

    Raises
    ------
    KioskError
        ``model-missing`` or ``model-altered``: every byte of both files is checked.
    """
    paths = require_models((DETECTOR, RECOGNIZER), folder)
    return YuNet(paths[DETECTOR]), SFace(paths[RECOGNIZER])
