"""When something has failed that the booth needs: a picture of it, who does what, how it goes on."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kiosk.session.events import Back, Left
from ui.pages.page import Desk, ModelPage
from ui.presenters.trouble import TroublePage, present_trouble
from ui.theme import Theme
from ui.view import View
from ui.widgets import parts
from ui.widgets.spinner import Spinner

PICTURE = QSize(480, 440)
"""Px of the reference screen."""


class Trouble(ModelPage):
    """A calm page; the person is not to blame."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._drawn: str | None = None
        self._picture = QLabel()
        middle = Qt.AlignmentFlag.AlignBottom if theme.portrait else Qt.AlignmentFlag.AlignVCenter
        self._picture.setAlignment(Qt.AlignmentFlag.AlignHCenter | middle)
        self._title = parts.label("title")
        self._student, self._staff = _Part(theme, "person"), _Part(theme, "shield")
        self._spinner = Spinner(theme, theme.px(56))
        self._waiting = parts.label("lead")
        self._wait = QWidget()
        wait = QHBoxLayout(self._wait)
        wait.setContentsMargins(0, 0, 0, 0)
        wait.setSpacing(theme.px(20))
        wait.addWidget(self._spinner)
        wait.addWidget(self._waiting, 1)
        self._code = parts.label("small")
        self._again = parts.button("primary", "primary", lambda: desk.send(Back()))
        self._leave = parts.button("quiet", "leave", lambda: desk.send(Left()))
        words = QVBoxLayout()
        words.setSpacing(theme.px(28))
        if not theme.portrait:  # there the picture stands right above the words
            words.addStretch(1)
        words.addWidget(self._title)
        for each in (self._student, self._staff, self._wait, self._code):
            words.addWidget(each)
        words.addStretch(1)
        body = self.split()
        body.addWidget(self._picture, 4)
        body.addLayout(words, 6)
        self.add_actions(self._again, self._leave)

    def present(self, view: View) -> TroublePage:
        return present_trouble(view)

    def show_model(self, model: TroublePage) -> None:
        if model.picture != self._drawn:
            self._drawn = model.picture
            size = QSize(self.theme.px(PICTURE.width()), self.theme.px(PICTURE.height()))
            self._picture.setPixmap(parts.svg_pixmap("trouble", model.picture, size))
        parts.set_text(self._title, model.title)
        self._student.tell(model.student_name, model.student)
        self._staff.tell(model.staff_name, model.staff)
        self._wait.setVisible(model.waiting is not None)
        parts.set_text(self._waiting, model.waiting or "")
        parts.set_text(self._code, model.code)
        self._again.setVisible(model.waiting is None)
        parts.set_text(self._again, model.button)
        self._leave.setVisible(model.leave is not None)
        parts.set_text(self._leave, model.leave or "")


class _Part(QWidget):
    """Who, and what they do."""

    def __init__(self, theme: Theme, icon: str) -> None:
        super().__init__()
        mark = QLabel()
        mark.setPixmap(parts.icon(icon, theme.px(52), theme.palette.primary))
        self._who, self._what = parts.label("caption"), parts.label("heading")
        words = QVBoxLayout()
        words.setSpacing(theme.px(4))
        words.addWidget(self._who)
        words.addWidget(self._what)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(24))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def tell(self, who: str, what: str | None) -> None:
        """Show it; hidden when they have nothing to do."""
        self.setVisible(what is not None)
        parts.set_text(self._who, who)
        parts.set_text(self._what, what or "")
