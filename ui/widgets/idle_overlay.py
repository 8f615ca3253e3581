"""The question whether someone is still there, over everything, with a countdown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.presenters.chrome import IdleQuestion
from ui.theme import Theme
from ui.widgets import parts

RING, RING_WIDTH = 240, 16
"""Px of the reference screen."""


class IdleOverlay(QWidget):
    """Covers the window; any touch counts as an answer, the button says so."""

    def __init__(self, theme: Theme, answered: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("idle")
        card = parts.card()
        card.setFixedWidth(theme.px(860))
        self._title, self._other = parts.label("display", centred=True), parts.label("lead", centred=True)
        self._seconds, self._why = parts.label("display", centred=True), parts.label("body", centred=True)
        self._left = _Left(theme, self._seconds)
        self._stay = parts.button("primary", "stay", answered)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(*(theme.px(56),) * 4)
        inside.setSpacing(theme.px(18))
        for widget in (self._title, self._other, self._why):
            inside.addWidget(widget)
        inside.insertWidget(2, self._left, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addSpacing(theme.px(16))
        inside.addWidget(self._stay)
        column = QVBoxLayout(self)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        self.hide()

    def ask(self, question: IdleQuestion | None) -> None:
        """Show the question, or nothing."""
        if question is not None:
            parts.set_text(self._title, question.title)
            parts.set_text(self._other, question.other)
            parts.set_text(self._seconds, question.seconds)
            parts.set_text(self._why, question.explanation)
            parts.set_text(self._stay, question.button)
            self._left.show_share(question.share)
        self.setVisible(question is not None)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(16, 24, 40, 150))
        painter.end()


class _Left(QWidget):
    """The seconds left in a ring that empties, so that the end is seen coming without reading."""

    def __init__(self, theme: Theme, seconds: QLabel) -> None:
        super().__init__()
        self._palette, self._width_px = theme.palette, theme.px(RING_WIDTH)
        self._share = 1.0
        self.setFixedSize(theme.px(RING), theme.px(RING))
        seconds.setProperty("tone", "plain")
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(seconds, 0, Qt.AlignmentFlag.AlignCenter)

    def show_share(self, share: float) -> None:
        """Fill the ring by this share, 0 to 1."""
        if share != self._share:
            self._share = share
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        edge = self._width_px / 2
        area = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top, whole = 90 * 16, 360 * 16
        for colour, span in (
            (self._palette.sunken, whole),
            (self._palette.primary, round(whole * self._share)),
        ):
            painter.setPen(QPen(QColor(colour), self._width_px))
            painter.drawArc(area, top, span)
        painter.end()
