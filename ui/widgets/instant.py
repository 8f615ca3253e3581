"""The caught instant: a white flash of the print's edge that fades, as a shutter is felt."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from kiosk.geometry import Box
from ui.palette import ON_PICTURE
from ui.placement import Placement
from ui.theme import Theme
from ui.widgets.stamps import Stamps
from ui.widgets.veil import CORNER, paint_veil

FLASH_S = 0.5
"""One flash, so nobody is harmed by it (WCAG 2.3.1 allows three a second)."""
FLASH_WIDTH, EDGE_WIDTH = 34, 6
"""Of the edge at its brightest and afterwards, px of the reference screen."""


class InstantPainter:
    """Paints over the picture of the instant it was caught in.

    Parameters
    ----------
    now
        The clock, s.
    """

    def __init__(self, theme: Theme, now: Callable[[], float]) -> None:
        self._theme, self._now = theme, now
        self._since_s: float | None = None
        self._crop: Box | None = None
        self._stamps = Stamps()

    def show(self, crop: Box | None) -> None:
        """Flash around ``crop`` (px of the frame), what becomes the photo, from now on."""
        self._crop, self._since_s = crop, self._now()

    @property
    def flashing(self) -> bool:
        """Whether the edge still changes."""
        moving = self._theme.look.motion and self._since_s is not None
        return moving and self._now() - (self._since_s or 0.0) < FLASH_S

    def paint(self, painter: QPainter, where: Placement) -> None:
        """Draw over the picture, in widget px."""
        if self._crop is None or self._since_s is None:
            return
        theme, crop = self._theme, where.box(self._crop)
        paint_veil(painter, crop, theme, self._stamps)
        left = max(0.0, 1 - (self._now() - self._since_s) / FLASH_S) if theme.look.motion else 0.0
        width = theme.px(EDGE_WIDTH + (FLASH_WIDTH - EDGE_WIDTH) * left)
        pen = QPen(QColor(ON_PICTURE), width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = width / 2
        radius = max(0.0, theme.px(CORNER) - inset)  # of the middle of the stroke: its outside fits the veil
        edge = QRectF(crop.x, crop.y, crop.width, crop.height).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(edge, radius, radius)
