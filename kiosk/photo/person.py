"""Where the person is in a part of a picture, from all that the segmenter was shown of it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.errors import KioskError
from kiosk.geometry import Box
from kiosk.photo.areas import Area, grown
from kiosk.vision.mesh import OVAL
from kiosk.vision.observation import Observation

Alpha = NDArray[np.float32]
"""Shape (height, width), 0 background … 1 person."""

SEAM = 0.04
"""The nearer look takes over from the wide one over so much of its own width, except at a picture's edge."""

SURE, DEEP, WHOLE = 0.9, 0.03, 0.12
"""What the wide mask is so sure of, deeper than so many widths of the nearer look, and the nearer look misses
(long hair seen without the shoulders it lies on), is the person all the same, as far as so many widths
about …
"""
LEAST_MISSED, HANGS_TO = 0.0005, 0.6
"""… where it covers so much of the nearer look's width squared and hangs so far down from eyes to chin.

Hair missed on drawn people covers 0.0017 to 0.023 and ends at 0.8 to 1.5; what else the wide mask was sure of
about 18 real ones (a dark book beside the temple) covers less than 0.0002.
"""


def person_in(
    mask: NDArray[np.float32], frame_size: tuple[int, int], box: Box, size: tuple[int, int]
) -> Alpha:
    """Resample the segmenter's mask of a whole frame onto the pixels of a crop.

    Parameters
    ----------
    mask
        Person confidence 0..1 of the whole frame, any resolution.
    frame_size
        (width, height) of the frame, px.
    box
        The crop in px of the frame.
    size
        (width, height) of the result, px.
    """
    return _resampled(mask, Box(0, 0, *frame_size), box, size)


def person_of(observation: Observation, box: Box, size: tuple[int, int]) -> Alpha:
    """Return the person confidence 0..1 of each pixel of a crop.

    Where the person was looked at closely (:mod:`kiosk.vision.closeup`) that counts, elsewhere the mask
    of the whole picture.

    Parameters
    ----------
    box, size
        The crop in px of the observed picture, and the (width, height) it is wanted in, px.

    Raises
    ------
    KioskError
        ``photo-person-unclear`` when the observation has no mask.
    """
    if observation.mask is None:
        raise KioskError(
            "photo-person-unclear",
            "The person cannot be told from the background.",
            "Sit about one metre in front of a plain wall and try again.",
        )
    person = person_in(observation.mask, (observation.width, observation.height), box, size)
    near = observation.closeup
    if near is None:
        return person
    weight = _inwards(near.box, box, size, (observation.width, observation.height))
    closely = _resampled(near.mask, near.box, box, size)
    unit = near.box.width * size[0] / box.width
    missed = ~grown(person < SURE, DEEP * unit) & (closely < 0.5)
    if observation.head is not None:
        head = observation.head
        low = head.eye_line_y + HANGS_TO * (head.chin.y - head.eye_line_y)
        missed = _long_hair(missed, LEAST_MISSED * unit**2, (low - box.y) * size[1] / box.height)
    closely = np.where(grown(missed, WHOLE * unit), np.maximum(closely, person), closely)
    return np.asarray(weight * closely + (1 - weight) * person, np.float32)


def _long_hair(missed: Area, least_px: float, low_y: float) -> Area:
    """Return the connected parts of ``missed`` of ``least_px`` pixels or more that reach to ``low_y``."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(missed.astype(np.uint8))
    bottom = stats[:, cv2.CC_STAT_TOP] + stats[:, cv2.CC_STAT_HEIGHT]
    kept = (stats[:, cv2.CC_STAT_AREA] >= least_px) & (bottom > low_y)
    kept[0] = False
    return np.asarray(kept[labels])


def _inwards(near: Box, box: Box, size: tuple[int, int], frame_size: tuple[int, int]) -> Alpha:
    """Return 1 inside ``near``, falling to 0 towards those of its edges that do not end the picture."""
    x, y = _places(box, size)
    seam = SEAM * near.width
    inwards = np.full((size[1], size[0]), seam, np.float32)
    for at, first, last, end in (
        (x, near.x, near.right, frame_size[0]),
        (np.reshape(y, (-1, 1)), near.y, near.bottom, frame_size[1]),
    ):
        if first > 0:
            inwards = np.minimum(inwards, at - first)
        if last < end - 1:
            inwards = np.minimum(inwards, last - at)
    return np.asarray(np.clip(inwards / seam, 0, 1), np.float32)


def _resampled(mask: Alpha, covers: Box, box: Box, size: tuple[int, int]) -> Alpha:
    """Return ``mask``, which covers the part ``covers``, on the grid of ``box``; beyond, as at its edge."""
    rows, columns = mask.shape
    x, y = _places(box, size)
    x = (x - covers.x) * columns / covers.width - 0.5
    y = (y - covers.y) * rows / covers.height - 0.5
    grid_x, grid_y = np.meshgrid(x.astype(np.float32), y.astype(np.float32))
    found = cv2.remap(mask, grid_x, grid_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found, np.float32)


def _places(box: Box, size: tuple[int, int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where the columns and rows of a grid over ``box`` have their middles, px of the picture."""
    x = box.x + (np.arange(size[0]) + 0.5) * box.width / size[0]
    y = box.y + (np.arange(size[1]) + 0.5) * box.height / size[1]
    return x, y


def face_of(observation: Observation, box: Box, size: tuple[int, int]) -> Area:
    """Return the face's own area in a crop, from the mesh; empty where the mesh is not known.

    Whatever the segmenter doubts of a face in front of a wall of skin's colour, the face is the person.
    """
    area = np.zeros((size[1], size[0]), np.uint8)
    points = observation.landmarks
    if points is not None:
        scale = np.array([size[0] / box.width, size[1] / box.height])
        outline = (points[list(OVAL), :2] - (box.x, box.y)) * scale
        cv2.fillPoly(area, [np.round(outline).astype(np.int32)], (1,))
    return area > 0
