"""Cards that say how the booth is: a coloured mark, a name, a value, and what to do where it is not good."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.presenters.dashboard import Card
from ui.theme import Theme
from ui.widgets import parts

MARKS = {"good": "tick-round", "warn": "warning", "bad": "cross", "plain": "dot"}
COLUMNS_WIDE, COLUMNS_TALL = 4, 2
WIDE_ROLES, TALL_ROLES = ("caption", "strong", "small"), ("body", "heading", "small")
"""Of a card's name, its value and what to do: on a tall screen the cards are twice as large."""
ALONE_ROLE = "heading"
"""Of a value that nothing has to be done about: it has the card to itself."""
WIDE_MARK, TALL_MARK = 34, 44
"""Side of the mark, px of the reference screen: beside the name, or on a tall screen beside everything."""


class StatusCards(QWidget):
    """A grid of cards, equally large, so that one that changes moves none of the others."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._cards: dict[str, _StatusCard] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(18))

    def show_cards(self, cards: tuple[Card, ...]) -> None:
        """Bring the cards up to date; they are made anew only when others are shown."""
        names = [card.name for card in cards]
        if names != list(self._cards):
            parts.clear(self._grid)
            self._cards = {name: _StatusCard(self._theme) for name in names}
            columns = COLUMNS_TALL if self._theme.portrait else COLUMNS_WIDE
            for index, made in enumerate(self._cards.values()):
                self._grid.addWidget(made, *divmod(index, columns))
            for column in range(columns):
                self._grid.setColumnStretch(column, 1)
            for row in range(-(-len(names) // columns)):
                self._grid.setRowStretch(row, 1)
        for card in cards:
            self._cards[card.name].show_card(card)


class _StatusCard(QFrame):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._tone = theme, ""
        self.setProperty("card", "plain")
        self._mark = QLabel()
        tall = theme.portrait
        name, self._value_role, todo = TALL_ROLES if tall else WIDE_ROLES
        self._title, self._value = parts.label(name, wrap=False), parts.label(self._value_role)
        self._todo = parts.label(todo)
        self._mark_px = theme.px(TALL_MARK if tall else WIDE_MARK)
        self._mark.setFixedSize(self._mark_px, self._mark_px)
        words = QVBoxLayout()
        words.setSpacing(theme.px(6))
        box = QHBoxLayout(self) if tall else QVBoxLayout(self)
        box.setContentsMargins(theme.px(22), theme.px(18), theme.px(22), theme.px(18))
        if tall:
            words.addStretch(1)
            words.addWidget(self._title)
            box.setSpacing(theme.px(18))
            box.addWidget(self._mark)
        else:
            top = QHBoxLayout()
            top.setSpacing(theme.px(12))
            top.addWidget(self._mark)
            top.addWidget(self._title, 1)
            words.addLayout(top)
        words.addWidget(self._value)
        words.addWidget(self._todo)
        words.addStretch(1)
        box.addLayout(words, 1)

    def show_card(self, card: Card) -> None:
        parts.set_text(self._title, card.title)
        parts.set_text(self._value, card.value)
        parts.set_text(self._todo, card.todo or "")
        self._todo.setVisible(card.todo is not None)
        parts.set_look(self._value, "role", ALONE_ROLE if card.todo is None else self._value_role)
        if card.tone != self._tone:
            self._tone = card.tone
            colour = self._theme.palette.mark(card.tone)
            self._mark.setPixmap(parts.icon(MARKS[card.tone], self._mark_px, colour))
            parts.set_look(self._value, "tone", "" if card.tone == "good" else card.tone)
