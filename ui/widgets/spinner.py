"""A turning ring for the moments in which the machine works."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Theme

STEP_MS = 40
STEP_DEG = 9


class Spinner(QWidget):
    """Turns while it is shown, unless nothing is to move; at rest it costs nothing."""

    def __init__(self, theme: Theme, side_px: int) -> None:
        super().__init__()
        self._palette, self._moves = theme.palette, theme.look.motion
        self.setFixedSize(side_px, side_px)
        self._angle_deg = 0
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self._turn)

    @property
    def turns(self) -> bool:
        """Whether it is turning now."""
        return self._timer.isActive()

    def showEvent(self, event: QShowEvent) -> None:
        if self._moves:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()

    def _turn(self) -> None:
        self._angle_deg = (self._angle_deg + STEP_DEG) % 360
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        width = max(4, self.width() // 10)
        area = QRectF(self.rect()).adjusted(width, width, -width, -width)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        p = self._palette
        for colour, start, span in ((p.sunken, 0, 360), (p.primary, -self._angle_deg, 90)):
            pen = QPen(QColor(colour), width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawArc(area, start * 16, span * 16)
        painter.end()
