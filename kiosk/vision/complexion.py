"""The colours of one person's skin and hair, and which of two a pixel is.

Colours are compared as logarithms of ratios, which shade hardly changes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.vision import mesh
from kiosk.vision.landmarks import Points
from kiosk.vision.observation import HeadGeometry

SPREAD = np.array([0.09, 0.14, 0.45], np.float32)
"""Usual spread of ln(R/G), ln(G/B) and ln(luma) over one person's skin or hair."""
SHADE = 0.8
"""Ears may lie this many spreads of ln(luma) darker than the cheek before it counts."""
REDDER = 0.4
"""Ears are redder than cheeks: a step towards red counts only this much."""
SKIN_WITHIN = 2.6
HAIR_DIFFERS = 1.2
"""Hair that lies nearer than this to the skin cannot be told from it by colour."""
HAIR_FAVOUR = 1.15
HAIR_BANDS = ((0.12, 0.4), (0.3, 0.7))
"""Where hair is sampled, from its top (0) to the mesh's upper end (1), which a high hairline lies above."""
ENOUGH_PIXELS = 400
"""So many, spread evenly, give the same median as all."""
LEAST_HAIR = 0.06
"""Face widths of hair above the forehead, below which there is none to sample."""


def colour(pixels: Picture) -> NDArray[np.float32]:
    """Return ln(R/G), ln(G/B) and ln(luma) of BGR pixels, shape (n, 3)."""
    # The offset keeps the ratios of nearly black pixels from being all noise.
    blue, green, red = (pixels.reshape(-1, 3).astype(np.float32) + 4).T
    luma = 0.114 * blue + 0.587 * green + 0.299 * red
    return np.stack([np.log(red / green), np.log(green / blue), np.log(luma)], axis=1)


def typical(pixels: Picture) -> NDArray[np.float32]:
    """Return the median colour (as of :func:`colour`) of BGR ``pixels``, any shape of three channels."""
    flat = pixels.reshape(-1, 3)
    return np.asarray(np.median(colour(flat[:: max(1, len(flat) // ENOUGH_PIXELS)]), axis=0), np.float32)


def hair_colours(
    picture: Picture, points: Points, head: HeadGeometry, skin: NDArray[np.float32]
) -> list[NDArray[np.float32]]:
    """Return the colours of the hair above the forehead; those too like ``skin`` are left out."""
    forehead = float(points[mesh.FOREHEAD][1])
    top = head.hair_top_y
    if top is None or forehead - top < LEAST_HAIR * head.face_width:
        return []
    middle, half = float(points[mesh.FOREHEAD][0]), 0.15 * head.face_width
    columns = slice(max(0, int(middle - half)), int(middle + half))
    colours = []
    for start, stop in HAIR_BANDS:
        rows = slice(max(0, int(top + start * (forehead - top))), int(top + stop * (forehead - top)) + 1)
        pixels = picture[rows, columns]
        if pixels.size:
            hair = typical(pixels)
            if np.linalg.norm((hair - skin) / SPREAD) > HAIR_DIFFERS:
                colours.append(hair)
    return colours


def like_skin(
    colours: NDArray[np.float32], skin: NDArray[np.float32], hairs: list[NDArray[np.float32]]
) -> NDArray[np.bool_]:
    """Return which of ``colours``, shape (n, 3), are ``skin`` in an ear's shade, not one of ``hairs``."""
    off = (colours - skin) / SPREAD
    off[:, 0] = np.where(off[:, 0] > 0, off[:, 0] * REDDER, off[:, 0])
    off[:, 2] = np.where(off[:, 2] < 0, np.minimum(0, off[:, 2] + SHADE), off[:, 2])
    from_skin = _length(off)
    alike: NDArray[np.bool_] = from_skin < SKIN_WITHIN
    for hair in hairs:
        alike &= from_skin < HAIR_FAVOUR * _length((colours - hair) / SPREAD)
    return alike


def _length(off: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", off, off)), np.float32)


def yellowness(colours: NDArray[np.float32], skin: NDArray[np.float32]) -> float:
    """Return how much yellower than ``skin`` pixels are, in spreads: ln(G/B) gained less ln(R/G) gained.

    Ears carry more blood than cheeks and are redder (median −0.2, 115 ears); light hair has melanin only.
    """
    off = (np.median(colours, axis=0) - skin) / SPREAD
    return float(off[1] - off[0])
