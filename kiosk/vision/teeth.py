"""Teeth between the lips, from the pixels: the mesh draws lips closed over a narrow row of teeth.

Lips are red whoever's they are; a tooth is not: it throws back green nearly as well as red. So along the
line where the lips meet, small samples are compared with the redness of that person's own lips.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.vision import mesh
from kiosk.vision.landmarks import Points

COLUMNS, ROWS = 32, 25
FIRST, LAST = 0.12, 0.88
"""Looked at between these shares of the mouth's width: the corners are dark and their skin is no lip."""
REACH = 0.10
"""Rows run so far beyond the gap into both lips, in widths of the mouth."""
SEAM = 0.02
"""So far beside the gap of the mesh a tooth may lie; farther out a wet lip's reflections would count."""
LIP_ROWS = ROWS // 5
"""The outermost rows on either side tell the lips' colour."""
LESS_RED = 0.10
"""How much lower a tooth's ln(R/G) is than the less red lip's."""
DARKEST = 0.6
"""A tooth's least luma over the darker lip's: the shadow between closed lips is grey too."""
BRIGHTER = 1.35
"""On lips with hardly any red a tooth is told by its luma over the brighter lip's."""
LEAST_WIDTH_PX = 24.0
"""A narrower mouth has too few pixels between the lips to tell."""
_UPPER = (mesh.MOUTH_CORNERS[0], *mesh.LIP_INNER_UPPER, mesh.MOUTH_CORNERS[1])
_LOWER = (mesh.MOUTH_CORNERS[0], *mesh.LIP_INNER_LOWER, mesh.MOUTH_CORNERS[1])
_FROM_BLACK = 6.0
"""Levels added before a ratio is taken, so that nearly black pixels are not all noise."""


def teeth(picture: Picture, points: Points) -> float | None:
    """Return the share of the mouth's width over which teeth show, 0..1; None for too small a mouth.

    Parameters
    ----------
    points
        Face mesh, shape (478, 3), px of ``picture`` (BGR).
    """
    upper, lower = points[list(_UPPER), :2], points[list(_LOWER), :2]
    seam = (upper + lower) / 2
    width = float(np.linalg.norm(seam[-1] - seam[0]))
    if width < LEAST_WIDTH_PX:
        return None
    along = (seam[-1] - seam[0]) / width
    down = np.array([-along[1], along[0]], np.float32)
    at = (seam - seam[0]) @ along / width
    share = np.linspace(FIRST, LAST, COLUMNS)
    middle = np.interp(share, at, (seam - seam[0]) @ down)
    half_gap = np.maximum(np.interp(share, at, (lower - upper) @ down) / 2, 0)
    off = np.linspace(-1, 1, ROWS)[:, None] * (half_gap + REACH * width)
    x = seam[0, 0] + share * width * along[0] + (middle + off) * down[0]
    y = seam[0, 1] + share * width * along[1] + (middle + off) * down[1]
    samples = cv2.remap(picture, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR)
    tooth = _not_lip(samples) & (np.abs(off) <= half_gap + SEAM * width)
    return float(tooth.any(axis=0).mean())


def _not_lip(samples: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which samples, shape (rows, columns, 3), are too little red, or too bright, to be lip."""
    blue, green, red = (samples[..., channel] + np.float32(_FROM_BLACK) for channel in range(3))
    redness = np.log(red / green)
    luma = 0.114 * blue + 0.587 * green + 0.299 * red
    lips = (slice(None, LIP_ROWS), slice(-LIP_ROWS, None))
    least_red = min(float(np.median(redness[lip])) for lip in lips)
    dark, bright = sorted(float(np.median(luma[lip])) for lip in lips)
    grey = (redness < least_red - LESS_RED) & (luma > DARKEST * dark)
    white = (redness < least_red) & (luma > BRIGHTER * bright)
    return np.asarray(grey | white)
