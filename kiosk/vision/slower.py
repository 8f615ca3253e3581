"""The models that need not see every frame, on a thread of their own beside the face model.

MediaPipe's calls keep one core busy each and let the interpreter go meanwhile, so on two cores the body pose
or the person mask costs an observation little more than waiting for the longer of two calls.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.geometry import Box
from kiosk.vision.landmarks import Body, Finders

BODY_SIDE_PX = 640
"""Longest side given to the body's and the crowd's model."""
PERSON_SIDE_PX = 512


@dataclass(frozen=True)
class Due:
    """Which of the models are to look at a frame."""

    body: bool
    mask: bool
    crowd: bool

    def __bool__(self) -> bool:
        return self.body or self.mask or self.crowd


@dataclass(frozen=True, eq=False)
class Sighting:
    """What the models saw last: ``body`` and ``crowd`` px of the frame, ``mask`` of the segmenter's grid."""

    body: Body | None = None
    mask: NDArray[np.float32] | None = None
    crowd: tuple[Box, ...] = ()


class Slower:
    """Runs the models in the background; all methods are the observer's own thread's.

    Parameters
    ----------
    finders
        The models; not closed here.
    """

    def __init__(self, finders: Finders) -> None:
        self._finders = finders
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="vision-slower")
        self._thread.submit(int).result()  # it lives as long as this, not from the first frame on
        self._under_way: Future[Sighting] | None = None
        self.seen = Sighting()
        """As of the last :meth:`wait`."""

    def begin(self, rgb: Picture, width: int, at_ms: int, due: Due) -> None:
        """Let those that are due look at ``rgb``, shown by a frame ``width`` px wide; returns at once."""
        self.wait()
        if due:
            self._under_way = self._thread.submit(partial(self._look, rgb, width, at_ms, due, self.seen))

    def wait(self) -> None:
        """Take in what they found; raises what a model raised."""
        under_way, self._under_way = self._under_way, None
        if under_way is not None:
            self.seen = under_way.result()

    def forget(self) -> None:
        """Drop what they saw."""
        self.wait()
        self.seen = Sighting()

    def close(self) -> None:
        """Let them finish and end the thread."""
        self._thread.shutdown()

    def _look(self, rgb: Picture, width: int, at_ms: int, due: Due, before: Sighting) -> Sighting:
        small = shrunk(rgb, BODY_SIDE_PX)
        scale = width / small.shape[1]
        body, mask, crowd = before.body, before.mask, before.crowd
        if due.body:
            body = self._finders.body.find(small, at_ms)
            body = None if body is None else Body(body.points * np.float32(scale), body.certainty)
        if due.mask:
            mask = self._finders.person.find(shrunk(small, PERSON_SIDE_PX, cv2.INTER_LINEAR), at_ms)
        if due.crowd:
            crowd = tuple(_grown(box, scale) for box in self._finders.crowd.find(small, at_ms))
        return Sighting(body, mask, crowd)


def shrunk(picture: Picture, side_px: int, interpolation: int = cv2.INTER_AREA) -> Picture:
    """Return ``picture`` with its longest side at most ``side_px``."""
    height, width = picture.shape[:2]
    scale = side_px / max(height, width)
    if scale >= 1:
        return picture
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=interpolation), np.uint8)


def _grown(box: Box, scale: float) -> Box:
    return Box(box.x * scale, box.y * scale, box.width * scale, box.height * scale)
