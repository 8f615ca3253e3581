"""Choosing a studio photo on a USB stick instead of being photographed."""

from __future__ import annotations

from kiosk.photo.studio_file import load_studio_limits
from kiosk.session.events import Back, PictureChosen
from ui.pages.page import Desk, ModelPage
from ui.presenters.stick import StickPage, present_files
from ui.view import View
from ui.widgets import parts
from ui.widgets.stick_list import StickList


class Files(ModelPage):
    """The pictures as rows, and above them what such a photo must be."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._limits = load_studio_limits()
        self._title, self._lead = self.heading(over_touched=True)
        self._list = StickList(self.theme, lambda picture: desk.send(PictureChosen(picture)))
        self._note = parts.label("caption")
        self.column.addWidget(self._list, 1)
        self.column.addWidget(self._note)
        self._back = parts.button("quiet", "back", lambda: desk.send(Back()))
        self.add_actions(None, self._back)

    def present(self, view: View) -> StickPage:
        return present_files(view, self._limits)

    def show_model(self, model: StickPage) -> None:
        parts.set_text(self._title, model.title)
        parts.set_text(self._lead, model.lead)
        self._list.show_page(model)
        parts.set_text(self._note, model.note)
        parts.set_text(self._back, model.back)
