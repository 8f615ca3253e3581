"""The veil over what of the live picture will not be on the photo."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QPainter

from kiosk.geometry import Box
from ui.theme import Theme
from ui.widgets.corners import paint_corners
from ui.widgets.stamps import Stamps

VEIL_ALPHA = 205
CORNER = 18
"""Radius of the corners of what becomes the photo, px of the reference screen."""


def paint_veil(painter: QPainter, crop: Box, theme: Theme, stamps: Stamps) -> None:
    """Dim what lies outside ``crop``, in widget px: it will not be on the photo."""
    view, veil = painter.viewport(), QColor(theme.palette.page)
    veil.setAlpha(VEIL_ALPHA)
    inside = QRectF(crop.x, crop.y, crop.width, crop.height).toRect()
    seen = inside.intersected(view)
    right, below = seen.x() + seen.width(), seen.y() + seen.height()
    for beside in (
        QRect(0, 0, view.width(), seen.y()),
        QRect(0, below, view.width(), view.height() - below),
        QRect(0, seen.y(), seen.x(), seen.height()),
        QRect(right, seen.y(), view.width() - right, seen.height()),
    ):
        if not beside.isEmpty():
            painter.fillRect(beside, veil)
    paint_corners(painter, inside, theme.px(CORNER), veil, stamps)
