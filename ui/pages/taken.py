"""Express mode's page after the shutter: the caught instant, and the way out of the seat."""

from __future__ import annotations

from kiosk.session.events import Left
from ui.pages.page import Desk, ModelPage
from ui.presenters.developing import framed
from ui.presenters.express import TakenPage, present_taken
from ui.view import View
from ui.widgets import parts
from ui.widgets.picture import Picture, image_of
from ui.widgets.wipe import cut_out


class Taken(ModelPage):
    """Goes on by itself; the next person may go on sooner."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._picture = Picture(theme, theme.px(24), mirrored=True)
        self._title, self._lead = parts.label("title", centred=True), parts.label("lead", centred=True)
        self._other = parts.label("lead", centred=True)
        self.column.addWidget(self._picture, 1)
        for words in (self._title, self._other, self._lead):
            self.column.addWidget(words)
        self.column.addSpacing(theme.px(16))
        self._next = parts.button("primary", "primary", lambda: desk.send(Left()))
        self.add_actions(self._next)

    def present(self, view: View) -> TakenPage:
        return present_taken(view)

    def show_view(self, view: View) -> None:
        if self._shown is None and view.state.capture is not None:
            frame = view.state.capture.frame
            whole, crop = image_of(frame), framed(view, frame)
            self._picture.show_image(whole if crop is None else cut_out(whole, crop))
        super().show_view(view)

    def show_model(self, model: TakenPage) -> None:
        parts.set_text(self._title, model.title)
        parts.set_text(self._other, model.other)
        parts.set_text(self._lead, model.lead)
        parts.set_text(self._next, model.button)
