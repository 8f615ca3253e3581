"""The first page: what this is, whether it is open, and one button; it greets who sits down."""

from __future__ import annotations

import uuid

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout

from kiosk.session.events import HelpAsked, Started
from kiosk.session.parts import HelpTopic
from ui.pages.page import Desk, ModelPage
from ui.presenters.entry import AttractPage, present_attract
from ui.view import View
from ui.widgets import parts
from ui.widgets.hero import Hero
from ui.widgets.notice import Notice

TALL_HERO, WIDE_HERO = 800, 690
"""Height of the illustration on a tall and on a wide screen, px of the reference screen."""


class Attract(ModelPage):
    """Illustration beside title, three points and the start button; on a tall screen that is the lowest."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        hero = Hero(theme, theme.px(TALL_HERO if theme.portrait else WIDE_HERO), self._begin)
        self._title, self._other = parts.label("display"), parts.label("heading")
        self._state = Notice(theme, "body")
        self._state.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._lead, self._note = parts.label("lead"), parts.label("small")
        self._under_title = self._lead
        self._points = [parts.label("lead") for _ in range(3)]
        words = QVBoxLayout()
        words.setSpacing(theme.px(12))
        words.addStretch(1)
        words.addWidget(self._state)
        words.addSpacing(theme.px(16))
        words.addWidget(self._title)
        words.addWidget(self._other)
        words.addSpacing(theme.px(20))
        words.addWidget(self._lead)
        words.addSpacing(theme.px(16))
        for name, point in zip(("code", "person", "submit"), self._points, strict=True):
            row = QHBoxLayout()
            row.setSpacing(theme.px(20))
            mark = QLabel()
            mark.setPixmap(parts.icon(name, theme.px(52), theme.palette.primary))
            row.addWidget(mark)
            row.addWidget(point, 1)
            words.addLayout(row)
        words.addSpacing(theme.px(12 if theme.portrait else 28))
        self._start = parts.button("primary", "primary", self._begin)
        self._start.setMinimumSize(theme.px(540), theme.px(132))
        self._help = parts.button("quiet", "help", lambda: desk.send(HelpAsked(HelpTopic.CODE)))
        if theme.portrait:
            words.addWidget(self._note)
            words.addStretch(1)
            body = self.split()
            body.addWidget(hero, 5)
            body.addLayout(words, 4)
            self.add_actions(self._start, self._help)
        else:
            parts.set_look(self._help, "place", "action")
            actions = QHBoxLayout()
            actions.setSpacing(theme.gap_px)
            actions.addWidget(self._start)
            actions.addWidget(self._help, 0, Qt.AlignmentFlag.AlignBottom)
            actions.addStretch(1)
            words.addLayout(actions)
            words.addSpacing(theme.px(10))
            words.addWidget(self._note)
            words.addStretch(1)
            row = QHBoxLayout()  # for either hand: who starts has not said yet which one
            row.setSpacing(theme.px(40))
            row.addLayout(words, 6)
            row.addWidget(hero, 5)
            self.column.addLayout(row, 1)

    def _begin(self) -> None:
        self.desk.send(Started(str(uuid.uuid4())))

    def present(self, view: View) -> AttractPage:
        return present_attract(view, self.desk.clock.now())

    def show_model(self, model: AttractPage) -> None:
        self._state.tell(model.state, model.tone)
        parts.set_text(self._title, model.title)
        parts.set_text(self._other, model.other_title)
        parts.set_text(self._lead, model.lead)
        for widget, text in zip(self._points, model.points, strict=True):
            parts.set_text(widget, text)
        parts.set_text(self._start, f"{model.button}   {model.other_button}")
        parts.set_text(self._help, model.help)
        parts.set_text(self._note, model.note)
