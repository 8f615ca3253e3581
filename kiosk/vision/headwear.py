"""Hat, cap, hood or scarf on the head.

Cloth over the hair differs from hair in what several signs say together: its lower edge crosses the forehead
low and in one smooth bow; it is even where hair has strands; it may have a hue no hair has; and a
scarf goes on in the same colour beside the face and below the chin.

The weights are those of a logistic regression on drawn heads and on pictures of real ones, bare and with
hats and scarves painted on them.
"""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision import headphones, mesh
from kiosk.vision.headlook import AROUND, CROWN, SPREAD, Colours, HeadLook, apart, likely
from kiosk.vision.seen import Seen

EDGE_SPREAD = np.asarray(SPREAD / np.array([1.0, 1.0, 0.7]), np.float32)
"""The same for the edge above the forehead, where skin lies in the shadow of what is above."""
BROWS = 9
"""Point between the brows, down to where the lower edge is looked for."""
OFF_SKIN = 1.5
"""Spreads from which something above the forehead is no longer skin."""
OFF_HUE = 0.8
"""The same in hue alone, against the forehead below: beige cloth is hardly farther from skin than a scalp is,
but has no strands, and ends in a smooth bow."""
KEEPS_PX = 7
"""So many rows of skin running, 11 mm, end what is above them: a lock or a light pattern is thinner."""
FOREHEAD_PX = 8
"""Rows above the brows that are forehead on any head."""
EYE_DISTANCE_MM = 63.0
LEAST_ROWS = 3
LEAST_TALL = 0.3
"""Eye distances of hair or cloth above its edge; a bald or shaven head has less to judge."""
HUES = ((-3.5, 1.0), (-2.2, 1.2))
"""Spreads of ln(R/G) and ln(G/B) between which hair's hue lies against its owner's skin."""
CLOTH_BIAS, CLOTH_WEIGHTS = -6.75, np.array([9.18, -0.30, 0.66, -2.10, -1.35])


@dataclass(frozen=True)
class ClothSigns:
    """What speaks for cloth above the forehead; low and hue the more the larger.

    Attributes
    ----------
    low
        Eye distances that its lower edge lies below the end of the face mesh, −0.6 … 0.35.
    rough
        ln of 0.1 mm + the edge's mean distance from a smooth bow in mm.
    hue
        ln of 1 + the spreads by which its hue lies outside of what hair can have.
    strands
        ln of the contrast of its finest detail, of 0.012 … 0.06.
    scarf
        ln of its distance in spreads from what lies beside face and below chin, of 0.2 … 3.
    """

    low: float
    rough: float
    hue: float
    strands: float
    scarf: float


def measure(seen: Seen) -> dict[str, float | None]:
    """Return ``head_covering`` and ``headphones``, see :mod:`kiosk.vision.units`.

    None when the head's top or the face's middle is not in the picture.
    """
    look = HeadLook.of(seen)
    if look is None:
        return {"head_covering": None, "headphones": None}
    cloth = cloth_signs(look)
    # A bare crown has no covering; skin-coloured cloth cannot be told from it.
    covering = 0.0 if cloth is None else likely(CLOTH_BIAS, CLOTH_WEIGHTS, astuple(cloth))
    return {"head_covering": covering, "headphones": headphones.likelihood(look)}


def cloth_signs(look: HeadLook) -> ClothSigns | None:
    """Return the signs of cloth; None when there is only skin above the brows."""
    colours = look.crown_colours
    start = CROWN.row(float(look.points[BROWS, 1])) - 2
    top = max(0, CROWN.row(look.top))
    if start - top < KEEPS_PX:
        return None
    signs = _signs(look, _lower_edge(apart(colours, look.skin, EDGE_SPREAD) > OFF_SKIN, top, start), top)
    if signs is not None:
        return signs
    forehead = np.median(colours[max(0, start - FOREHEAD_PX) : start].reshape(-1, 3), axis=0)
    hue = apart(colours[..., :2], np.asarray(forehead[:2], np.float32), SPREAD[:2])
    return _signs(look, _lower_edge(hue > OFF_HUE, top, start), top)


def _lower_edge(off: NDArray[np.bool_], top: int, start: int) -> NDArray[np.float64]:
    """Return the row at which each column, followed downwards from the hair's top, first comes to skin.

    Upwards from the brows a shine on the forehead would be the first thing that is not skin.

    Parameters
    ----------
    off
        What is not skin, rows of the window.
    top, start
        First and last row looked at; columns without skin end at the last.
    """
    skin = ~off[top : start + 1]
    keeps = skin[: len(skin) - KEEPS_PX + 1].copy()
    for shift in range(1, KEEPS_PX):
        keeps &= skin[shift : len(skin) - KEEPS_PX + 1 + shift]
    return top + np.where(keeps.any(axis=0), keeps.argmax(axis=0), start - top).astype(np.float64)


def _signs(look: HeadLook, edge: NDArray[np.float64], top: int) -> ClothSigns | None:
    """Return the signs of what lies above ``edge``; None when that is too little to judge."""
    colours, scale = look.crown_colours, CROWN.scale_px
    middle = float(np.median(edge))
    if middle - top < LEAST_TALL * scale:
        return None
    columns = np.arange(edge.size)
    bow = np.polynomial.Polynomial.fit(columns, edge, 2)(columns)
    inner = slice(
        round(top + 0.25 * (middle - top)), max(round(middle - 0.15 * (middle - top)), top + LEAST_ROWS)
    )
    tone = np.asarray(np.median(colours[inner].reshape(-1, 3), axis=0), np.float32)
    hue = (tone - look.skin) / SPREAD
    outside = sum(
        max(0.0, float(value) - high, low - float(value))
        for value, (low, high) in zip(hue[:2], HUES, strict=True)
    )
    grey = _LOG[cv2.cvtColor(look.crown[inner], cv2.COLOR_BGR2GRAY)]
    strands = float(np.median(np.abs(grey - cv2.blur(grey, (5, 5)))))
    return ClothSigns(
        low=float(np.clip(middle / scale + CROWN.top - look.points[mesh.FOREHEAD, 1], -0.6, 0.35)),
        rough=math.log(0.1 + float(np.abs(edge - bow).mean()) / scale * EYE_DISTANCE_MM),
        hue=math.log(1 + outside),
        strands=math.log(min(0.06, max(0.012, strands))),
        scarf=math.log(min(3.0, max(0.2, max(float(apart(tone, t)) for t in _about(look))))),
    )


def _about(look: HeadLook) -> list[Colours]:
    """Return the colours below the chin and beside both cheeks."""
    scale = AROUND.scale_px
    chin = AROUND.row(float(look.points[mesh.CHIN, 1]))
    middle = AROUND.column(float(look.points[mesh.CHIN, 0]))
    pieces = [
        look.around[chin + round(0.10 * scale) : chin + round(0.25 * scale) + 1, middle - 3 : middle + 4]
    ]
    for index, outwards in ((234, -1), (454, 1)):
        row = AROUND.row(float(look.points[index, 1]))
        column = AROUND.column(float(look.points[index, 0]) + 0.1 * outwards)
        pieces.append(look.around[row - 2 : row + 3, column - 1 : column + 2])
    return [np.asarray(np.median(piece.reshape(-1, 3), axis=0), np.float32) for piece in pieces if piece.size]


_LOG = np.log(np.arange(256, dtype=np.float32) + 8)
