"""Typing the capture code when it cannot be scanned."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout

from kiosk.capture_code.typed import typed_code
from kiosk.errors import KioskError
from kiosk.session.events import CodeRead, Touched, WayChosen
from kiosk.session.parts import CodeWay
from ui.pages.page import Desk, ModelPage
from ui.presenters.entry import CODE_DIGITS, TypedPage, present_typed
from ui.theme import Theme
from ui.view import View
from ui.widgets import parts
from ui.widgets.notice import Notice
from ui.widgets.pad import Pad

PICTURE = QSize(360, 440)
"""Of where the number stands, px of the reference screen."""


class Typed(ModelPage):
    """The sixteen places, the pad, and on."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._title, self._lead = self.heading()
        field = parts.card()
        self._digits = parts.label("number", centred=True, wrap=False)
        inside = QVBoxLayout(field)
        inside.setContentsMargins(theme.px(24), theme.px(24), theme.px(24), theme.px(24))
        inside.addWidget(self._digits)
        self._complaint = Notice(theme, keeps_place=True)
        pad = Pad(theme, "hex", self._type, self._erase)
        self.column.addStretch(1)
        if theme.portrait and not theme.low_px:  # a wide screen has no room for it, nor what lies low
            self.column.addWidget(_picture(theme))
            self.column.addStretch(1)
        self.column.addWidget(field)
        self.column.addWidget(self._complaint)
        self.column.addWidget(pad, 20)
        pad.setMaximumWidth(theme.px(1280))
        self.column.setAlignment(pad, Qt.AlignmentFlag.AlignHCenter)
        pad.setMinimumWidth(min(theme.px(1280), theme.width_px - 2 * theme.margin_px))
        if not theme.portrait:  # on a tall screen the pad belongs low, where hands are
            self.column.addStretch(1)
        self._next = parts.button("primary", "primary", self._send)
        self._back = parts.button("quiet", "back", lambda: desk.send(WayChosen(CodeWay.CAMERA)))
        self.add_actions(self._next, self._back)

    def present(self, view: View) -> TypedPage:
        return present_typed(view)

    def show_model(self, model: TypedPage) -> None:
        parts.set_text(self._title, model.title)
        parts.set_text(self._lead, model.lead)
        parts.set_text(self._digits, model.shown)
        self._complaint.tell(model.complaint, "bad")
        self._next.setEnabled(model.complete)
        parts.set_text(self._next, model.button)
        parts.set_text(self._back, model.back)

    def _type(self, character: str) -> None:
        typed = self.desk.draft().code
        if len(typed) < CODE_DIGITS:
            self.desk.edit(code=typed + character, complaint=None)

    def _erase(self) -> None:
        self.desk.edit(code=self.desk.draft().code[:-1], complaint=None)

    def _send(self) -> None:
        try:
            code = typed_code(self.desk.draft().code)
        except KioskError as error:
            self.desk.send(Touched())
            self.desk.edit(complaint=error.code)
            return
        self.desk.send(CodeRead(code))


def _picture(theme: Theme) -> QLabel:
    """Return the picture of a code with its number below it."""
    made = QLabel()
    size = QSize(theme.px(PICTURE.width()), theme.px(PICTURE.height()))
    made.setPixmap(parts.svg_pixmap("illustrations", "code-number", size))
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made
