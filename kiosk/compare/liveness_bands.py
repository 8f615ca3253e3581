"""Bands: a screen that is refreshed in another rhythm than the camera's shows darker rows that wander.

Light in a room changes evenly over a face; rows that wander brighten the forehead while they darken the chin.
So the change of brightness from one observation to the next is taken of patches of skin from forehead to
chin, and how far the patches disagree is the reading. Lamps that flicker band the room's walls as well, at
the same heights, so the reading is taken once more with the walls' change taken out, and the lesser of both
counts: a face lit by the room reads next to nothing, also where only the walls flicker.

Bands that stand still, or wander by whole periods from one observation to the next, do not show.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture

_PATCHES = (151, 50, 280, 205, 425, 199)
"""Landmarks in the middle of forehead, both cheeks, below both cheekbones and of the chin."""
_CHEEKS = (234, 454)
_SIDE_WIDTHS = 0.1
"""Side of a patch, face widths."""
_WALL_SHARE = 1 / 16
"""Outermost part of the picture, on either side, where the room is looked at."""
_DARK = 8.0
"""Levels added before logarithms are taken: of what is nearly black noise would be all the change."""
LEAST = 8
"""Readings below which nothing is said."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Logarithms of the brightness of a face's patches and of the room at their heights, shape (6,) each."""

    face: NDArray[np.float64]
    room: NDArray[np.float64]


def rows(bgr: Picture, landmarks: NDArray[np.float32]) -> Rows | None:
    """Look at the patches of a face; None when one does not lie in the picture.

    Parameters
    ----------
    bgr
        Shape (height, width, 3).
    landmarks
        Shape (478, 2 or more), px.
    """
    height, width = bgr.shape[:2]
    left, right = (landmarks[index, :2] for index in _CHEEKS)
    half = max(1, round(_SIDE_WIDTHS * float(np.linalg.norm(right - left)) / 2))
    wall = max(1, round(width * _WALL_SHARE))
    face, room = [], []
    for x, y in landmarks[list(_PATCHES), :2].astype(int):
        if not (half <= x < width - half and half <= y < height - half):
            return None
        strip = bgr[y - half : y + half, :, 1]
        face.append(strip[:, x - half : x + half].mean())
        room.append((strip[:, :wall].mean() + strip[:, -wall:].mean()) / 2)
    return Rows(np.log(np.array(face) + _DARK), np.log(np.array(room) + _DARK))


def disagreement(before: Rows, now: Rows) -> float:
    """Return how far the patches' changes of brightness are apart, %, from one observation to the next."""
    change = now.face - before.face
    return 100 * float(min(np.ptp(change), np.ptp(change - (now.room - before.room))))


def banded(readings: NDArray[np.float64]) -> float | None:
    """Return the median reading, %; None of too few. One step of a head through a shadow is no band."""
    return float(np.median(readings)) if len(readings) >= LEAST else None
