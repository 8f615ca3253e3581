"""Where the shoulders are and how level: the symmetry of the person's outline, and the body pose.

The outline is what the photo shows, and its own symmetry gives its lean to 0.3° (median) wherever the
person's mask holds; how badly its halves fit tells when it does not. The body pose is steady where things
beside the person mislead the mask, but reads only two thirds of a lean and follows the head a little; it
is corrected for both and takes over to the degree that the outline is doubtful.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from kiosk.geometry import Point
from kiosk.vision import symmetry
from kiosk.vision.head import PERSON_THRESHOLD
from kiosk.vision.landmarks import Body
from kiosk.vision.observation import HeadGeometry
from kiosk.vision.seen import Seen

POSE_LEFT, POSE_RIGHT = 11, 12
"""Pose landmarks of the shoulders, the person's own left and right."""
POSE_CERTAINTY = 0.5
POSE_SHARE, POSE_ROLL = 0.67, 0.09
"""What the body pose reads of a lean, and what it adds of the head's roll; 471 drawn people."""
POSE_SPREAD_DEG = 1.8
"""Its standard deviation once corrected."""
SYMMETRY_SPREAD_DEG, SPREAD_PER_RESIDUE, CLEAN = 0.3, 30.0, 0.004
"""Standard deviation of the outline's lean, and by how much it grows with the residue beyond a clean one."""
POSE_ASIDE = 0.5
"""Face widths between the neck's foot and the middle of the posed shoulders, beyond which they are somebody
else's; 330 drawn people alone, turned by up to 25°: 0.31 at most."""
APART_DEG = 7.0
"""Farther from the pose than four of its standard deviations the outline is of something else."""
OUTLINE_FROM, OUTLINE_TO = 0.75, 1.0
"""Face widths from the head's middle between which the outline is that of the shoulders."""
COLUMNS = 9
LEAST_COLUMNS = 5

Shoulders = tuple[Point | None, Point | None]
"""(picture-left, picture-right), px."""


def measure(seen: Seen) -> dict[str, float | None]:
    """Return the group's measures, see :mod:`kiosk.vision.units`."""
    return {
        "shoulder_tilt_deg": tilt(seen),
        "shoulders_seen": count_seen(seen.head, seen.mask, seen.frame.width, seen.frame.height),
    }


def on_outline(head: HeadGeometry, mask: NDArray[np.float32] | None, width: int, height: int) -> Shoulders:
    """Return the upper edge of each shoulder beside the neck, px; None where the picture does not show it.

    None too where the person reaches the chin's height there: loose hair, or an arm held up.
    """
    if mask is None:
        return None, None
    return _side(head, mask, width, height, -1.0), _side(head, mask, width, height, 1.0)


def tilt(seen: Seen) -> float | None:
    """Return the shoulders' line against the horizontal in degrees, > 0: the person's own left is lower.

    Outline and body pose weighted by the inverse of their variance, one of them alone without the other,
    None without either. Where somebody stands beside the shoulder the body pose tells nothing, for it
    reaches for the other's; a clean outline alone does, then.
    """
    width, height = seen.frame.width, seen.frame.height
    slope = _slope(_own(_posed(seen.body, width, height), seen))
    posed = None if slope is None else (slope - POSE_ROLL * seen.roll_deg) / POSE_SHARE
    if seen.mask is None:
        return posed
    edge = symmetry.profile(seen.head, seen.mask, width, height)
    fitted = symmetry.lean(edge, seen.head, seen.roll_deg)
    if symmetry.crowded(edge, seen.head):
        return None if fitted is None or fitted.residue > symmetry.GOOD else fitted.angle_deg
    return _weighed(fitted, posed)


def _weighed(fitted: symmetry.Lean | None, posed: float | None) -> float | None:
    if fitted is None or posed is None:
        return posed if fitted is None else fitted.angle_deg
    if abs(fitted.angle_deg - posed) > APART_DEG:
        return posed
    spread = SYMMETRY_SPREAD_DEG + SPREAD_PER_RESIDUE * max(0.0, fitted.residue - CLEAN)
    trust, other = spread**-2, POSE_SPREAD_DEG**-2
    return (fitted.angle_deg * trust + posed * other) / (trust + other)


def count_seen(head: HeadGeometry, mask: NDArray[np.float32] | None, width: int, height: int) -> float | None:
    """Return how many shoulders lie inside the picture, 0..2.

    None without a mask, and where loose hair or a raised arm hides whether the other one does.
    """
    if mask is None:
        return None
    sides = [_columns(head, mask, width, height, sign) for sign in (-1.0, 1.0)]
    shown = [len(side.edges) >= LEAST_COLUMNS for side in sides]
    unsure = [not sure and side.hidden > 0 for sure, side in zip(shown, sides, strict=True)]
    # One that is surely outside decides, whatever the other does.
    return None if any(unsure) and sum(shown) + sum(unsure) == len(sides) else float(sum(shown))


@dataclass(frozen=True)
class _Columns:
    """Columns of the mask beside the neck.

    ``x`` of their middle and heights of the person's upper ``edges``, px; ``hidden``: how many the person
    fills from the chin's height on.
    """

    x: float
    edges: tuple[float, ...]
    hidden: int


def _columns(head: HeadGeometry, mask: NDArray[np.float32], width: int, height: int, sign: float) -> _Columns:
    rows, columns = mask.shape
    first = int(head.chin.y * rows / height)
    at = head.centre_x + sign * head.face_width * np.linspace(OUTLINE_FROM, OUTLINE_TO, COLUMNS)
    shown = at[(at >= 0) & (at < width)]
    below = mask[first:, (shown * columns / width).astype(np.intp)]
    inside = below >= PERSON_THRESHOLD
    person = np.flatnonzero(inside.any(axis=0))
    row = inside[:, person].argmax(axis=0) if person.size else person
    edged = row > 0
    row, column = row[edged], person[edged]
    upper, lower = below[row - 1, column], below[row, column]
    # A row's value belongs to its middle.
    edges = (first + row - 0.5 + (PERSON_THRESHOLD - upper) / (lower - upper)) * height / rows
    return _Columns(float(at[COLUMNS // 2]), tuple(edges.tolist()), person.size - row.size)


def _side(
    head: HeadGeometry, mask: NDArray[np.float32], width: int, height: int, sign: float
) -> Point | None:
    side = _columns(head, mask, width, height, sign)
    return Point(side.x, median(side.edges)) if len(side.edges) >= LEAST_COLUMNS else None


def _posed(body: Body | None, width: int, height: int) -> Shoulders:
    def point(index: int) -> Point | None:
        if body is None or body.certainty[index] < POSE_CERTAINTY:
            return None
        x, y = (float(value) for value in body.points[index])
        # Outside the picture the model only guesses.
        return Point(x, y) if 0 <= x < width and 0 <= y < height else None

    return point(POSE_RIGHT), point(POSE_LEFT)


def _own(pair: Shoulders, seen: Seen) -> Shoulders:
    """Return the posed shoulders if they can belong to the subject's neck, else none."""
    left, right = pair
    if left is None or right is None:
        return pair
    off = (left.x + right.x) / 2 - symmetry.neck_foot(seen.head, seen.roll_deg)
    return pair if abs(off) < POSE_ASIDE * seen.head.face_width else (None, None)


def _slope(pair: Shoulders) -> float | None:
    left, right = pair
    if left is None or right is None or right.x <= left.x:
        return None
    return math.degrees(math.atan2(right.y - left.y, right.x - left.x))
