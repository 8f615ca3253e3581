"""Headphones: the same thing, neither skin nor wall, over both ears, broader there than the head around it.

The weights are those of a logistic regression on drawn heads and on pictures of real ones, bare and with
headphones painted on them. Hair that hides both ears alike comes nearest.
"""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass

import numpy as np

from kiosk.vision import mesh
from kiosk.vision.headlook import AROUND, SPREAD, Colours, HeadLook, apart, likely

NOT_SKIN = 1.3
NOT_WALL = 1.5
EAR_ROWS, TEMPLE_ROWS, JAW_ROWS = (-0.1, 0.4), (-0.75, -0.5), (1.0, 1.25)
"""Heights below the eye line in eye distances: where ears lie, above them, and below them."""
CUPS_BIAS, CUPS_WEIGHTS = -13.8, np.array([11.0, -1.14, 3.48, 0.66, 1.36])
"""The bias is 2.5 stricter than the regression's: bare heads are many, headphones few."""


@dataclass(frozen=True)
class CupSigns:
    """What speaks for headphones; all but the second the more the larger.

    Attributes
    ----------
    no_ear
        Share of the place of the ear that is not skin, the lesser of both sides.
    unlike
        ln of 0.1 + the two sides' distance from each other in spreads, at most 3.
    over_jaw, over_temple
        Eye distances by which what lies over the ear stands out farther than what is below and above it.
    other
        ln of 0.1 + the sides' distance from the hair above the forehead in spreads, at most 3.
    """

    no_ear: float
    unlike: float
    over_jaw: float
    over_temple: float
    other: float


def likelihood(look: HeadLook) -> float | None:
    """Return how surely headphones are worn, 0..1; None when an ear's surroundings leave the picture."""
    cups = cup_signs(look)
    return None if cups is None else likely(CUPS_BIAS, CUPS_WEIGHTS, astuple(cups))


def cup_signs(look: HeadLook) -> CupSigns | None:
    """Return the signs of headphones; None when the ears' surroundings leave the window."""
    right, left = _side(look, 234, -1), _side(look, 454, 1)
    if right is None or left is None:
        return None
    bare, ear, temple, jaw, tone = right
    bare2, ear2, temple2, jaw2, tone2 = left
    forehead = float(look.points[mesh.FOREHEAD, 1])
    rows = slice(
        AROUND.row(look.top + 0.25 * (forehead - look.top)),
        AROUND.row(look.top + 0.7 * (forehead - look.top)) + 1,
    )
    hair = look.around[rows, AROUND.column(-0.3) : AROUND.column(0.3)]
    if not hair.size:
        return None
    other = float(apart(np.asarray((tone + tone2) / 2, np.float32), _middle(hair)))
    return CupSigns(
        no_ear=min(bare, bare2),
        unlike=math.log(0.1 + min(3.0, float(apart(tone, tone2)))),
        over_jaw=min(ear - jaw, ear2 - jaw2),
        over_temple=min(ear - temple, ear2 - temple2),
        other=math.log(0.1 + min(3.0, other)),
    )


def _side(look: HeadLook, index: int, outwards: int) -> tuple[float, float, float, float, Colours] | None:
    """Return the share without skin where the ear lies, three widths (ear, temple, jaw), and the colour."""
    edge = float(look.points[index, 0])
    width = look.around.shape[1]

    def columns(near: float, far: float) -> slice:
        ends = sorted((edge + outwards * near, edge + outwards * far))
        return slice(max(0, AROUND.column(ends[0])), min(width, max(0, AROUND.column(ends[1]))))

    rows = slice(AROUND.row(EAR_ROWS[0]), AROUND.row(EAR_ROWS[1]))
    wall = look.around[AROUND.row(-0.6) : AROUND.row(0.2), columns(0.95, 1.25)]
    near, box = look.around[rows, columns(0.05, 0.25)], look.around[rows, columns(0.12, 0.45)]
    if not (wall.size and near.size and box.size):
        return None
    behind = _middle(wall)
    steps = np.round(
        (edge + outwards * np.arange(0.04, 1.0, 1 / AROUND.scale_px) - AROUND.left) * AROUND.scale_px
    )
    along = steps[(steps >= 0) & (steps < width)].astype(int)

    def stands_out(ends: tuple[float, float]) -> float:
        strip = look.around[AROUND.row(ends[0]) : AROUND.row(ends[1])][:, along]
        worn = (apart(strip, behind) > NOT_WALL) & (_unlike_skin(strip, look.skin) > NOT_SKIN)
        return float(np.median(worn.sum(axis=1))) / AROUND.scale_px

    return (
        float((_unlike_skin(near, look.skin) > NOT_SKIN).mean()),
        stands_out(EAR_ROWS),
        stands_out(TEMPLE_ROWS),
        stands_out(JAW_ROWS),
        _middle(box),
    )


def _unlike_skin(colours: Colours, skin: Colours) -> Colours:
    """Return how many spreads colours are from skin; a flush counts half, usual shade not at all."""
    off = (colours - skin) / SPREAD
    red = np.where(off[..., 0] > 0, 0.5 * off[..., 0], off[..., 0])
    shade = np.maximum(0, np.abs(off[..., 2]) - 1)
    return np.asarray(np.sqrt(red**2 + off[..., 1] ** 2 + shade**2), np.float32)


def _middle(colours: Colours) -> Colours:
    return np.asarray(np.median(colours.reshape(-1, 3), axis=0), np.float32)
