"""The outline of the head a person is to fill, and the part of it that a closing ring has reached."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath, QPolygonF

from kiosk.geometry import Box, Point

OVAL_POINTS = 64
"""Between two of them the outline is a third of a pixel off the curve at most."""
CHIN_TAPER = 0.22
"""How much narrower than an ellipse the oval is at the chin."""
FULLNESS = 0.86
"""Below 1 the sides are fuller than an ellipse's, as a head with hair is."""


@lru_cache(maxsize=4)  # the shape stays where it is while the window and the camera do
def oval_points(head: Box) -> tuple[Point, ...]:
    """Return a head's outline inside its box, clockwise from the crown: fuller sides, a slimmer chin."""
    return tuple(outline_at(head, i / OVAL_POINTS) for i in range(OVAL_POINTS))


def sector(head: Box, share: float, reach_px: float) -> QPainterPath:
    """Return what lies within ``reach_px`` of an outline's first ``share``, clockwise from the crown."""
    middle, outer = head.centre, 1 + reach_px / (head.width / 2)
    whole = int(share * OVAL_POINTS)
    line = [*oval_points(head)[: whole + 1], outline_at(head, share)]
    ring = [(point, outer) for point in line] + [(point, 2 - outer) for point in reversed(line)]
    path = QPainterPath()
    path.addPolygon(
        QPolygonF(
            [QPointF(middle.x + (p.x - middle.x) * by, middle.y + (p.y - middle.y) * by) for p, by in ring]
        )
    )
    path.closeSubpath()
    return path


def outline_at(head: Box, share: float) -> Point:
    """Return the point of the outline reached after ``share``, 0 to 1, clockwise from the crown."""
    angle = 2 * math.pi * share
    y = -math.cos(angle)
    x = math.copysign(abs(math.sin(angle)) ** FULLNESS, math.sin(angle))
    slim = 1 - CHIN_TAPER * max(0.0, y) ** 2
    return Point(head.centre.x + x * slim * head.width / 2, head.centre.y + y * head.height / 2)
