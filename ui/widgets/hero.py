"""The illustration of the first page: it breathes slowly, so that the booth looks awake."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QPointF, QRectF, QSize, QTimer
from PySide6.QtGui import QHideEvent, QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme
from ui.widgets import parts

WIDTH_TO_HEIGHT = 0.885
STEP_MS = 50
BREATH_S = 5.0
"""One rise and fall: about as calm as who waits."""
RISE = 10
"""Up and down from the middle, px of the reference screen."""


class Hero(QWidget):
    """Drawn once; only its place changes, a few times a second while it is shown.

    Parameters
    ----------
    touched
        Called when a finger has touched it: many touch the picture before they look for the button, which
        says the same to keys and to who hears it.
    """

    def __init__(self, theme: Theme, height_px: int, touched: Callable[[], None]) -> None:
        super().__init__()
        size = QSize(round(height_px * WIDTH_TO_HEIGHT), height_px)
        self._rise_px = theme.px(RISE)
        self._picture = parts.svg_pixmap("illustrations", "hero", size)
        self._moves = theme.look.motion
        self.setMinimumSize(size.width(), size.height() + 2 * self._rise_px)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._touched = touched
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self.update)

    @property
    def moves(self) -> bool:
        """Whether it is moving now."""
        return self._timer.isActive()

    def showEvent(self, event: QShowEvent) -> None:
        self._since.start()
        if self._moves:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()

    @property
    def _area(self) -> QRectF:
        """Where the picture stands, px; the corners beside it are not its own."""
        size = self._picture.deviceIndependentSize()
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        return QRectF(QPointF(left, top), size)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # or the release would go elsewhere

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._area.contains(event.position()):
            self._touched()

    def paintEvent(self, event: QPaintEvent) -> None:
        shift_px = 0.0
        if self.moves:
            shift_px = self._rise_px * math.sin(2 * math.pi * self._since.elapsed() / (1000 * BREATH_S))
        at = self._area.topLeft() + QPointF(0.0, shift_px)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(at, self._picture)
        painter.end()
