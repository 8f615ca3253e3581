"""The contact page: telephone, e-mail, where the prints go; long words are written on the person's phone."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk.campaign.contact import EMAIL_MAX_CHARS, TO_SCHOOL, given_contact
from kiosk.campaign.rules import ContactRules
from kiosk.errors import KioskError
from kiosk.session.events import Back, ContactGiven, HandoffAsked, Touched
from kiosk.session.parts import HandoffKind
from ui.pages.page import Desk, ModelPage
from ui.presenters.contact import ADDRESS, COMPLAINTS, EMAIL, PHONE, ContactPage, present_contact
from ui.presenters.handoff import PanelState
from ui.view import ContactDraft, Delivery, View
from ui.widgets import parts
from ui.widgets.field import Field
from ui.widgets.options import OptionGrid, Pick
from ui.widgets.pad import PAD_STRETCH, Pads
from ui.widgets.phone_card import PhoneCard
from ui.widgets.qr import SIDE

LOW_QR_SIDE = 260
"""Px of the reference screen (72 mm), where everything has to lie low."""

LIMITS = {PHONE: 16, EMAIL: EMAIL_MAX_CHARS}
"""Characters: a plus sign and 15 digits (ITU-T E.164); an address as RFC 5321 allows it."""


class ContactForm(ModelPage):
    """Fields at the left; at the right the pad, or the phone's card."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._entered = ContactDraft()
        self._rules = ContactRules()
        self._panel = PanelState.OFFER
        self._asking = False
        self._title, self._lead = self.heading(over_touched=True)
        self._fields = {name: Field(theme, name, self._choose) for name in (PHONE, EMAIL, ADDRESS)}
        self._deliveries = OptionGrid(theme, 2, self._deliver, Pick.ONE)
        form = QVBoxLayout()
        form.setSpacing(theme.px(20))
        if theme.portrait and theme.low_px:  # below each other they have no room so low
            first = QHBoxLayout()
            first.setSpacing(theme.gap_px)
            first.addWidget(self._fields[PHONE], 1)
            first.addWidget(self._fields[EMAIL], 1)
            form.addLayout(first)
        else:
            for name in (PHONE, EMAIL):
                form.addWidget(self._fields[name])
        form.addWidget(self._deliveries)
        form.addWidget(self._fields[ADDRESS])
        if not theme.portrait:
            form.addStretch(1)
        self._writes = ""
        self._pads = Pads(theme, self._type, self._erase)
        self._pads.foresee(PHONE)
        self._card = PhoneCard(theme, self._ask_phone, LOW_QR_SIDE if theme.low_px else SIDE)
        beside = QVBoxLayout()
        beside.setSpacing(0)
        beside.addLayout(self._pads, PAD_STRETCH)
        beside.addWidget(self._card)
        if not theme.portrait:
            beside.addStretch(1)
        body = self.split()
        if theme.portrait:
            body.addStretch(
                1
            )  # the pad belongs low, where hands are, and the fields above it, where eyes are
        body.addLayout(form, 0 if theme.portrait else 4)
        body.addLayout(beside, 5)
        self._next = parts.button("primary", "primary", self._send)
        self._back = parts.button("quiet", "back", lambda: desk.send(Back()))
        self.add_actions(self._next, self._back)

    def present(self, view: View) -> ContactPage:
        model = present_contact(view, self.desk.clock.now(), self._asking)
        self._asking = self._asking and model.panel.state is PanelState.ASKING
        self._texts = view.texts
        self._entered, self._rules, self._panel = model.entered, view.campaign.contact, model.panel.state
        return model

    def show_model(self, model: ContactPage) -> None:
        parts.set_text(self._title, model.title)
        parts.set_text(self._lead, model.lead)
        shown = {field.name: field for field in model.fields}
        for name, widget in self._fields.items():
            widget.setVisible(name in shown)
            if name in shown:
                widget.show_field(shown[name])
        self._deliveries.setVisible(bool(model.deliveries))
        self._deliveries.show_options(model.deliveries)
        self._writes = model.writes or ""
        self._pads.write_on(model.writes if model.writes in LIMITS else None, self._texts)
        self._card.setVisible(model.writes == ADDRESS)
        self._card.show_panel(model.panel)
        self._next.setEnabled(model.complete)
        parts.set_text(self._next, model.button)
        parts.set_text(self._back, model.back)

    def _choose(self, name: str) -> None:
        self.desk.edit(field=name)

    def _deliver(self, name: str) -> None:
        """Choose where the prints go; touched again, the choice is taken back."""
        chosen = Delivery(name)
        taken_back = chosen is self._entered.delivery
        self._write(delivery=None if taken_back else chosen)
        to_address = chosen is Delivery.ADDRESS and not taken_back
        self.desk.edit(field=ADDRESS if to_address else None)
        if to_address and not self._entered.address and self._panel in (PanelState.OFFER, PanelState.FAILED):
            self._ask_phone()  # there is no other way to write it

    def _ask_phone(self) -> None:
        self._asking = True
        self.desk.send(HandoffAsked(HandoffKind.CONTACT))

    def _type(self, characters: str) -> None:
        name = self._writes
        self._write(**{name: (getattr(self._entered, name) + characters)[: LIMITS[name]]})

    def _erase(self) -> None:
        name = self._writes
        self._write(**{name: getattr(self._entered, name)[:-1]})

    def _write(self, **changes: str | Delivery | None) -> None:
        self.desk.edit(contact=replace(self._entered, **changes), complaint=None)

    def _send(self) -> None:
        got = self._entered
        where = {Delivery.SCHOOL: TO_SCHOOL, Delivery.ADDRESS: got.address, None: ""}[got.delivery]
        try:
            contact = given_contact(self._rules, got.phone, got.email, where, got.addressee)
        except KioskError as error:
            self.desk.send(Touched())
            self.desk.edit(complaint=error.code, field=COMPLAINTS[error.code])
            return
        self.desk.send(ContactGiven(contact))
