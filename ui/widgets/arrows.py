"""Arrows that say where to move, as the person sees themselves in the mirror."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from kiosk.geometry import Box, Point
from ui.palette import SHADOW
from ui.theme import Theme
from ui.widgets.stamps import Stamps

BEAT_S = 1.2
"""One slow nudge of the arrow."""

SIZE = 62
"""Of an arrow head, px of the reference screen: seen at a glance from 1.5 m."""

RING_WIDER = 0.16
"""How much the ring around a turning head is wider than the head on each side, in widths of the head."""
FAR_ALPHA = 150

STRAIGHT = {"left": 180.0, "right": 0.0, "up": -90.0, "down": 90.0}
"""Direction on the screen, degrees clockwise from the right."""


def paint_arrow(
    painter: QPainter,
    arrow: str,
    head: Box,
    ears: tuple[Point, Point],
    theme: Theme,
    now: float,
    stamps: Stamps,
) -> None:
    """Draw the arrow for ``arrow`` (see :class:`ui.presenters.framing.Overlay`), all in widget px.

    It nudges gently, or stands still for who wants no motion.

    Parameters
    ----------
    ears
        The person's (left, right) ear on the screen.
    """
    beat = now / BEAT_S if theme.look.motion else 0.5
    nudge = (0.5 - 0.5 * math.cos(2 * math.pi * beat)) * theme.px(14)
    size = theme.px(SIZE)
    cx, cy = head.centre.x, head.centre.y
    if arrow in STRAIGHT:
        angle = STRAIGHT[arrow]
        reach_x, reach_y = head.width / 2 + size * 1.6, head.height / 2 + size * 0.4
        dx, dy = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        _head(painter, cx + dx * (reach_x + nudge), cy + dy * (reach_y + nudge), angle, size, theme, stamps)
    elif arrow in ("nearer", "farther"):
        grow = arrow == "nearer"
        for sx, sy in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
            angle = math.degrees(math.atan2(sy, sx))
            shift = nudge if grow else -nudge
            x = cx + sx * (head.width * 0.5 + size * 0.3 + shift * 0.7)
            y = cy + sy * (head.height * 0.42 + shift * 0.7)
            _head(painter, x, y, angle if grow else angle + 180, size * 0.8, theme, stamps)
    elif arrow in ("ear-left", "ear-right"):
        ear = ears[0] if arrow == "ear-left" else ears[1]
        outward = 1.0 if ear.x > cx else -1.0
        x = ear.x + outward * (size * 1.2 + theme.px(14) - nudge)
        _head(painter, x, ear.y, 180.0 if outward > 0 else 0.0, size, theme, stamps)
    elif arrow.startswith("turn-"):
        _curved(painter, head, arrow.endswith("left"), nudge, size, theme, stamps, flat=True)
    elif arrow.startswith("tilt-"):
        _curved(painter, head, arrow.endswith("left"), nudge, size, theme, stamps, flat=False)


def _curved(
    painter: QPainter,
    head: Box,
    to_left: bool,
    nudge: float,
    size: float,
    theme: Theme,
    stamps: Stamps,
    *,
    flat: bool,
) -> None:
    """An arc over the crown (tilting), or the front of a ring around the head (turning), with its head."""
    if flat:
        # Seen from a little above, the near side of a ring around the head runs lower than its far side:
        # over hair and forehead, above the eyes.
        area = QRectF(
            head.x - head.width * RING_WIDER,
            head.y - head.height * 0.04,
            head.width * (1 + 2 * RING_WIDER),
            head.height * 0.26,
        )
        start, span = 190.0, 160.0
        _far_side(painter, area, theme, stamps)
    else:
        grow = size * 0.5
        area = QRectF(head.x - grow, head.y - grow, head.width + 2 * grow, head.height + 2 * grow)
        start, span = 65.0, 50.0
    reach = span + nudge * 0.5
    # Qt's arcs run anticlockwise from the right; the lower arc (flat) runs from left to right.
    ends_left = to_left
    begin = start if flat != ends_left else start + span
    sweep = reach if flat != ends_left else -reach
    path = QPainterPath()
    path.arcMoveTo(area, begin)
    path.arcTo(area, begin, sweep)
    for ink, extra in ((SHADOW, 5), (theme.palette.warn, 0)):
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(
            QPen(QColor(ink), theme.px(11) + extra, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        )
        painter.drawPath(path)
    tip, before = _on_arc(area, begin + sweep), _on_arc(area, begin + sweep * 0.9)
    # Whole degrees: each is drawn once, and it turns by a few only.
    angle = round(math.degrees(math.atan2(tip.y() - before.y(), tip.x() - before.x())))
    _head(painter, tip.x(), tip.y(), angle, size * 0.75, theme, stamps)


def _on_arc(area: QRectF, at_deg: float) -> QPointF:
    """Return the point of an ellipse's outline at one of Qt's angles."""
    angle, middle = math.radians(at_deg), area.center()
    return QPointF(
        middle.x() + area.width() / 2 * math.cos(angle), middle.y() - area.height() / 2 * math.sin(angle)
    )


def _far_side(painter: QPainter, area: QRectF, theme: Theme, stamps: Stamps) -> None:
    """The far side of the ring: thin and pale, seen only beside the head."""
    width = theme.px(7)

    def arcs(onto: QPainter) -> None:
        colour = QColor(theme.palette.warn)
        colour.setAlpha(FAR_ALPHA)
        onto.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for start_deg in (0, 140):
            onto.drawArc(QRectF(0, 0, area.width(), area.height()), start_deg * 16, 40 * 16)

    # The near side's half of the ring stays empty.
    reach = QRectF(-width, -width, area.width() + 2 * width, area.height() / 2 + 2 * width)
    stamps.paint(painter, area.topLeft(), reach, ("far side", area.width(), area.height()), arcs)


def _head(
    painter: QPainter, x: float, y: float, angle_deg: float, size: float, theme: Theme, stamps: Stamps
) -> None:
    """A solid, rounded arrow head whose middle is at (x, y)."""
    turn, edge = math.radians(angle_deg), theme.px(12)

    def solid(onto: QPainter) -> None:
        path = QPainterPath()
        for i, (ax, ay) in enumerate(((0.55, 0.0), (-0.4, -0.62), (-0.15, 0.0), (-0.4, 0.62))):
            px = size * (ax * math.cos(turn) - ay * math.sin(turn))
            py = size * (ax * math.sin(turn) + ay * math.cos(turn))
            (path.moveTo if i == 0 else path.lineTo)(QPointF(px, py))
        path.closeSubpath()
        for ink, width in ((SHADOW, edge), (theme.palette.warn, theme.px(7))):
            pen = QPen(QColor(ink), width)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            onto.strokePath(path, pen)
        onto.fillPath(path, QColor(theme.palette.warn))

    far = 0.75 * size + edge
    reach = QRectF(-far, -far, 2 * far, 2 * far)
    stamps.paint(painter, QPointF(x, y), reach, ("arrow", angle_deg, size), solid)
