"""Faces behind the subject, which the face landmarker's detector is too coarse to find.

Measured by pasting real faces behind a real subject at 1280×720: the landmarker's own detector finds none
below 200 px; YuNet at :data:`SIDE_PX` finds all from 80 px on, two thirds at 40 px, and no second
face in 154 pictures of one person.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np

from kiosk.camera.frame import Picture
from kiosk.geometry import Box

MODEL = "face_detection_yunet_2023mar.onnx"
SIDE_PX = 480
"""Longest side of the picture given to the detector."""
SURE = 0.6
"""Least score of a face; the publisher's own default is 0.9, which misses faces turned away."""
OVERLAP = 0.3
"""Of two boxes of one face the lesser is dropped when they share so much of their union."""
MOST = 50


class Crowd:
    """YuNet through OpenCV; one thread's."""

    def __init__(self, path: Path) -> None:
        self._detector = cv2.FaceDetectorYN.create(str(path), "", (SIDE_PX, SIDE_PX), SURE, OVERLAP, MOST)

    def find(self, rgb: Picture, at_ms: int) -> tuple[Box, ...]:
        """Return the box of every face in ``rgb``, px of ``rgb``; ``at_ms`` has no meaning here."""
        height, width = rgb.shape[:2]
        scale = min(1.0, SIDE_PX / max(height, width))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = cv2.resize(rgb, size, interpolation=cv2.INTER_LINEAR)
        self._detector.setInputSize(size)
        _, rows = self._detector.detect(cv2.cvtColor(small, cv2.COLOR_RGB2BGR))
        if rows is None:
            return ()
        back = np.array([width / size[0], height / size[1]] * 2)
        return tuple(Box(*(float(value) for value in row)) for row in rows[:, :4] * back)

    def close(self) -> None:
        """Nothing is held but memory."""


def beside(faces: Iterable[Box], known: Iterable[Box]) -> tuple[Box, ...]:
    """Return those of ``faces`` that are none of the ``known`` ones: neither's middle is in the other."""
    known = tuple(known)
    return tuple(face for face in faces if not any(_one(face, other) for other in known))


def _one(first: Box, second: Box) -> bool:
    return _holds(first, second) or _holds(second, first)


def _holds(outer: Box, inner: Box) -> bool:
    x, y = inner.centre
    return outer.x <= x <= outer.right and outer.y <= y <= outer.bottom
