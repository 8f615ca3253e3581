"""How evenly the face is lit, as a disc of two halves: the darker side of the face is the darker half."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.palette import ON_PICTURE, SHADOW
from ui.theme import Theme

RADIUS = 30
"""Of the disc, px of the reference screen: 8 mm, seen beside the head but not looked at first."""

FULL_AT = 0.4
"""Difference of both sides, as a share of their mean, from which the darker half is darkest."""
EVEN, DARKEST = 245, 70
"""Grey levels of a half that is not the darker one, and of one in deepest shade."""


@dataclass(frozen=True)
class Halves:
    """Grey levels of both halves on the screen, 0 to 255."""

    left: int
    right: int


def halves_of(light: float) -> Halves:
    """Return the halves for a face that is brighter from the person's own left by ``light``.

    In the mirror the person's own left is at the screen's left.
    """
    shade = min(1.0, abs(light) / FULL_AT)
    darker = round(EVEN - (EVEN - DARKEST) * shade)
    return Halves(EVEN, darker) if light > 0 else Halves(darker, EVEN)


def paint_light(painter: QPainter, light: float, centre: QPointF, colour: str, theme: Theme) -> None:
    """Draw the disc around ``centre``, widget px, with an edge of ``colour``."""
    radius = theme.px(RADIUS)
    area = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
    halves = halves_of(light)
    painter.setPen(Qt.PenStyle.NoPen)
    for level, start_deg in ((halves.left, 90), (halves.right, 270)):
        painter.setBrush(QColor(level, level, level))
        painter.drawPie(area, start_deg * 16, 180 * 16)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ink, width in ((SHADOW, theme.px(9)), (colour, theme.px(5))):
        painter.setPen(QPen(QColor(ink), width))
        painter.drawEllipse(area)
    painter.setPen(QPen(QColor(ON_PICTURE), theme.px(2)))
    painter.drawLine(QPointF(centre.x(), area.top()), QPointF(centre.x(), area.bottom()))
