"""Draws the framing overlay: head shape, lines, ear marks, light, veil, ring and arrows."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from kiosk.geometry import Box, Point
from ui.palette import ON_PICTURE, SHADOW_DEEP, SHADOW_SOFT
from ui.placement import Placement
from ui.presenters.framing import Mark, Overlay
from ui.smoothing import Motion, glide
from ui.theme import Theme
from ui.widgets.arrows import paint_arrow
from ui.widgets.light_halves import RADIUS, halves_of, paint_light
from ui.widgets.stamps import Stamps

VEIL_ALPHA = 205
CORNER = 18
"""Radius of the corners of what becomes the photo, px of the reference screen."""
OVAL_POINTS = 64
"""Between two of them the outline is a third of a pixel off the curve at most."""
OVAL_MARGIN = 12
"""Room for the stroke around the shape's box, px of the reference screen."""
CHIN_TAPER = 0.22
"""How much narrower than an ellipse the oval is at the chin."""
FULLNESS = 0.86
"""Below 1 the sides are fuller than an ellipse's, as a head with hair is."""
OWN_EYE_LINE = (0.31, 0.47)
"""From where to where the person's own eye line is drawn on each side, widths of the head from its middle:
between the eye and the ear, so that it hides neither."""
EYE_TICK = (0.52, 0.70)
"""Likewise the drawn shape's ticks, which the person's line is to meet."""
CASING = 9
"""Width of the dark edge around dots and the light's disc, px of the reference screen."""
LIGHT_INSET = 22
"""Of the light's disc from the corner of the print, px of the reference screen."""


class OverlayPainter:
    """Paints one overlay after another with gliding points.

    Parameters
    ----------
    now
        The clock, s.
    """

    def __init__(self, theme: Theme, now: Callable[[], float]) -> None:
        self._theme = theme
        self._now = now
        self._overlay: Overlay | None = None
        self._motion: Motion | None = None
        self._stamps = Stamps()

    @property
    def motion(self) -> Motion | None:
        """Where everything was drawn the last time; None before the first."""
        return self._motion

    def show(self, overlay: Overlay | None) -> None:
        self._overlay = overlay

    def paint(self, painter: QPainter, where: Placement) -> None:
        """Draw over the live picture, in widget px."""
        if self._overlay is None:
            return
        now = self._now()
        self._motion = glide(self._motion, self._overlay, now, motion=self._theme.look.motion)
        overlay, motion = self._overlay, self._motion
        crop, head = where.box(overlay.target.crop), where.box(overlay.target.head)
        paint_veil(painter, crop, self._theme)
        self._shoulders(painter, where, overlay, motion)
        self._eye_line(painter, where, overlay, motion)
        self._oval(painter, head, overlay, motion)
        if overlay.light is not None:
            inset = self._theme.px(RADIUS + LIGHT_INSET)
            at = QPointF(min(crop.right, painter.viewport().width()) - inset, max(crop.y, 0.0) + inset)
            self._light(painter, at, overlay.light, self._colour(overlay.light_mark))
        for ear, mark in zip(motion.ears, overlay.ear_marks, strict=True):
            self._ear(painter, where.point(ear), mark)
        if overlay.arrow is not None:
            # The person's left ear is the right one of the unmirrored picture.
            ears = (where.point(motion.ears[1]), where.point(motion.ears[0]))
            paint_arrow(painter, overlay.arrow, head, ears, self._theme, now)

    def _colour(self, mark: Mark) -> str:
        palette = self._theme.palette
        return {Mark.WAITING: ON_PICTURE, Mark.WRONG: palette.warn, Mark.RIGHT: palette.good}[mark]

    def _light(self, painter: QPainter, at: QPointF, light: float, colour: str) -> None:
        reach = _around(self._theme.px(RADIUS + CASING))
        self._stamps.paint(
            painter,
            at,
            reach,
            ("light", halves_of(light), colour),
            lambda onto: paint_light(onto, light, QPointF(0, 0), colour, self._theme),
        )

    def _oval(self, painter: QPainter, head: Box, overlay: Overlay, motion: Motion) -> None:
        points = oval_points(head)
        margin = self._theme.px(OVAL_MARGIN)
        corner, mark = QPointF(head.x, head.y), overlay.head
        reach = QRectF(-margin, -margin, head.width + 2 * margin, head.height + 2 * margin)

        def outline(onto: QPainter) -> None:
            # Dashes along a curve take longer than all the rest together.
            onto.translate(-corner)
            self._stroke(onto, points, self._colour(mark), 6, closed=True, dashed=mark is not Mark.RIGHT)

        self._stamps.paint(painter, corner, reach, ("oval", head, mark), outline)
        done = round(motion.progress * len(points))
        if done > 1:
            closing = [*points, points[0]][: done + 1]
            self._stroke(painter, closing, self._theme.palette.good, 14)

    def _eye_line(self, painter: QPainter, where: Placement, overlay: Overlay, motion: Motion) -> None:
        """Draw the ticks to aim at and, towards them, the line through the person's own eyes."""
        head, colour = overlay.target.head, self._colour(overlay.eye_line)
        middle, y = head.centre.x, overlay.target.eye_line_y
        level = (Point(middle - head.width / 2, y), Point(middle + head.width / 2, y))
        for ends, (inner, outer) in ((level, EYE_TICK), (motion.eyes, OWN_EYE_LINE)):
            if ends is None:
                continue
            for side in (-1, 1):
                line = [where.point(_along(ends, side * share)) for share in (inner, outer)]
                self._stroke(painter, line, colour, 5)

    def _shoulders(self, painter: QPainter, where: Placement, overlay: Overlay, motion: Motion) -> None:
        left, right = (where.point(point) for point in motion.shoulders)
        colour = self._colour(overlay.shoulder_line)
        # Its ends lie under the dots: without caps a line is many times quicker to draw.
        self._stroke(painter, [left, right], colour, 5, cap=Qt.PenCapStyle.FlatCap)
        for end in (left, right):
            self._dot(painter, end, self._theme.px(10), colour, filled=True)

    def _ear(self, painter: QPainter, at: Point, mark: Mark) -> None:
        side = self._theme.px(17)
        self._dot(painter, at, side, self._colour(mark), filled=mark is Mark.RIGHT)
        if mark is Mark.RIGHT:
            tick = [(-0.45, 0.0), (-0.1, 0.38), (0.5, -0.38)]
            points = QPolygonF([QPointF(at.x + x * side, at.y + y * side) for x, y in tick])
            painter.setPen(_pen(ON_PICTURE, self._theme.px(5)))
            painter.drawPolyline(points)

    def _dot(self, painter: QPainter, at: Point, radius: float, colour: str, filled: bool) -> None:
        def circle(onto: QPainter) -> None:
            onto.setBrush(Qt.BrushStyle.NoBrush)
            onto.setPen(_pen(SHADOW_DEEP, self._theme.px(CASING)))
            onto.drawEllipse(QPointF(0, 0), radius, radius)
            onto.setPen(_pen(colour, self._theme.px(5)))
            onto.setBrush(QColor(colour) if filled else Qt.BrushStyle.NoBrush)
            onto.drawEllipse(QPointF(0, 0), radius, radius)

        reach = _around(radius + self._theme.px(CASING))
        self._stamps.paint(painter, QPointF(at.x, at.y), reach, ("dot", radius, colour, filled), circle)

    def _stroke(
        self,
        painter: QPainter,
        points: Sequence[Point],
        colour: str,
        width: float,
        *,
        closed: bool = False,
        dashed: bool = False,
        cap: Qt.PenCapStyle = Qt.PenCapStyle.RoundCap,
    ) -> None:
        """Draw a line over a darker, wider one, so it is seen on any clothes and any wall."""
        path = QPainterPath(QPointF(points[0].x, points[0].y))
        for point in points[1:]:
            path.lineTo(point.x, point.y)
        if closed:
            path.closeSubpath()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for ink, extra in ((SHADOW_SOFT, 4.0), (colour, 0.0)):
            pen = _pen(ink, self._theme.px(width + extra), cap)
            # An outline turns so little from point to point that no join is seen; a bevel is quick to draw.
            pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
            if dashed and not extra:
                pen.setDashPattern([2.6, 3.2])
            painter.setPen(pen)
            painter.drawPath(path)


def paint_veil(painter: QPainter, crop: Box, theme: Theme) -> None:
    """Dim what lies outside ``crop``, in widget px: it will not be on the photo."""
    # Odd-even filling, a path's default, leaves the inner outline open.
    around = QPainterPath()
    around.addRect(QRectF(painter.viewport()))
    radius = theme.px(CORNER)
    around.addRoundedRect(QRectF(crop.x, crop.y, crop.width, crop.height), radius, radius)
    veil = QColor(theme.palette.page)
    veil.setAlpha(VEIL_ALPHA)
    painter.fillPath(around, veil)


@lru_cache(maxsize=4)  # the shape stays where it is while the window and the camera do
def oval_points(head: Box) -> tuple[Point, ...]:
    """Return a head's outline inside its box, clockwise from the crown: fuller sides, a slimmer chin."""
    points = []
    for i in range(OVAL_POINTS):
        angle = 2 * math.pi * i / OVAL_POINTS
        y = -math.cos(angle)
        x = math.copysign(abs(math.sin(angle)) ** FULLNESS, math.sin(angle))
        slim = 1 - CHIN_TAPER * max(0.0, y) ** 2
        points.append(Point(head.centre.x + x * slim * head.width / 2, head.centre.y + y * head.height / 2))
    return tuple(points)


def _along(ends: tuple[Point, Point], share: float) -> Point:
    """Return the point of a line ``share`` of its length from its middle, positive towards its second end."""
    first, second = ends
    part = share + 0.5
    return Point(first.x + (second.x - first.x) * part, first.y + (second.y - first.y) * part)


def _around(reach: float) -> QRectF:
    return QRectF(-reach, -reach, 2 * reach, 2 * reach)


def _pen(colour: str, width: float, cap: Qt.PenCapStyle = Qt.PenCapStyle.RoundCap) -> QPen:
    return QPen(QColor(colour), width, Qt.PenStyle.SolidLine, cap, Qt.PenJoinStyle.RoundJoin)
