"""Rounded corners of a large area: only the corners themselves are drawn, and copied from then on."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from ui.widgets.stamps import Stamps

SIDES = ((0, 0), (1, 0), (0, 1), (1, 1))
"""Left and right, above and below."""


def paint_corners(painter: QPainter, area: QRect, radius_px: int, colour: QColor, stamps: Stamps) -> None:
    """Fill with ``colour`` what of ``area`` lies outside of its rounded corners, widget px.

    The same as filling between both outlines, which takes as long as the area is large.
    """
    for right, below in SIDES:
        x = area.x() + right * (area.width() - radius_px)
        y = area.y() + below * (area.height() - radius_px)

        def corner(onto: QPainter, right: int = right, below: int = below) -> None:
            path = QPainterPath()
            path.addRect(QRectF(0, 0, radius_px, radius_px))
            disc = QPointF((1 - right) * radius_px, (1 - below) * radius_px)
            path.addEllipse(disc, radius_px, radius_px)
            onto.setClipRect(QRectF(0, 0, radius_px, radius_px))
            path.setFillRule(Qt.FillRule.OddEvenFill)
            onto.fillPath(path, colour)

        reach = QRectF(0, 0, radius_px, radius_px)
        stamps.paint(
            painter, QPointF(x, y), reach, ("corner", right, below, radius_px, colour.rgba()), corner
        )
