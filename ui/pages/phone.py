"""The capture code from the person's own phone: a QR code to scan, and how long it is good."""

from __future__ import annotations

from kiosk.session.events import WayChosen
from kiosk.session.parts import CodeWay
from ui.pages.page import Desk, ModelPage
from ui.presenters.scanning import PhonePage, present_phone
from ui.view import View
from ui.widgets import parts
from ui.widgets.notice import Notice
from ui.widgets.phone_card import PhoneCard
from ui.widgets.qr import SIDE

TALL_SIDE = 620
"""Of the QR code on a tall screen, px of the reference screen: there is room."""


class Phone(ModelPage):
    """One card; the page is asked for on arrival, and again by a touch once it has gone."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._asking = True
        self._title, self._lead = self.heading()
        self._notice = Notice(self.theme)
        self._card = PhoneCard(self.theme, self._ask, TALL_SIDE if self.theme.portrait else SIDE, alone=True)
        self.column.addWidget(self._notice)
        self.column.addWidget(self._card, 1)
        self._back = parts.button("quiet", "back", lambda: desk.send(WayChosen(CodeWay.CAMERA)))
        self.add_actions(None, self._back)

    def present(self, view: View) -> PhonePage:
        if view.state.handoff is not None:
            self._asking = False
        return present_phone(view, self.desk.clock.now(), self._asking)

    def show_model(self, model: PhonePage) -> None:
        parts.set_text(self._title, model.title)
        parts.set_text(self._lead, model.lead)
        self._notice.tell(model.notice, "warn")
        self._card.show_panel(model.panel)
        parts.set_text(self._back, model.back)

    def _ask(self) -> None:
        self._asking = True
        self.desk.send(WayChosen(CodeWay.PHONE))
