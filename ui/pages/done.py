"""The last page: saved, and then delivered, each said only when it is true."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QVBoxLayout

from kiosk.session.events import Left
from ui.pages.page import Desk, ModelPage
from ui.presenters.outcome import DonePage, present_done
from ui.theme import Theme
from ui.view import View
from ui.widgets import parts


class Done(ModelPage):
    """A large tick, the two facts, and good-bye."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        mark = QLabel()
        mark.setPixmap(parts.icon("tick-round", theme.px(200 if theme.portrait else 132), theme.palette.good))
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title, self._other = parts.label("display", centred=True), parts.label("heading", centred=True)
        self._facts = (_Fact(theme), _Fact(theme))
        self._receipt = parts.label("caption", centred=True)
        self._goodbye = parts.label("lead", centred=True)
        self._finish = parts.button("primary", "primary", lambda: desk.send(Left()))
        column = self.column
        column.addStretch(2)
        for widget in (mark, self._title, self._other):
            column.addWidget(widget)
        column.addSpacing(theme.px(20))
        facts = self.split()
        if not theme.portrait:
            facts.setDirection(QBoxLayout.Direction.LeftToRight)  # first saved, then sent: for every hand
        column.setStretchFactor(facts, 0)
        for fact in self._facts:
            facts.addWidget(fact, 1)
        column.addSpacing(theme.px(8))
        column.addWidget(self._receipt)
        column.addWidget(self._goodbye)
        column.addStretch(2)
        self.add_actions(self._finish)

    def present(self, view: View) -> DonePage:
        return present_done(view)

    def show_model(self, model: DonePage) -> None:
        parts.set_text(self._title, model.title)
        parts.set_text(self._other, model.other_title)
        self._facts[0].tell(model.saved, model.saved_note, True)
        self._facts[1].tell(model.delivery, model.delivery_note, model.delivered)
        parts.set_text(self._receipt, model.receipt)
        parts.set_text(self._goodbye, model.goodbye)
        parts.set_text(self._finish, model.button)


class _Fact(QFrame):
    """One fact with its mark: a tick when it is so, an arrow while it is under way."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        self._theme = theme
        self._mark = QLabel()
        self._text, self._note = parts.label("heading"), parts.label("caption")
        words = QVBoxLayout()
        words.setSpacing(theme.px(4))
        words.addStretch(1)  # the other fact may take more lines
        words.addWidget(self._text)
        words.addWidget(self._note)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.px(32),) * 4)
        row.setSpacing(theme.px(26))
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)

    def tell(self, text: str, note: str, true: bool) -> None:
        p = self._theme.palette
        name, colour = ("tick-round", p.good) if true else ("send", p.primary)
        self._mark.setPixmap(parts.icon(name, self._theme.px(60), colour))
        parts.set_text(self._text, text)
        parts.set_text(self._note, note)
