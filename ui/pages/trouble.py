"""When something the booth needs has failed: what it is, what to do, try again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from kiosk.session.events import Back, Left
from ui.pages.page import Desk, ModelPage
from ui.presenters.outcome import TroublePage, present_trouble
from ui.view import View
from ui.widgets import parts


class Trouble(ModelPage):
    """A calm page; the person is not to blame."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        mark = QLabel()
        mark.setPixmap(parts.icon("warning", theme.px(160), theme.palette.warn))
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = parts.label("title", centred=True)
        self._advice = parts.label("heading", centred=True)
        self._code = parts.label("small", centred=True)
        self._again = parts.button("primary", "primary", lambda: desk.send(Back()))
        self._leave = parts.button("quiet", "leave", lambda: desk.send(Left()))
        self.column.addStretch(2)
        for widget in (mark, self._title, self._advice, self._code):
            self.column.addWidget(widget)
        self.column.addStretch(3)
        self.add_actions(self._again, self._leave)

    def present(self, view: View) -> TroublePage:
        return present_trouble(view)

    def show_model(self, model: TroublePage) -> None:
        parts.set_text(self._title, model.title)
        parts.set_text(self._advice, model.advice)
        parts.set_text(self._code, model.code)
        parts.set_text(self._again, model.button)
        self._leave.setVisible(model.leave is not None)
        parts.set_text(self._leave, model.leave or "")
