"""How the trunk leans: the angle at which the outline of its two shoulders mirrors itself.

A point k beside the trunk's axis and h below its pivot is seen, with the trunk leaning by t, at
x = c ± k cos t − h sin t, y = y0 ± k sin t + h cos t. So for the true axis c and lean t the outline's
heights on both sides differ by 2 k sin t for every k. Both are fitted together: a head held beside the
middle of the body, which would pass for a lean if the axis were the head's, moves c instead.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kiosk.vision.observation import HeadGeometry

REACH = 1.45
"""Half width of the outline looked at, in face widths; shoulders end at about 1.3."""
COLUMNS = 88
SURELY_PERSON = 0.85
"""Mask confidence of the outline. Where a shirt is like the wall the mask hazes over the shoulder, up to 0.75
between somebody behind and the subject; a clear edge reaches this within two pixels, and alike on both sides.
"""
NECK_ROLL = 0.55
"""Face widths from the eyes' line down to where the head leans about."""
WHOLE, PARTS = (0.5, 1.2), ((0.85, 1.2), (0.5, 0.85))
"""Face widths beside the axis between which both sides are compared; hair hides the inner part oftener."""
PAIR_STEP = 0.03
LEAST_SEEN = 0.45
"""Share of the pairs that must be seen on both sides."""
PART_DOUBT = 2.5
"""A residue of half the outline counts so many times: a shorter line fits better and says less."""
AXIS_SPREAD = 0.08
"""How surely the axis is the neck's foot: a shift of one face width counts like a residue of so much."""
ROUNDS = 3
LEAST_SPREAD = 0.01
"""Residue in face widths below which all pairs count alike: the mask's own roughness."""
GOOD = 0.01
"""Residue from which inner and outer half are tried alone: one of them may be hidden by hair or clutter."""
MOST_STEP = 0.1
HAIR_ENDS = 1.05
"""Face widths from the face's middle; loose hair hangs within 0.9."""
RISE = 0.12
"""A shoulder so far beside the face's middle may stand so much of that way above the chin; hair ends
higher."""


class Lean(NamedTuple):
    """``angle_deg`` > 0: the picture-right side is lower; ``axis_x`` px; ``residue`` in face widths."""

    angle_deg: float
    axis_x: float
    residue: float


class Profile(NamedTuple):
    """Upper edge of the person at evenly spaced columns, px; NaN where the picture does not show it.

    ``hidden``: whether the person, or what the mask takes for them, reaches higher than shoulders do.
    """

    first_x: float
    step: float
    y: NDArray[np.float32]
    hidden: NDArray[np.bool_]


def profile(head: HeadGeometry, mask: NDArray[np.float32], width: int, height: int) -> Profile:
    """Return the person's upper edge from about the chin's height downwards (:data:`RISE`), within
    :data:`REACH` of the face's middle.

    NaN too where the person reaches higher: neck, loose hair, or an arm held up.
    """
    rows, columns = mask.shape
    reach = REACH * head.face_width
    aside = np.linspace(-reach, reach, COLUMNS)
    x = head.centre_x + aside
    column = np.round(x * (columns / width) - 0.5).astype(np.intp)
    begin = np.clip(((head.chin.y - RISE * np.abs(aside)) * (rows / height)).astype(np.intp), 0, rows - 2)
    first = int(begin.min())
    below = mask[first:, np.clip(column, 0, columns - 1)]
    begin -= first
    inside = below >= SURELY_PERSON
    high = inside[: begin.max()]
    high &= np.arange(len(high))[:, None] >= begin
    row = inside.argmax(axis=0)
    each = np.arange(COLUMNS)
    upper, lower = below[np.maximum(row, 1) - 1, each], below[np.maximum(row, 1), each]
    fraction = (SURELY_PERSON - upper) / np.maximum(lower - upper, 1e-6)
    # A row's value belongs to its middle.
    y = (first + row - 0.5 + fraction) * (height / rows)
    inside_picture = (column >= 0) & (column < columns)
    hidden = inside_picture & inside[begin, each]
    y[(row == 0) | hidden | ~inside_picture] = np.nan
    return Profile(float(x[0]), float(x[1] - x[0]), y.astype(np.float32), hidden)


def heights(edge: Profile, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the edge's y at ``x``, px; NaN beside it and across a gap."""
    place = (x - edge.first_x) / edge.step
    index = np.clip(place, 0, COLUMNS - 2).astype(np.intp)
    part = place - index
    y = edge.y[index] * (1 - part) + edge.y[index + 1] * part
    return np.where((place >= 0) & (place <= COLUMNS - 1), y, np.nan)


def crowded(edge: Profile, head: HeadGeometry) -> bool:
    """Whether somebody or something stands higher than the shoulders where even loose hair has ended.

    Most of the columns beyond :data:`HAIR_ENDS` on one side are hidden, then.
    """
    x = edge.first_x + edge.step * np.arange(COLUMNS) - head.centre_x
    beyond = HAIR_ENDS * head.face_width
    return any(bool(edge.hidden[side].mean() > 0.5) for side in (x < -beyond, x > beyond))


def neck_foot(head: HeadGeometry, roll_deg: float) -> float:
    """Return the x in px about which the head leans: the likeliest middle of the trunk."""
    return head.centre_x - math.sin(math.radians(roll_deg)) * NECK_ROLL * head.face_width


def lean(edge: Profile, head: HeadGeometry, roll_deg: float) -> Lean | None:
    """Return the fitted lean of the trunk, None where too little of the outline is seen on both sides."""
    axis = neck_foot(head, roll_deg)
    both = np.stack([edge.y, np.gradient(edge.y, edge.step)], axis=1)
    best = _fitted(edge, both, axis, head.face_width, *WHOLE)
    for part in PARTS:
        if best is not None and best.residue <= GOOD:
            break
        other = _fitted(edge, both, axis, head.face_width, *part)
        if other is not None:
            other = other._replace(residue=other.residue * PART_DOUBT)
            if best is None or other.residue < best.residue:
                best = other
    return best


def _fitted(
    edge: Profile, both: NDArray[np.float32], axis: float, unit: float, nearest: float, farthest: float
) -> Lean | None:
    """Fit angle and axis by reweighted least squares to what of the outline from ``nearest`` on is seen.

    ``both``: height and slope at every column, shape (columns, 2).
    """
    k = np.arange(nearest, farthest, PAIR_STEP) * unit
    size = k.size
    angle, c, h, residue = 0.0, axis, np.zeros(size), math.inf
    for _ in range(ROUNDS):
        sine, cosine = math.sin(angle), math.cos(angle)
        middle, reach = c - h * sine, k * cosine
        place = (np.concatenate([middle - reach, middle + reach]) - edge.first_x) / edge.step
        index = np.minimum(np.maximum(place, 0), COLUMNS - 2).astype(np.intp)
        part = (place - index)[:, None]
        at = both[index] * (1 - part) + both[index + 1] * part
        off = (at[size:, 0] - at[:size, 0] - 2 * k * sine) / unit
        turn = at[size:, 1] - at[:size, 1]
        seen = np.flatnonzero((place[:size] >= 0) & (place[size:] < COLUMNS - 1) & np.isfinite(off + turn))
        if seen.size < LEAST_SEEN * size:
            return None
        level = (at[:size, 0] + at[size:, 0]) / 2
        off, turn = off[seen], turn[seen]
        away = np.abs(off)
        spread = max(LEAST_SPREAD, 1.48 * float(np.median(away)))
        weight = np.minimum(1.0, 2 * spread / np.maximum(away, 1e-9)) / seen.size
        residue = math.sqrt(float(weight @ (off * off)))
        by_angle = -(h[seen] * turn + 2 * k[seen]) / unit
        aa, ac = float(weight @ (by_angle * by_angle)), float(weight @ (by_angle * turn))
        cc = float(weight @ (turn * turn)) + AXIS_SPREAD**2
        a = -float(weight @ (by_angle * off))
        b = -float(weight @ (turn * off)) - AXIS_SPREAD**2 * (c - axis) / unit
        whole = aa * cc - ac * ac
        angle += max(-MOST_STEP, min(MOST_STEP, (a * cc - b * ac) / whole))
        c += max(-MOST_STEP, min(MOST_STEP, (b * aa - a * ac) / whole)) * unit
        h = np.nan_to_num(level - float(level[seen].mean()))
    return Lean(math.degrees(angle), c, residue)
