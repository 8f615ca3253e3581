"""Draws over the mirror what staff aim at: eye line, box for a grey card, the side of a wrong lamp."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from kiosk.geometry import Box, Point
from ui.palette import ON_PICTURE
from ui.placement import Placement
from ui.presenters.calibrating import Guide
from ui.theme import Theme

SIDE_SHARE = 0.07
"""Width of the band at a side whose lamp is wrong, of the picture's."""
BAND_ALPHA = 170


class AimPainter:
    """Paints the newest guide."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._guide: Guide | None = None

    def show(self, guide: Guide | None) -> None:
        self._guide = guide

    def paint(self, painter: QPainter, where: Placement) -> None:
        """Draw over the live picture, in widget px."""
        guide = self._guide
        if guide is None:
            return
        if guide.eye_line_y is not None:
            y = where.point(Point(0.0, guide.eye_line_y)).y
            self._stroke(painter, guide, QRectF(0, y, painter.viewport().width(), 0))
        if guide.card is not None:
            box = where.box(guide.card)
            self._stroke(painter, guide, QRectF(box.x, box.y, box.width, box.height))
        for side in sorted(guide.sides):
            width = SIDE_SHARE * where.frame_width
            left = 0.0 if side == "left" else where.frame_width - width
            band = where.box(Box(left, 0.0, width, where.frame_height))
            # A part of the frame may lie outside the widget: the band keeps to what is seen of it.
            at = max(0.0, min(band.x, painter.viewport().width() - band.width))
            colour = QColor(self._theme.palette.warn)
            colour.setAlpha(BAND_ALPHA)
            painter.fillRect(QRectF(at, band.y, band.width, band.height), colour)

    def _stroke(self, painter: QPainter, guide: Guide, area: QRectF) -> None:
        pen = QPen(QColor(self._theme.palette.good if guide.busy else ON_PICTURE), self._theme.px(5))
        pen.setStyle(Qt.PenStyle.SolidLine if guide.busy else Qt.PenStyle.DashLine)
        painter.setPen(pen)
        if area.height() == 0:
            painter.drawLine(QPointF(area.left(), area.top()), QPointF(area.right(), area.top()))
        else:
            painter.drawRoundedRect(area, self._theme.px(12), self._theme.px(12))
