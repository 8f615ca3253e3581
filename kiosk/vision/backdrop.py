"""The wall behind the person: lit evenly, free of things and of the person's shadow, unlike their head.

Round the head a small picture is taken and the person's mask, widened by a hair's fringe, cut out of it.
What is left should be one wall under soft light, whose CIELAB values change so slowly over the picture
that a curved surface fits them. Things are what stands off that surface; a shadow is what lies below it
near the person with the wall's own colour; how much the surface itself rises and falls is the unevenness.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.vision.observation import HeadGeometry
from kiosk.vision.seen import Seen

REACH, ABOVE, BELOW = 1.45, 1.25, 1.65
"""The part looked at: half its width, and its ends above and below the eye line, in face widths.

The photo itself is cut at 1.0, 1.04 and 1.63 (see ``config/specs``).
"""
COLUMNS = 72
PERSON_FROM = 0.1
FRINGE = 0.09
"""Face widths about the mask that hair, and the mask's own coarseness, may fill."""
NEAR = 0.55
"""Face widths from the person within which their shadow is deepest; farther off is the wall by itself."""
SHADE = 1.0
"""Face widths from the person as far as a shadow may reach without being taken for a thing."""
LEAST_WALL = 0.06
"""Share of the part that must be wall to be judged."""
LEAST_FAR = 60
FIT_EVERY = 2
ROUNDS = 3
RIDGE = 0.002
"""Keeps the surface flat in directions the seen wall says nothing about."""
SPREAD = 3.0
"""Levels of CIELAB that plaster, noise and compression differ by."""
OFF = 9.0
"""CIELAB distance from the surface from which it is a thing, or a shadow."""
SAME_COLOUR = 5.0
"""A shadow differs in a and b by less than this."""
SOFT = 4.0
"""Levels a pixel by which a shadow's edge may change; things have sharper ones."""
LOW, HIGH, DARKEST = 5.0, 95.0, 98.0
"""Percentiles that count as the surface's lowest and highest value, and as the depth of a shadow."""
ROUND_HEAD = np.radians(np.arange(-35.0, 216.0, 12.5))
"""Directions in which head and wall are compared: from beside one jaw over the crown to the other."""
ASIDE = 0.12
"""Face widths within and beyond the head's edge at which they are compared."""
LEAST_EDGES = 6
WORST = 20.0
"""Percentile of the contrast that counts: a fifth of the outline may merge with the wall."""


@dataclass(frozen=True, eq=False)
class _Wall:
    """CIELAB of the small picture, its scale and corner, what is wall, near or beside the person."""

    lab: NDArray[np.float32]
    pixel: float
    corner: tuple[int, int]
    person: NDArray[np.float32]
    wall: NDArray[np.bool_]
    near: NDArray[np.bool_]
    beside: NDArray[np.bool_]


def measure(seen: Seen) -> dict[str, float | None]:
    """Return the group's measures, see :mod:`kiosk.vision.units`; None without a mask or a wall to see."""
    made: dict[str, float | None] = dict.fromkeys(
        ("wall_uneven", "wall_clutter", "wall_shadow", "wall_contrast")
    )
    wall = None if seen.mask is None else _wall(seen.frame.bgr, seen.head, seen.mask)
    if wall is None:
        return made
    made["wall_contrast"] = _contrast(wall, seen.head)
    surface = _surface(wall)
    if surface is None:
        return made
    off = wall.lab - surface
    tinted = np.hypot(off[..., 1], off[..., 2])
    edge = np.hypot(cv2.Sobel(wall.lab[..., 0], -1, 1, 0), cv2.Sobel(wall.lab[..., 0], -1, 0, 1)) / 8
    shaded = wall.beside & (off[..., 0] < 0) & (tinted < SAME_COLOUR) & (edge < SOFT)
    things = wall.wall & ~shaded & ((np.abs(off[..., 0]) > OFF) | (tinted > OFF))
    bare = wall.wall & ~things
    made["wall_clutter"] = float(things.sum() / wall.wall.sum())
    if bare.any():
        low, high = np.percentile(surface[..., 0][bare], (LOW, HIGH))
        made["wall_uneven"] = float(high - low) * 2.55
    darker = -off[..., 0][wall.near & bare]
    if darker.size >= LEAST_FAR:
        made["wall_shadow"] = max(0.0, float(np.percentile(darker, DARKEST))) * 2.55
    return made


def _wall(picture: Picture, head: HeadGeometry, mask: NDArray[np.float32]) -> _Wall | None:
    height, width = picture.shape[:2]
    unit = head.face_width
    left, right = max(0, round(head.centre_x - REACH * unit)), min(width, round(head.centre_x + REACH * unit))
    top, bottom = (
        max(0, round(head.eye_line_y - ABOVE * unit)),
        min(height, round(head.eye_line_y + BELOW * unit)),
    )
    if right - left < unit or bottom - top < unit:
        return None
    pixel = max(1.0, 2 * REACH * unit / COLUMNS)
    size = (round((right - left) / pixel), round((bottom - top) / pixel))
    step = max(1, int(pixel / 2))
    small = cv2.resize(picture[top:bottom:step, left:right:step], size, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_BGR2LAB)
    rows, columns = mask.shape
    part = mask[
        int(top * rows / height) : math.ceil(bottom * rows / height),
        int(left * columns / width) : math.ceil(right * columns / width),
    ]
    person = cv2.resize(part, size, interpolation=cv2.INTER_LINEAR)
    away = cv2.distanceTransform((person < PERSON_FROM).astype(np.uint8), cv2.DIST_L2, 3) * (pixel / unit)
    wall = away > FRINGE
    if wall.mean() < LEAST_WALL:
        return None
    return _Wall(lab, pixel, (left, top), person, wall, wall & (away < NEAR), wall & (away < SHADE))


def _surface(wall: _Wall) -> NDArray[np.float32] | None:
    """Return the wall's CIELAB as a surface of second order, fitted where no shadow falls; else None."""
    height, width = wall.wall.shape
    far = np.flatnonzero(wall.wall & ~wall.near)[::FIT_EVERY]
    if far.size < LEAST_FAR:
        far = np.flatnonzero(wall.wall)[::FIT_EVERY]
    if far.size < LEAST_FAR:
        return None
    y, x = np.divmod(np.arange(height * width), width)
    x, y = x / width - 0.5, y / height - 0.5
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1).astype(np.float32)
    known, colours = terms[far], wall.lab.reshape(-1, 3)[far]
    # Begun at the median colour, so that things that fill less than half of the wall do not draw it.
    off: NDArray[np.float32] = colours - np.median(colours, axis=0).astype(np.float32)
    for _ in range(ROUNDS):
        weight = 1 / (1 + np.einsum("ij,ij->i", off, off) / SPREAD**2)
        weighted = known * weight[:, None]
        ridge = np.diag([0.0] + [RIDGE * far.size * float(weight.mean())] * 5).astype(np.float32)
        fit = np.linalg.solve(weighted.T @ known + ridge, weighted.T @ colours).astype(np.float32)
        off = colours - known @ fit
    return np.asarray((terms @ fit).reshape(height, width, 3), np.float32)


def _contrast(wall: _Wall, head: HeadGeometry) -> float | None:
    """Return how far the head's edge, hair or skin, stands out from the wall beside it, CIELAB."""
    height, width = wall.wall.shape
    unit = head.face_width / wall.pixel
    aside = round(ASIDE * unit)
    reach = np.arange(0.35 * unit, 1.1 * unit)
    x = (head.centre_x - wall.corner[0]) / wall.pixel + np.outer(np.cos(ROUND_HEAD), reach)
    y = (head.eye_line_y - wall.corner[1]) / wall.pixel - np.outer(np.sin(ROUND_HEAD), reach)
    columns, rows = np.round(x).astype(np.intp), np.round(y).astype(np.intp)
    shown = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    columns, rows = np.clip(columns, 0, width - 1), np.clip(rows, 0, height - 1)
    outside = shown & (wall.person[rows, columns] < 0.5)
    first = outside.argmax(axis=1)
    within, beyond = first - aside, first + aside
    ray = np.flatnonzero(outside.any(axis=1) & (within >= 0) & (beyond < reach.size))
    ray = ray[shown[ray, beyond[ray]]]
    if ray.size < LEAST_EDGES:
        return None
    head_lab, wall_lab = (wall.lab[rows[ray, at[ray]], columns[ray, at[ray]]] for at in (within, beyond))
    return float(np.percentile(np.linalg.norm(head_lab - wall_lab, axis=1), WORST))
