"""The search behind the crop: of all whole-pixel rectangles, the one nearest a set of aims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd, inf

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


FINE = 40
"""Rectangles in the photo's exact proportions are enough when they come in steps of this part of its size."""
SLACK_PX = 1e-9
"""A limit counts as met this far beyond it: a value that lies on it may be computed a hair off."""


@dataclass(frozen=True)
class Wish:
    """One measure of the photo that a crop decides.

    Attributes
    ----------
    at
        Where it is (or its length) in the source, px.
    low, high
        The limits that count in this search, px of the photo; infinite where there is none.
    aim
        Where it would best be, px of the photo.
    reach
        The distance from the aim that costs 1, px of the photo; infinite when the aim does not matter.
    """

    at: float
    low: float = -inf
    high: float = inf
    aim: float = 0.0
    reach: float = inf


@dataclass(frozen=True)
class Fit:
    """The cheapest rectangle, in whole source px."""

    cost: float
    x: int
    y: int
    width: int
    height: int


def nearest_fit(
    rows: Sequence[Wish],
    columns: Sequence[Wish],
    widths: Sequence[Wish],
    heights: Sequence[Wish],
    photo_size: tuple[int, int],
    frame_size: tuple[int, int],
) -> Fit | None:
    """Weigh every crop in the photo's proportions and return the one nearest the aims.

    The cost is the sum of squared distances from the aims, each in units of its reach, so for a given
    size the best place has a closed form and only the sizes are searched; see :func:`_sizes`.

    Parameters
    ----------
    rows, columns
        Vertical and horizontal positions; at least one of each has a finite reach.
    widths, heights
        Horizontal and vertical lengths.
    photo_size, frame_size
        (width, height) in px; the crop is never smaller than the photo nor larger than the frame.

    Returns
    -------
    None when no crop meets every limit.
    """
    width, height = _sizes(photo_size, frame_size)
    scale_x: Floats = width / photo_size[0]
    scale_y: Floats = height / photo_size[1]
    y, y_fits, y_cost = _place(rows, scale_y, frame_size[1] - height)
    x, x_fits, x_cost = _place(columns, scale_x, frame_size[0] - width)
    fits, cost = y_fits & x_fits, y_cost + x_cost
    for wish, scale in [*((wish, scale_x) for wish in widths), *((wish, scale_y) for wish in heights)]:
        length = wish.at / scale
        fits = fits & (wish.low - SLACK_PX <= length) & (length <= wish.high + SLACK_PX)
        cost = cost + _squared(length, wish)
    if not fits.any():
        return None
    best = int(np.argmin(np.where(fits, cost, np.inf)))
    return Fit(float(cost[best]), int(x[best]), int(y[best]), int(width[best]), int(height[best]))


def _sizes(photo_size: tuple[int, int], frame_size: tuple[int, int]) -> tuple[Ints, Ints]:
    """Return the widths and heights of every crop to try, from the photo's own size to the frame's.

    They have the photo's exact proportions where those come in small steps: 3 × 4 px for a photo of
    480 × 640. A photo of 358 × 441 would leave 716 × 882 as the next size; there every height is taken with
    the whole width nearest to the proportions, so a pixel is wider than tall by 0.2 % at most.
    """
    divisor = gcd(*photo_size)
    if divisor >= FINE:
        unit_w, unit_h = photo_size[0] // divisor, photo_size[1] // divisor
        step = np.arange(divisor, min(frame_size[0] // unit_w, frame_size[1] // unit_h) + 1)
        return unit_w * step, unit_h * step
    height = np.arange(photo_size[1], frame_size[1] + 1)
    width = (2 * height * photo_size[0] + photo_size[1]) // (2 * photo_size[1])
    return width[width <= frame_size[0]], height[width <= frame_size[0]]


def _squared(value: Floats, wish: Wish) -> Floats:
    return ((value - wish.aim) / wish.reach) ** 2


def _place(wishes: Sequence[Wish], scale: Floats, room: Ints) -> tuple[Floats, NDArray[np.bool_], Floats]:
    """Along one axis, for every scale: the best whole-pixel offset, whether it meets the limits, its cost.

    ``room`` is the largest offset that stays inside the frame.
    """
    first, last = np.zeros_like(scale), room.astype(np.float64)
    weighted, weights = np.zeros_like(scale), 0.0
    for wish in wishes:
        first = np.maximum(first, np.ceil(wish.at - (wish.high + SLACK_PX) * scale))
        last = np.minimum(last, np.floor(wish.at - (wish.low - SLACK_PX) * scale))
        weight = wish.reach**-2
        weighted = weighted + weight * (wish.at - wish.aim * scale)
        weights += weight
    offset: Floats = np.minimum(np.maximum(np.round(weighted / weights), first), last)
    cost = np.zeros_like(scale)
    for wish in wishes:
        cost = cost + _squared((wish.at - offset) / scale, wish)
    return offset, first <= last, cost
