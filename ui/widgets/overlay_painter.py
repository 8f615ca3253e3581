"""Draws the framing overlay: head shape, lines, ear marks, light, veil, ring and arrows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from kiosk.geometry import Box, Point
from ui.palette import ON_PICTURE, SHADOW_DEEP, SHADOW_SOFT, on
from ui.placement import Placement
from ui.presenters.framing import Mark, Overlay
from ui.smoothing import Motion, glide
from ui.theme import Theme
from ui.widgets.arrows import paint_arrow
from ui.widgets.head_shape import outline_at, oval_points, sector
from ui.widgets.light_halves import RADIUS, halves_of, paint_light
from ui.widgets.stamps import Stamps
from ui.widgets.veil import paint_veil

OVAL_MARGIN = 12
"""Room for the stroke around the shape's box, px of the reference screen."""
OWN_EYE_LINE = (0.31, 0.47)
"""From where to where the person's own eye line is drawn on each side, widths of the head from its middle:
between the eye and the ear, so that it hides neither."""
EYE_TICK = (0.52, 0.70)
"""Likewise the drawn shape's ticks, which the person's line is to meet."""
CASING = 9
"""Width of the dark edge around dots and the light's disc, px of the reference screen."""
LINE, RING, CASED = 5, 14, 4
"""Width of lines and of the closing ring, and how much wider their shadow is, px of the reference screen."""
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
        paint_veil(painter, crop, self._theme, self._stamps)
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
            paint_arrow(painter, overlay.arrow, head, ears, self._theme, now, self._stamps)

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
        margin = self._theme.px(OVAL_MARGIN)
        corner, mark, good = QPointF(head.x, head.y), overlay.head, self._theme.palette.good
        reach = QRectF(-margin, -margin, head.width + 2 * margin, head.height + 2 * margin)

        def outline(colour: str, width: int, dashed: bool, onto: QPainter) -> None:
            # Dashes along a curve, or a broad line, take longer than all the rest together.
            onto.translate(-corner)
            self._outline(onto, oval_points(head), colour, width, dashed)

        shape = partial(outline, self._colour(mark), LINE + 1, mark is not Mark.RIGHT)
        self._stamps.paint(painter, corner, reach, ("oval", head, mark), shape)
        if motion.progress > 0.0:
            share = min(1.0, motion.progress)
            painter.save()
            painter.setClipPath(sector(head, share, margin))
            ring = partial(outline, good, RING, False)
            self._stamps.paint(painter, corner, reach, ("ring", head), ring)
            painter.restore()
            for end in (0.0, share):
                self._cap(painter, outline_at(head, end), good)

    def _cap(self, painter: QPainter, at: Point, colour: str) -> None:
        """Round an end of the ring."""
        radius = self._theme.px(RING) / 2

        def disc(onto: QPainter) -> None:
            onto.setPen(Qt.PenStyle.NoPen)
            onto.setBrush(QColor(colour))
            onto.drawEllipse(QPointF(0, 0), radius, radius)

        self._stamps.paint(painter, QPointF(at.x, at.y), _around(radius), ("cap", colour), disc)

    def _eye_line(self, painter: QPainter, where: Placement, overlay: Overlay, motion: Motion) -> None:
        """Draw the ticks to aim at and, towards them, the line through the person's own eyes."""
        head, colour = where.box(overlay.target.head), self._colour(overlay.eye_line)
        level = QPointF(head.centre.x, where.point(Point(0.0, overlay.target.eye_line_y)).y)
        ends = QPointF(head.width / 2, 0)
        self._stamps.paint(
            painter,
            level,
            _around_line(EYE_TICK[1] * head.width, self._theme.px(OVAL_MARGIN)),
            ("level", head.width, colour),
            lambda onto: self._ticks(onto, (-ends, ends), EYE_TICK, colour),
        )
        if motion.eyes is not None:
            first, second = (where.point(eye) for eye in motion.eyes)
            self._ticks(
                painter, (QPointF(first.x, first.y), QPointF(second.x, second.y)), OWN_EYE_LINE, colour
            )

    def _ticks(
        self, painter: QPainter, ends: tuple[QPointF, QPointF], shares: tuple[float, float], colour: str
    ) -> None:
        """Draw two pieces of a line, at equal distances from its middle."""
        inner, outer = shares
        for side in (-1, 1):
            self._line(painter, _along(ends, side * inner), _along(ends, side * outer), colour)

    def _shoulders(self, painter: QPainter, where: Placement, overlay: Overlay, motion: Motion) -> None:
        left, right = (QPointF(at.x, at.y) for at in map(where.point, motion.shoulders))
        colour = self._colour(overlay.shoulder_line)
        # Its ends lie under the dots: without caps a line is many times quicker to draw.
        self._line(painter, left, right, colour, cap=Qt.PenCapStyle.FlatCap)
        for end in (left, right):
            self._dot(painter, end, self._theme.px(10), colour, filled=True)

    def _ear(self, painter: QPainter, at: Point, mark: Mark) -> None:
        side = self._theme.px(17)
        self._dot(painter, QPointF(at.x, at.y), side, self._colour(mark), filled=mark is Mark.RIGHT)
        if mark is Mark.RIGHT:
            tick = [(-0.45, 0.0), (-0.1, 0.38), (0.5, -0.38)]
            points = QPolygonF([QPointF(at.x + x * side, at.y + y * side) for x, y in tick])
            painter.setPen(_pen(on(self._colour(mark)), self._theme.px(5)))
            painter.drawPolyline(points)

    def _dot(self, painter: QPainter, at: QPointF, radius: float, colour: str, filled: bool) -> None:
        def circle(onto: QPainter) -> None:
            onto.setBrush(Qt.BrushStyle.NoBrush)
            onto.setPen(_pen(SHADOW_DEEP, self._theme.px(CASING)))
            onto.drawEllipse(QPointF(0, 0), radius, radius)
            onto.setPen(_pen(colour, self._theme.px(5)))
            onto.setBrush(QColor(colour) if filled else Qt.BrushStyle.NoBrush)
            onto.drawEllipse(QPointF(0, 0), radius, radius)

        reach = _around(radius + self._theme.px(CASING))
        self._stamps.paint(painter, at, reach, ("dot", radius, colour, filled), circle)

    def _line(
        self,
        painter: QPainter,
        begin: QPointF,
        end: QPointF,
        colour: str,
        cap: Qt.PenCapStyle = Qt.PenCapStyle.RoundCap,
    ) -> None:
        """Draw a line over a darker, wider one, so it is seen on any clothes and any wall."""
        for ink, extra in ((SHADOW_SOFT, CASED), (colour, 0)):
            painter.setPen(_pen(ink, self._theme.px(LINE + extra), cap))
            painter.drawLine(QLineF(begin, end))

    def _outline(
        self, painter: QPainter, points: Sequence[Point], colour: str, width: int, dashed: bool
    ) -> None:
        """Draw a closed line likewise."""
        path = QPainterPath()
        path.addPolygon(QPolygonF([QPointF(point.x, point.y) for point in points]))
        path.closeSubpath()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for ink, extra in ((SHADOW_SOFT, CASED), (colour, 0)):
            pen = _pen(ink, self._theme.px(width + extra))
            if dashed and not extra:
                pen.setDashPattern([2.6, 3.2])
            painter.setPen(pen)
            painter.drawPath(path)


def _along(ends: tuple[QPointF, QPointF], share: float) -> QPointF:
    """Return the point of a line ``share`` of its length from its middle, positive towards its second end."""
    return ends[0] + (ends[1] - ends[0]) * (share + 0.5)


def _around_line(half: float, margin: float) -> QRectF:
    return QRectF(-half - margin, -margin, 2 * (half + margin), 2 * margin)


def _around(reach: float) -> QRectF:
    return QRectF(-reach, -reach, 2 * reach, 2 * reach)


def _pen(colour: str, width: float, cap: Qt.PenCapStyle = Qt.PenCapStyle.RoundCap) -> QPen:
    return QPen(QColor(colour), width, Qt.PenStyle.SolidLine, cap, Qt.PenJoinStyle.RoundJoin)
