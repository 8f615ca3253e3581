"""Brows drawn together: the upright folds of skin between them.

How low somebody's brows lie is their own, and blendshapes call deep-set eyes a frown; the folds come only
with the pull (Ekman and Friesen, Facial Action Coding System, unit 4).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.vision import mesh
from kiosk.vision.landmarks import Points
from kiosk.vision.seen import Seen

COLUMNS, ROWS = 35, 16
HALF_WIDTH, BELOW, ABOVE = 0.17, 0.12, 0.16
"""Looked at beside, below and above the middle of the brows' inner ends, in distances between the pupils."""
BROAD = 5.0
"""Standard deviation in columns of what is taken for shading, not for a fold."""
EDGE = 5
"""Outermost columns left out: there the brows begin."""
DEEP = 0.10
"""ln(luma) that a deep frown's fold lies below the skin beside it, mean of the patch's height."""
SAMPLES_AT = 130.0
"""From this distance between the pupils, px, the picture is smoothed first: pores are no folds."""
_FROM_BLACK = 8.0
_INNER_ENDS = (55, 107, 285, 336)


def measure(seen: Seen) -> dict[str, float | None]:
    """Return the group's measures, see :mod:`kiosk.vision.units`."""
    return {"brow_frown": frown(seen.frame.bgr, seen.face.mesh)}


def frown(picture: Picture, points: Points) -> float | None:
    """Return how deep the deepest upright fold between the brows is, 0..1 (1: :data:`DEEP` and deeper).

    None where the picture cuts that place off.

    Parameters
    ----------
    points
        Face mesh, shape (478, 3), px of ``picture`` (BGR).
    """
    right, left = points[mesh.PUPIL_RIGHT, :2], points[mesh.PUPIL_LEFT, :2]
    unit = float(np.linalg.norm(left - right))
    across = (left - right) / unit
    up = np.array([across[1], -across[0]])
    middle = points[list(_INNER_ENDS), :2].mean(axis=0)
    aside = np.linspace(-HALF_WIDTH, HALF_WIDTH, COLUMNS) * unit
    high = np.linspace(-BELOW, ABOVE, ROWS)[:, None] * unit
    x = middle[0] + aside * across[0] + high * up[0]
    y = middle[1] + aside * across[1] + high * up[1]
    height, width = picture.shape[:2]
    if x.min() < 0 or y.min() < 0 or x.max() > width - 1 or y.max() > height - 1:
        return None
    if unit > SAMPLES_AT:
        left_px, top_px = (max(0, int(axis.min()) - 8) for axis in (x, y))
        part = picture[top_px : int(y.max()) + 9, left_px : int(x.max()) + 9]
        picture = np.asarray(cv2.GaussianBlur(part, (0, 0), unit / 220), np.uint8)
        x, y = x - left_px, y - top_px
    samples = cv2.remap(picture, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR)
    return float(np.clip(-_folds(samples).min() / DEEP, 0, 1))


def _folds(samples: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return each column's mean ln(luma) against its surroundings."""
    luma = cv2.cvtColor(samples, cv2.COLOR_BGR2GRAY).astype(np.float32)
    column = np.log(luma + np.float32(_FROM_BLACK)).mean(axis=0)
    fold = column - cv2.GaussianBlur(column[None], (0, 0), BROAD)[0]
    return np.asarray(fold[EDGE:-EDGE], np.float32)
