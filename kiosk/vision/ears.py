"""How much of each ear is in plain view: skin, hair and wall told apart beside the end of the face mesh.

Beside the line from temple to jaw, where an uncovered ear stands out from a frontal head, a strip of the
picture is taken upright to the head, its rows counted from the ears' level. Each of its cells is skin, hair
or wall, whichever tone is likeliest. Two things are asked: that skin stands out along most of an ear's
height, and that it is not cut off from above by hair. An ear that lies low or flat shows wall or nothing
above it; one that is half covered shows hair. Whichever of the two answers is worse is the measure.

A head turned far enough hides one ear behind its own cheek; that ear shows nothing, whatever the strip does.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision.complexion import Colours, Tone, hair_above, likelihoods, middle, told_from, yellowness
from kiosk.vision.ear_strip import COLUMN, ROW, Strip, row, sides, strip
from kiosk.vision.light import cheek_pixels
from kiosk.vision.seen import Seen

MIDDLE = (0.10, 0.34)
"""Face widths below the ears' level between which every ear shows."""
LOWEST = 0.42
"""Face widths below the ears' level where ears have ended; farther down the skin may be the neck's."""
EAR_WIDTH = 0.02
"""Face widths of skin that make a row show the ear."""
ROWS_WHOLE = 0.65
"""Share of the rows of :data:`MIDDLE` that even a small, flat or shaded ear in plain view fills."""
HIGHEST_TOP, LOWEST_TOP, LENGTH = 0.01, 0.07, 0.38
"""Where an ear begins: so much above its lobe, within these two heights below their level; face widths."""
ROUND = 0.05
"""Face widths by which the rim of an ear begins lower at its outer end."""
INNER_SHARE = 0.3
"""Part of the ear, from the face outwards, in which hair before the ear or a sideburn cuts nothing off."""
FRINGE_PX = (3, 2)
"""Columns and rows of mixed cells along hair and wall, that look like skin."""
LEAST_ROWS = 2
BEGINS = 0.05
"""Face widths from the face within which an ear's skin begins, hair before it or not; farther out it is the
face of somebody behind."""
YELLOWER = 0.9
"""Yellowness from which a piece the colour of skin is light hair; of 115 ears one is above 0.8."""
SKIN_WITHIN = 2.6
SKIN_FAVOUR = 1.5
"""Log-likelihood that skin is granted: an ear's own shadows make it look like hair."""
EAR_SPREAD = np.array([0.09, 0.10, 0.40], np.float32)
"""Spread of an ear's colours about the cheek's; 115 ears: ± 0.08, ± 0.08 and −0.39 ± 0.3."""
REDDER, SHADE = 0.5, 0.36
"""Ears are redder and darker than cheeks: a step towards red counts half, this much of ln(luma) nothing."""
_EAR_CONSTANT = np.float32(np.log(EAR_SPREAD).sum())
OWN_SPREAD = np.array([0.07, 0.08, 0.30], np.float32)
"""Spread of one ear's colours about their own middle."""
MOST_YAW_DEG = 25.0
"""Beyond this not even the near ear lies beside the end of the mesh."""
FAR_YAW_DEG = 7.5
"""Beyond this less than half of the ear the head turns away with shows past the cheek (drawn heads: 0.45 at
8°, 0.25 at 12°), and what the strip shows is cheek and neck. Past the limit of the yaw rule on purpose."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Ear:
    """``visible`` 0 covered … 1 in plain view; ``area`` of its skin, face widths²."""

    visible: float
    area: float


def measure(seen: Seen) -> dict[str, float | None]:
    """Return the group's measures, see :mod:`kiosk.vision.units`.

    None without a person mask, when the strip leaves the picture and when the cheek gives no skin colour.
    """
    above = hair_above(seen.frame.bgr, seen.face.mesh, seen.head)
    right, left = (_ear(seen, above, side) for side in (0, 1))
    uneven = None
    if right is not None and left is not None and right.area + left.area > 0:
        uneven = 2 * abs(left.area - right.area) / (left.area + right.area)
    return {
        "ear_left_visible": None if left is None else left.visible,
        "ear_right_visible": None if right is None else right.visible,
        "ears_uneven": uneven,
    }


def _ear(seen: Seen, above: list[Tone], side: int) -> Ear | None:
    outwards, _, cheek = sides[side]
    turned = seen.yaw_deg * outwards
    if turned > FAR_YAW_DEG:
        return Ear(0.0, 0.0)
    if turned < -MOST_YAW_DEG:
        return None
    pixels = cheek_pixels(seen.frame.bgr, seen.face.mesh, cheek)
    taken = strip(seen, side)
    if pixels is None or taken is None:
        return None
    return judge(taken, Tone.of(pixels), above)


def judge(taken: Strip, cheek: Tone, above: list[Tone]) -> Ear:
    """Judge one ear by its strip.

    Parameters
    ----------
    above
        Tones of the hair over the forehead.
    """
    hairs = told_from(cheek, above, taken.hair_beside)
    skin, off = _likelihood_of_ear(taken.colours, cheek)
    hair, wall = _others(hairs, taken)
    alike = taken.person & (off < SKIN_WITHIN**2) & (skin > hair - SKIN_FAVOUR) & (skin > wall)
    whole = cv2.morphologyEx(alike.astype(np.uint8), cv2.MORPH_OPEN, np.ones(FRINGE_PX[::-1], np.uint8))
    others = _of_others(whole)
    alike &= ~others
    ear = _largest(np.where(others, 0, whole).astype(np.uint8))
    if ear is None:
        return Ear(0.0, 0.0)
    rows = slice(row(MIDDLE[0]), row(MIDDLE[1]))
    if yellowness(taken.colours[rows][ear[rows]], cheek) > YELLOWER:
        return Ear(0.0, 0.0)
    own = likelihoods(taken.colours, [Tone(middle(taken.colours[ear]), OWN_SPREAD)])[0]
    covering = taken.person & (whole == 0) & (hair > np.maximum(own, wall))
    ear_rows = slice(row(HIGHEST_TOP), row(LOWEST))
    area = float(ear[ear_rows].sum()) * ROW * COLUMN
    return Ear(min(1.0, _shown(alike) / ROWS_WHOLE, _uncut(ear, covering)), area)


def _likelihood_of_ear(colours: Colours, cheek: Tone) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the log-likelihood of being an ear of this cheek's person, and the squared distance from it."""
    off = colours - cheek.middle
    redder, darker = off[..., 0], off[..., 2]
    np.multiply(redder, REDDER, out=redder, where=redder > 0)
    np.minimum(darker + SHADE, 0, out=darker, where=darker < 0)
    off /= EAR_SPREAD
    squared = np.asarray(np.einsum("...i,...i->...", off, off), np.float32)
    return -0.5 * squared - _EAR_CONSTANT, squared


def _others(hairs: list[Tone], taken: Strip) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the log-likelihoods of being hair and of being wall."""
    none = np.full(taken.person.shape, -np.inf, np.float32)
    tones = hairs if taken.wall is None else [*hairs, taken.wall]
    found = likelihoods(taken.colours, tones) if tones else none[None]
    hair = found[: len(hairs)].max(axis=0) if hairs else none
    return hair, none if taken.wall is None else found[-1] - taken.wall_hidden


def _of_others(skin: NDArray[np.uint8]) -> Mask:
    """Return the pieces of skin that begin farther from the face than an ear does."""
    count, pieces = cv2.connectedComponents(skin, connectivity=4)
    near = np.bincount(pieces[:, : round(BEGINS / COLUMN)].ravel(), minlength=count) > 0
    return np.asarray((skin > 0) & ~near[pieces])


def _largest(skin: NDArray[np.uint8]) -> Mask | None:
    """Return the piece of skin that has most cells where ears lie; None when there is none."""
    count, pieces = cv2.connectedComponents(skin, connectivity=4)
    rows = pieces[row(MIDDLE[0]) : row(MIDDLE[1])]
    sizes = np.bincount(rows.ravel(), minlength=count)[1:]
    if sizes.size == 0 or sizes.max() == 0:
        return None
    return np.asarray(pieces == 1 + int(sizes.argmax()))


def _shown(skin: Mask) -> float:
    """Return the share of the rows where every ear lies that show skin."""
    widths = skin[row(MIDDLE[0]) : row(MIDDLE[1])].sum(axis=1) * COLUMN
    return float((widths > EAR_WIDTH).mean())


def _uncut(ear: Mask, hair: Mask) -> float:
    """Return skin / (skin + hair above it) over the ear's outer part, from an ear's round top to its lobe."""
    rows = np.flatnonzero(ear.sum(axis=1) * COLUMN > EAR_WIDTH)
    if rows.size == 0:
        return 0.0
    lobe = ROW * int(rows[-1] - row(0.0))
    top = row(min(max(lobe - LENGTH, HIGHEST_TOP), LOWEST_TOP))
    ear, hair = ear[top : row(LOWEST)], hair[top : row(LOWEST)]
    columns = np.flatnonzero(ear.sum(axis=0) >= LEAST_ROWS)
    if columns.size == 0:
        return 0.0
    outer = columns[columns >= INNER_SHARE * columns[-1]]
    along = (outer - outer[0]) / max(1, outer[-1] - outer[0])
    below_rim = np.arange(len(ear))[:, None] >= np.round(ROUND * along**2 / ROW)
    # In each column what lies above the topmost skin.
    above = hair[:, outer] & below_rim & (np.cumsum(ear[:, outer], axis=0) == 0)
    seen = int(ear[:, outer].sum())
    return seen / (seen + int(above.sum()))
