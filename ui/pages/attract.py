"""The first page: what this is, and one button."""

from __future__ import annotations

import uuid

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from kiosk.session.events import HelpAsked, Started
from kiosk.session.parts import HelpTopic
from ui.pages.page import Desk, ModelPage
from ui.presenters.entry import AttractPage, present_attract
from ui.view import View
from ui.widgets import parts


class Attract(ModelPage):
    """Illustration beside title, three points and the start button."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        hero = QLabel()
        height = theme.px(720 if theme.portrait else 690)
        hero.setPixmap(parts.svg_pixmap("illustrations", "hero", QSize(round(height * 0.885), height)))
        hero.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title, self._other = parts.label("display"), parts.label("heading")
        self._lead, self._note = parts.label("lead"), parts.label("small")
        self._points = [parts.label("lead") for _ in range(3)]
        words = QVBoxLayout()
        words.setSpacing(theme.px(12))
        words.addStretch(1)
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
        words.addSpacing(theme.px(28))
        self._start = parts.button("primary", "primary", lambda: desk.send(Started(str(uuid.uuid4()))))
        self._start.setMinimumSize(theme.px(640), theme.px(132))
        self._help = parts.button("quiet", "help", lambda: desk.send(HelpAsked(HelpTopic.CODE)))
        words.addWidget(self._start, 0, Qt.AlignmentFlag.AlignLeft)
        words.addWidget(self._help, 0, Qt.AlignmentFlag.AlignLeft)
        words.addSpacing(theme.px(10))
        words.addWidget(self._note)
        words.addStretch(1)
        body = self.split()
        if theme.portrait:
            body.addWidget(hero, 4)
            body.addLayout(words, 5)
        else:
            body.addLayout(words, 6)
            body.addWidget(hero, 5)

    def present(self, view: View) -> AttractPage:
        return present_attract(view)

    def show_model(self, model: AttractPage) -> None:
        parts.set_text(self._title, model.title)
        parts.set_text(self._other, model.other_title)
        parts.set_text(self._lead, model.lead)
        for widget, text in zip(self._points, model.points, strict=True):
            parts.set_text(widget, text)
        parts.set_text(self._start, f"{model.button}   {model.other_button}")
        parts.set_text(self._help, model.help)
        parts.set_text(self._note, model.note)
