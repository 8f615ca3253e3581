"""Headphones: the same thing, neither skin nor wall, over both ears, broader there than the head below it.

Hair that hides both ears alike comes nearest; but hair hangs down from above, so that beside the temple it
still is what it is over the ear. The weights are those of a logistic regression on drawn heads and on
pictures of real ones, bare, with headphones, hats and scarves painted on them.
"""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass

import numpy as np

from kiosk.vision import mesh
from kiosk.vision.headlook import AROUND, SPREAD, Colours, HeadLook, apart, likely

NOT_SKIN = 1.3
NOT_WALL = 1.5
EAR_ROWS, JAW_ROWS = (-0.1, 0.4), (1.0, 1.25)
"""Heights below the eye line in eye distances: where ears lie, and below them."""
TEMPLE_ROWS, TEMPLE_COLUMNS = ((-0.55, -0.4), (-0.75, -0.6)), ((-0.1, 0.06), (0.0, 0.15))
"""Where hair that hangs over an ear comes from: heights above it, and distances outwards from the face."""
CUPS_BIAS, CUPS_WEIGHTS = -10.42, np.array([6.58, -1.45, 5.11, 1.23, 0.99])


@dataclass(frozen=True)
class CupSigns:
    """What speaks for headphones; all but ``unlike`` the more the larger.

    Attributes
    ----------
    no_ear
        Share of the place of the ear that is not skin, the lesser of both sides.
    unlike
        ln of 0.1 + the two sides' distance from each other in spreads, at most 3.
    over_jaw
        Eye distances by which what lies over the ear stands out farther than what is below it.
    other
        ln of 0.1 + the sides' distance from the hair above the forehead in spreads, at most 3.
    above
        The same from what is likest to them beside the temple above the ear, the lesser of both sides.
    """

    no_ear: float
    unlike: float
    over_jaw: float
    other: float
    above: float


@dataclass(frozen=True, eq=False)
class _Side:
    """One side: share without skin where the ear lies, widths over ear and jaw, the colour over the ear, and
    how far that is from what is above it."""

    no_ear: float
    ear: float
    jaw: float
    tone: Colours
    above: float


def likelihood(look: HeadLook) -> float | None:
    """Return how surely headphones are worn, 0..1; None when an ear's surroundings leave the picture."""
    cups = cup_signs(look)
    return None if cups is None else likely(CUPS_BIAS, CUPS_WEIGHTS, astuple(cups))


def cup_signs(look: HeadLook) -> CupSigns | None:
    """Return the signs of headphones; None when the ears' surroundings leave the window."""
    right, left = _side(look, 234, -1), _side(look, 454, 1)
    if right is None or left is None:
        return None
    forehead = float(look.points[mesh.FOREHEAD, 1])
    rows = slice(
        AROUND.row(look.top + 0.25 * (forehead - look.top)),
        AROUND.row(look.top + 0.7 * (forehead - look.top)) + 1,
    )
    hair = look.around[rows, AROUND.column(-0.3) : AROUND.column(0.3)]
    if not hair.size:
        return None
    other = float(apart(np.asarray((right.tone + left.tone) / 2, np.float32), _middle(hair)))
    return CupSigns(
        no_ear=min(right.no_ear, left.no_ear),
        unlike=_graded(float(apart(right.tone, left.tone))),
        over_jaw=min(right.ear - right.jaw, left.ear - left.jaw),
        other=_graded(other),
        above=_graded(min(right.above, left.above)),
    )


def _graded(spreads: float) -> float:
    """Return ln(0.1 + a distance), which counts small distances finely and all large ones alike."""
    return math.log(0.1 + min(3.0, spreads))


def _side(look: HeadLook, index: int, outwards: int) -> _Side | None:
    """Look at the side whose end of the mesh is the point ``index``."""
    edge = float(look.points[index, 0])
    width = look.around.shape[1]

    def columns(near: float, far: float) -> slice:
        ends = sorted((edge + outwards * near, edge + outwards * far))
        return slice(max(0, AROUND.column(ends[0])), min(width, max(0, AROUND.column(ends[1]))))

    def rows(ends: tuple[float, float]) -> slice:
        return slice(max(0, AROUND.row(ends[0])), max(0, AROUND.row(ends[1])))

    wall = look.around[rows((-0.6, 0.2)), columns(0.95, 1.25)]
    near, box = (
        look.around[rows(EAR_ROWS), columns(0.05, 0.25)],
        look.around[rows(EAR_ROWS), columns(0.12, 0.45)],
    )
    temple = [look.around[rows(ends), columns(*across)] for ends in TEMPLE_ROWS for across in TEMPLE_COLUMNS]
    if not (wall.size and near.size and box.size and all(part.size for part in temple)):
        return None
    behind, tone = _middle(wall), _middle(box)
    steps = np.round(
        (edge + outwards * np.arange(0.04, 1.0, 1 / AROUND.scale_px) - AROUND.left) * AROUND.scale_px
    )
    along = steps[(steps >= 0) & (steps < width)].astype(int)

    def stands_out(ends: tuple[float, float]) -> float:
        strip = look.around[rows(ends)][:, along]
        worn = (apart(strip, behind) > NOT_WALL) & (_unlike_skin(strip, look.skin) > NOT_SKIN)
        return float(np.median(worn.sum(axis=1))) / AROUND.scale_px

    return _Side(
        no_ear=float((_unlike_skin(near, look.skin) > NOT_SKIN).mean()),
        ear=stands_out(EAR_ROWS),
        jaw=stands_out(JAW_ROWS),
        tone=tone,
        above=min(float(apart(_middle(part), tone)) for part in temple),
    )


def _unlike_skin(colours: Colours, skin: Colours) -> Colours:
    """Return how many spreads colours are from skin; a flush counts half, usual shade not at all."""
    off = (colours - skin) / SPREAD
    red = np.where(off[..., 0] > 0, 0.5 * off[..., 0], off[..., 0])
    shade = np.maximum(0, np.abs(off[..., 2]) - 1)
    return np.asarray(np.sqrt(red**2 + off[..., 1] ** 2 + shade**2), np.float32)


def _middle(colours: Colours) -> Colours:
    return np.asarray(np.median(colours.reshape(-1, 3), axis=0), np.float32)
