"""The lower edge of what scrolls: what is cut there fades out for as long as there is more below."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

HEIGHT = 64
"""Px of the reference screen: a line and a half."""


class Fade(QWidget):
    """Lies over an area's lower edge and lets every touch through; nothing of it moves.

    Parameters
    ----------
    ground
        The colour below the area.
    """

    def __init__(self, area: QAbstractScrollArea, height_px: int, ground: str) -> None:
        super().__init__(area)
        self._height_px, self._ground = height_px, QColor(ground)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def lie_over(self, viewport: QWidget, *, more: bool) -> None:
        """Lie where the viewport ends, seen only while there is more below."""
        top_px = max(0, viewport.height() - self._height_px)
        at = viewport.pos() + QPoint(0, top_px)
        self.setGeometry(at.x(), at.y(), viewport.width(), viewport.height() - top_px)
        self.setVisible(more)

    def paintEvent(self, event: QPaintEvent) -> None:
        clear = QColor(self._ground)
        clear.setAlpha(0)
        gradient = QLinearGradient(0, 0, 0, self.height())
        gradient.setColorAt(0, clear)
        gradient.setColorAt(1, self._ground)
        painter = QPainter(self)
        painter.fillRect(self.rect(), gradient)
        painter.end()
