"""The levels of the live picture, drawn over one of its corners, with marks where they are clipped."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from kiosk.calibration.histogram import BINS, Histogram, histogram_of
from kiosk.camera.grabber import DisplayFrame
from ui.palette import ON_PICTURE
from ui.theme import Theme

WIDTH, HEIGHT, MARGIN = 400, 170, 20
"""Px of the reference screen."""
GROUND = "#B3101828"
"""Dark enough (70 %) that every line is seen on it over any picture."""
CHANNELS = (("red", "#FF8A80"), ("green", "#7CE38B"), ("blue", "#8AB4FF"))
TALLEST_SHARE = 0.98
"""The height ends at this quantile of the bins, or an even wall's single spike would leave nothing else."""


class HistogramPainter:
    """Measures every frame it is shown and draws the newest; nothing before the first."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._newest: Histogram | None = None

    def show_frame(self, frame: DisplayFrame) -> None:
        """Measure a frame; a millisecond."""
        self._newest = histogram_of(frame.bgra)

    def paint(self, painter: QPainter, room: QRectF) -> None:
        """Draw into the lower left corner of ``room``, in widget px."""
        shown = self._newest
        if shown is None:
            return
        theme = self._theme
        margin = theme.px(MARGIN)
        area = QRectF(0, 0, theme.px(WIDTH), theme.px(HEIGHT))
        area.moveBottomLeft(QPointF(room.left() + margin, room.bottom() - margin))
        painter.save()
        painter.fillRect(area, QColor(GROUND))
        inside = area.adjusted(theme.px(14), theme.px(12), -theme.px(14), -theme.px(12))
        top = _top(shown)
        painter.setPen(QPen(QColor(0, 0, 0, 0), 0))
        painter.setBrush(QColor(255, 255, 255, 110))
        painter.drawPolygon(
            QPolygonF([inside.bottomLeft(), *_line(shown.luma, inside, top), inside.bottomRight()])
        )
        for name, colour in CHANNELS:
            painter.setPen(QPen(QColor(colour), theme.px(3)))
            painter.drawPolyline(QPolygonF(_line(getattr(shown, name), inside, top)))
        painter.setPen(QPen(QColor(ON_PICTURE), theme.px(2)))
        painter.drawLine(inside.bottomLeft(), inside.bottomRight())
        for clipped, x in (
            (shown.dark_clipped, area.left()),
            (shown.bright_clipped, area.right() - theme.px(10)),
        ):
            if clipped:
                painter.fillRect(
                    QRectF(x, area.top(), theme.px(10), area.height()), QColor(theme.palette.bad)
                )
        painter.restore()


def _top(histogram: Histogram) -> float:
    lines = np.concatenate([histogram.luma, histogram.red, histogram.green, histogram.blue])
    return max(float(np.quantile(lines, TALLEST_SHARE)), 1.0 / BINS)


def _line(shares: NDArray[np.float32], area: QRectF, top: float) -> list[QPointF]:
    step = area.width() / (len(shares) - 1)
    heights = np.minimum(shares / top, 1.0) * area.height()
    return [QPointF(area.left() + i * step, area.bottom() - float(h)) for i, h in enumerate(heights)]
