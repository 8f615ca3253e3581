"""The question whether someone is still there, over everything, with a countdown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.presenters.chrome import IdleQuestion
from ui.theme import Theme
from ui.widgets import parts


class IdleOverlay(QWidget):
    """Covers the window; any touch counts as an answer, the button says so."""

    def __init__(self, theme: Theme, answered: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("idle")
        card = parts.card()
        card.setFixedWidth(theme.px(860))
        self._title, self._other = parts.label("display", centred=True), parts.label("lead", centred=True)
        self._seconds, self._why = parts.label("display", centred=True), parts.label("body", centred=True)
        self._seconds.setProperty("tone", "plain")
        self._stay = parts.button("primary", "stay", answered)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(*(theme.px(56),) * 4)
        inside.setSpacing(theme.px(18))
        for widget in (self._title, self._other, self._seconds, self._why):
            inside.addWidget(widget)
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
        self.setVisible(question is not None)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(16, 24, 40, 150))
        painter.end()
