"""A small card with a mark and a word: met, still open, or being worked on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from ui.presenters.framing import Mark
from ui.theme import Theme
from ui.widgets import parts
from ui.widgets.spinner import Spinner

SIDE = 40
"""Of the mark, px of the reference screen."""


class Chip(QFrame):
    """A tick when what it names is right or done, a ring until then, a turning one while it is worked on."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._told: tuple[bool, bool] | None = None
        self.setProperty("card", "plain")
        self._mark, self._label = QLabel(), parts.label("body" if theme.look.large else "lead", wrap=False)
        self._spinner = Spinner(theme, theme.px(SIDE))
        self._spinner.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(24), theme.px(14), theme.px(24), theme.px(14))
        row.setSpacing(theme.px(16))
        row.addWidget(self._mark)
        row.addWidget(self._spinner, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._label, 1)

    def tell(self, label: str, mark: Mark, *, busy: bool = False) -> None:
        """Show the word and its mark."""
        parts.set_text(self._label, label)
        right = mark is Mark.RIGHT
        if (right, busy) == self._told:
            return
        self._told = (right, busy)
        p = self._theme.palette
        name, colour = ("tick-round", p.good) if right else ("ring", p.ink_faint)
        self._mark.setPixmap(parts.icon(name, self._theme.px(SIDE), colour))
        self._mark.setVisible(not busy)
        self._spinner.setVisible(busy)
