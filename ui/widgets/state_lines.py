"""How the booth is, in a few quiet lines: a coloured mark, what it is about, and what of it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.presenters.dashboard import Card
from ui.theme import Theme
from ui.widgets import parts
from ui.widgets.status_cards import MARKS

SIDE = 30
"""Of a mark, px of the reference screen."""


class StateLines(QWidget):
    """At most so many cards of the dashboard as one line each."""

    def __init__(self, theme: Theme, most: int) -> None:
        super().__init__()
        self._lines = [_Line(theme) for _ in range(most)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        for line in self._lines:
            column.addWidget(line)

    def show_cards(self, cards: tuple[Card, ...]) -> None:
        """Show the first of them."""
        for index, line in enumerate(self._lines):
            line.show_card(cards[index] if index < len(cards) else None)


class _Line(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._tone = theme, ""
        self._mark, self._text = QLabel(), parts.label("caption", wrap=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(14))
        row.addWidget(self._mark)
        row.addWidget(self._text, 1)

    def show_card(self, card: Card | None) -> None:
        self.setVisible(card is not None)
        parts.set_text(self._text, "" if card is None else f"{card.title}: {card.value}")
        if card is not None and card.tone != self._tone:
            self._tone = card.tone
            colour = self._theme.palette.mark(card.tone)
            self._mark.setPixmap(parts.icon(MARKS[card.tone], self._theme.px(SIDE), colour))
            parts.set_look(self._text, "tone", "" if card.tone == "good" else card.tone)
