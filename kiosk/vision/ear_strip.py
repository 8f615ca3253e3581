"""The strip of the picture beside each side of the face, upright to the head, and what is around it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.vision import mesh
from kiosk.vision.complexion import ENOUGH_PIXELS, Colours, Tone, colour, middle
from kiosk.vision.seen import Seen
from kiosk.vision.upright import axes

TOP, BOTTOM = -0.36, 0.60
INNER, OUTER = 0.005, 0.26
"""The strip's ends below the ears' level and its sides outwards from the end of the mesh, in face widths."""
RAISED = 0.52
"""Ears lie so many face widths (7.5 of 14.5 cm) behind the eyes: a raised chin lowers them against the eye
line by this times the sine of the pitch, and the strip goes with them. On a level head the ears' level is
the eye line."""
HABIT_DEG = 5.0
"""So much of a pitch is as likely the slant of somebody's profile (68 level adults: standard deviation 4.7)
and moves no ear."""
ROWS, COLUMNS = 64, 26
ROW, COLUMN = (BOTTOM - TOP) / (ROWS - 1), (OUTER - INNER) / (COLUMNS - 1)
TEMPLE = (-0.28, -0.10, 0.055)
"""Where hair beside the head is sampled: from, to below the ears' level, and so far out; face widths."""
WALL_COLUMNS = 8
"""Outermost columns, where the wall is sampled as far as the person does not reach there."""
LEAST_CELLS = 20
FINE_PX, COARSE_PX = 250.0, 400.0
"""Face widths: a face wider than the second is shrunk to the first, which is fine enough."""
BLUR = 0.012
"""Width of the averaging, in face widths: about a cell."""
PERSON_SHARE = 0.3
"""Least mask confidence of a cell of the ear; low, because the mask is coarse there."""
SURELY, HARDLY, PERSON_FAVOUR = 0.9, 0.1, 6.0
"""From ``SURELY`` on a cell cannot be wall, below ``HARDLY`` it is; above one half the wall's log-likelihood
falls, by ``PERSON_FAVOUR`` at full confidence."""
WALL_FLOOR = np.array([0.03, 0.03, 0.10], np.float32)
"""The wall differs at least this much from where it was sampled."""

Side = tuple[float, tuple[int, ...], tuple[int, ...]]
sides: Final[tuple[Side, Side]] = (
    (-1.0, mesh.SIDE_RIGHT, mesh.CHEEK_RIGHT),
    (1.0, mesh.SIDE_LEFT, mesh.CHEEK_LEFT),
)
"""Direction outwards in the picture, edge of the mesh and cheek of the person's right and left side."""


@dataclass(frozen=True, eq=False)
class Strip:
    """One side's cells, shape (ROWS, COLUMNS), from the eyes' height downwards and the mesh outwards.

    Attributes
    ----------
    colours
        Shape (ROWS, COLUMNS, 3), see :mod:`kiosk.vision.complexion`.
    person
        Whether the cell may belong to the person.
    wall
        Tone of the wall beside the head; None where the person reaches beyond the strip.
    wall_hidden
        What the person mask takes from the log-likelihood of being wall.
    hair_beside
        Tone of what is at this temple, hair or shorn skin; None where there is wall.
    """

    colours: Colours
    person: NDArray[np.bool_]
    wall: Tone | None
    wall_hidden: NDArray[np.float32]
    hair_beside: Tone | None


def row(below: float) -> int:
    """Return the row so many face widths below the ears' level."""
    return min(max(round((below - TOP) / ROW), 0), ROWS)


def strip(seen: Seen, side: int) -> Strip | None:
    """Take the strip of side 0 (person's right) or 1; None without a mask or where it leaves the picture."""
    picture, mask = seen.frame.bgr, seen.mask
    x, y = _places(seen, side)
    height, width = picture.shape[:2]
    if mask is None or x.min() < 0 or y.min() < 0 or x.max() > width - 1 or y.max() > height - 1:
        return None
    left, top = int(x.min()), int(y.min())
    part = picture[top : int(y.max()) + 2, left : int(x.max()) + 2]
    scale = 1.0
    if seen.head.face_width > COARSE_PX:
        scale = FINE_PX / seen.head.face_width
        part = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8)
    step = max(1, round(BLUR * scale * seen.head.face_width)) | 1
    part = cv2.blur(part, (step, step)).astype(np.uint8)
    cells = cv2.remap(
        part,
        (x - left + 0.5) * np.float32(scale) - 0.5,
        (y - top + 0.5) * np.float32(scale) - 0.5,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    colours = colour(np.asarray(cells, np.uint8))
    rows, columns = mask.shape
    person = np.asarray(
        cv2.remap(
            mask,
            (x + 0.5) * np.float32(columns / width) - 0.5,
            (y + 0.5) * np.float32(rows / height) - 0.5,
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        ),
        np.float32,
    )
    hidden = PERSON_FAVOUR * np.clip(2 * person - 1, 0, 1)
    hidden[person > SURELY] = np.inf
    return Strip(colours, person > PERSON_SHARE, _wall(colours, person), hidden, _temple(colours, person))


def _places(seen: Seen, side: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return x and y in px of the cells' middles."""
    outwards, edge_at, _ = sides[side]
    head, points = seen.head, seen.face.mesh
    across, down, eyes = axes(head)
    edge = points[list(edge_at), :2] - eyes
    nod = math.copysign(max(0.0, abs(seen.pitch_deg) - HABIT_DEG), seen.pitch_deg)
    lowered = RAISED * math.sin(math.radians(nod))
    at = np.linspace(TOP + lowered, BOTTOM + lowered, ROWS) * head.face_width
    end = np.interp(at, edge @ down, edge @ across)
    aside = end[:, None] + np.linspace(INNER, OUTER, COLUMNS) * head.face_width * outwards
    x = eyes[0] + aside * across[0] + at[:, None] * down[0]
    y = eyes[1] + aside * across[1] + at[:, None] * down[1]
    return x.astype(np.float32), y.astype(np.float32)


def _temple(colours: Colours, person: NDArray[np.float32]) -> Tone | None:
    part = np.s_[row(TEMPLE[0]) : row(TEMPLE[1]), : round(TEMPLE[2] / COLUMN)]
    inside = person[part] > 0.7
    return Tone.of_colours(colours[part][inside]) if inside.sum() > LEAST_CELLS else None


def _wall(colours: Colours, person: NDArray[np.float32]) -> Tone | None:
    outside = person[:, -WALL_COLUMNS:] < HARDLY
    if outside.sum() <= LEAST_CELLS:
        return None
    seen = colours[:, -WALL_COLUMNS:][outside]
    seen = seen[:: max(1, len(seen) // ENOUGH_PIXELS)]
    centre = middle(seen)
    spread = 1.48 * middle(np.abs(seen - centre))  # robust against stray hair
    return Tone(centre, np.maximum(spread, WALL_FLOOR))
