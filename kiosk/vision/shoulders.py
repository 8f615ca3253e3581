"""Where the shoulders are and how level: the person's outline beside the neck, and the body pose.

The outline is what the photo shows and follows a drawn tilt within 0.6°, but clothes and a head held
beside the middle of the body shift it; the body pose is steadier from person to person but reads only
half to two thirds of a tilt. Their mean keeps the better half of both.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from kiosk.geometry import Point
from kiosk.vision.head import PERSON_THRESHOLD
from kiosk.vision.landmarks import Body
from kiosk.vision.observation import HeadGeometry
from kiosk.vision.seen import Seen

POSE_LEFT, POSE_RIGHT = 11, 12
"""Pose landmarks of the shoulders, the person's own left and right."""
POSE_CERTAINTY = 0.5
OUTLINE_FROM, OUTLINE_TO = 0.75, 1.0
"""Face widths from the head's middle between which the outline is that of the shoulders."""
COLUMNS = 9
LEAST_COLUMNS = 5

Shoulders = tuple[Point | None, Point | None]
"""(picture-left, picture-right), px."""


def measure(seen: Seen) -> dict[str, float | None]:
    """Return the group's measures, see :mod:`kiosk.vision.units`."""
    return {
        "shoulder_tilt_deg": tilt(seen.outline, seen.body, seen.frame.width, seen.frame.height),
        "shoulders_seen": None if seen.mask is None else float(2 - seen.outline.count(None)),
    }


def on_outline(head: HeadGeometry, mask: NDArray[np.float32] | None, width: int, height: int) -> Shoulders:
    """Return the upper edge of each shoulder beside the neck, px; None where the picture does not show it.

    None too where the person reaches the chin's height there: loose hair, or an arm held up.
    """
    if mask is None:
        return None, None
    return _side(head, mask, width, height, -1.0), _side(head, mask, width, height, 1.0)


def tilt(outline: Shoulders, body: Body | None, width: int, height: int) -> float | None:
    """Return the shoulders' line against the horizontal in degrees, > 0: the person's own left is lower.

    The mean of outline and body pose, one of them alone when the other is not sure, None without either.
    """
    slopes = [slope for pair in (outline, _posed(body, width, height)) if (slope := _slope(pair)) is not None]
    return sum(slopes) / len(slopes) if slopes else None


def _side(
    head: HeadGeometry, mask: NDArray[np.float32], width: int, height: int, sign: float
) -> Point | None:
    rows, columns = mask.shape
    first = int(head.chin.y * rows / height)
    at = head.centre_x + sign * head.face_width * np.linspace(OUTLINE_FROM, OUTLINE_TO, COLUMNS)
    places = [int(x * columns / width) for x in at if 0 <= x < width]
    edges = []
    for place in places:
        below = mask[first:, place]
        inside = np.flatnonzero(below >= PERSON_THRESHOLD)
        if inside.size and inside[0] > 0:
            row = int(inside[0])
            fraction = (PERSON_THRESHOLD - below[row - 1]) / (below[row] - below[row - 1])
            # A row's value belongs to its middle.
            edges.append((first + row - 0.5 + float(fraction)) * height / rows)
    if len(edges) < LEAST_COLUMNS:
        return None
    return Point(float(np.median(at)), float(np.median(edges)))


def _posed(body: Body | None, width: int, height: int) -> Shoulders:
    def point(index: int) -> Point | None:
        if body is None or body.certainty[index] < POSE_CERTAINTY:
            return None
        x, y = (float(value) for value in body.points[index])
        # Outside the picture the model only guesses.
        return Point(x, y) if 0 <= x < width and 0 <= y < height else None

    return point(POSE_RIGHT), point(POSE_LEFT)


def _slope(pair: Shoulders) -> float | None:
    left, right = pair
    if left is None or right is None or right.x <= left.x:
        return None
    return math.degrees(math.atan2(right.y - left.y, right.x - left.x))
