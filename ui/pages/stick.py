"""Choosing the saved picture of the capture code on a USB stick."""

from __future__ import annotations

from typing import ClassVar

from kiosk.session.events import Event, PictureChosen, WayChosen
from kiosk.session.parts import CodeWay
from ui.pages.page import Desk, ModelPage
from ui.presenters.stick import StickPage, present_stick
from ui.view import View
from ui.widgets import parts
from ui.widgets.notice import Notice
from ui.widgets.stick_list import StickList


class Stick(ModelPage):
    """The pictures as rows; what is wrong with a chosen one is told above them."""

    LEAVES: ClassVar[Event] = WayChosen(CodeWay.CAMERA)
    """What the button back sends."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._title, self._lead = self.heading(over_touched=True)
        self._notice = Notice(self.theme)
        self._list = StickList(self.theme, lambda picture: desk.send(PictureChosen(picture)))
        self._note = parts.label("caption")
        self.column.addWidget(self._notice)
        self.column.addWidget(self._list, 1)
        self.column.addWidget(self._note)
        self._back = parts.button("quiet", "back", lambda: desk.send(self.LEAVES))
        self.add_actions(None, self._back)

    def present(self, view: View) -> StickPage:
        return present_stick(view)

    def show_model(self, model: StickPage) -> None:
        parts.set_text(self._title, model.title)
        parts.set_text(self._lead, model.lead)
        self._notice.tell(model.notice, "warn")
        self._list.show_page(model)
        parts.set_text(self._note, model.note)
        parts.set_text(self._back, model.back)
