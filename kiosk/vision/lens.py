"""A dirty or covered lens, told from what it does to the whole picture."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.camera.frame import Picture
from kiosk.vision import mesh
from kiosk.vision.landmarks import Points
from kiosk.vision.sclera import LUMA, iris_radius
from kiosk.vision.seen import Seen

STEP_PX = 8
"""Of the whole picture every so many-th pixel in both directions is looked at."""
DARKEST = 0.002
"""Share of the picture that is surely black enough where there is anything black: hair, clothes, shadows."""
PUPIL_SHARE, NO_GLINT = 0.4, 0.15
"""The part of the iris looked at, and the share of its pixels from the darkest that is the pupil for sure."""
DARK_LEVEL = 45
"""What lies on the lens itself lets hardly any light through."""
FLAT_LEVELS = 14
"""Neighbouring samples differ by less than this, but for noise, in what is too near to be in focus."""
MOSTLY = 0.5


def measure(seen: Seen) -> dict[str, float | None]:
    """Return the group's measures, see :mod:`kiosk.vision.units`."""
    return {"lens_veil": veil(seen.frame.bgr, seen.face.mesh)}


def veil(picture: Picture, points: Points) -> float | None:
    """Return how bright the darkest thing in a picture of a person is, against the mean: 0 black … 1.

    A film on the lens spreads light over the whole picture, so that nothing in it is darker than the film.
    A person always shows something dark: the pupils at least.
    """
    grey = cv2.cvtColor(np.ascontiguousarray(picture[::STEP_PX, ::STEP_PX]), cv2.COLOR_BGR2GRAY)
    mean = float(grey.mean())
    if mean < 1:
        return None
    samples = grey.ravel()
    nth = int(DARKEST * samples.size)
    pupils = [_pupil(picture, points, pupil) for pupil in (mesh.PUPIL_RIGHT, mesh.PUPIL_LEFT)]
    darkest = min([float(np.partition(samples, nth)[nth]), *(level for level in pupils if level is not None)])
    return min(1.0, darkest / mean)


def covered(picture: Picture) -> dict[str, float | None]:
    """Measure a picture that shows no face.

    Returns
    -------
    ``lens_veil``: the share of the picture that is dark and without any detail. None while that is not most
    of it: whether a lens that sees an empty room is clean cannot be told.
    """
    grey = cv2.cvtColor(np.ascontiguousarray(picture[::STEP_PX, ::STEP_PX]), cv2.COLOR_BGR2GRAY)
    if min(grey.shape) < 2:
        return {"lens_veil": None}
    flat = cv2.absdiff(grey[:-1, :-1], grey[1:, 1:]) < FLAT_LEVELS
    share = float(np.mean(flat & (grey[:-1, :-1] < DARK_LEVEL)))
    return {"lens_veil": share if share > MOSTLY else None}


def _pupil(picture: Picture, points: Points, pupil: int) -> float | None:
    radius = max(1.0, PUPIL_SHARE * iris_radius(points, pupil))
    low = np.floor(points[pupil, :2] - radius).astype(int)
    high = np.ceil(points[pupil, :2] + radius).astype(int) + 1
    if low.min() < 0 or high[0] > picture.shape[1] or high[1] > picture.shape[0]:
        return None
    levels = picture[low[1] : high[1], low[0] : high[0]].reshape(-1, 3) @ LUMA
    nth = int(NO_GLINT * levels.size)
    return float(np.partition(levels, nth)[nth])
