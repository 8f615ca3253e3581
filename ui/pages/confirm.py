"""The confirm page: what the code says, and what its holder knows, to show that it is theirs."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kiosk.campaign.campaign import Campaign
from kiosk.campaign.person import Answers
from kiosk.capture_code.typed import typed_last4, typed_student_number
from kiosk.errors import KioskError
from kiosk.session.events import Back, HandoffAsked, HelpAsked, IdentityTyped, Touched
from kiosk.session.parts import HandoffKind, HelpTopic
from ui.pages.page import Desk, ModelPage
from ui.presenters.confirm import (
    LAST4,
    LAST4_CHARS,
    MISSING,
    NAME,
    RECORD_ROWS,
    STUDENT_NUMBER,
    STUDENT_NUMBER_MAX_CHARS,
    ConfirmPage,
    present_confirm,
)
from ui.presenters.handoff import PanelState
from ui.texts import Texts
from ui.view import View
from ui.widgets import parts
from ui.widgets.facts import Facts
from ui.widgets.field import Field
from ui.widgets.notice import Notice
from ui.widgets.pad import PAD_STRETCH, Pads
from ui.widgets.phone_card import PhoneCard

LIMITS = {STUDENT_NUMBER: STUDENT_NUMBER_MAX_CHARS, LAST4: LAST4_CHARS}
QR_SIDE = 300
"""Px of the reference screen (83 mm): there are fields above it."""


class Confirm(ModelPage):
    """Record at the left; question, fields and pad (or the phone's card) at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._name = ""
        self._panel = PanelState.OFFER
        self._asking = False
        self._title, self._lead = self.heading()
        self._record = parts.card()
        self._facts = Facts(theme)
        self._record_note = parts.label("caption")
        record = QVBoxLayout(self._record)
        record.setContentsMargins(theme.px(36), theme.px(26), theme.px(36), theme.px(26))
        record.setSpacing(theme.px(20))
        record.addLayout(self._facts)
        self._number_label = parts.label("lead", centred=True)
        self._number = parts.label("number", centred=True)
        if not theme.portrait:
            record.addStretch(1)
        record.addWidget(self._number_label)
        record.addWidget(self._number)
        record.addStretch(1)
        self._wrong = parts.button("plain", "wrong", lambda: desk.send(HelpAsked(HelpTopic.RECORD)))
        below = QBoxLayout(parts.across(theme))
        below.setSpacing(theme.px(24))
        below.addWidget(self._record_note, 1)
        low = theme.low_px > 0
        if not low:
            below.addWidget(self._wrong)
        record.addLayout(below)
        self._question = parts.label("heading")
        self._fields = {name: Field(theme, name, self._choose) for name in (NAME, *LIMITS)}
        self._notice = Notice(theme)
        self._writes = ""
        self._pads = Pads(theme, self._type, self._erase)
        self._card: PhoneCard | None = None
        self._entry = entry = QVBoxLayout()
        entry.setSpacing(theme.px(14))
        if theme.portrait:
            entry.addStretch(1)  # the pad belongs low, where hands are
        entry.addWidget(self._told())
        row = QHBoxLayout()
        row.setSpacing(theme.px(20))
        for field in self._fields.values():
            row.addWidget(field)
        entry.addLayout(row)
        entry.addLayout(self._pads, PAD_STRETCH)
        if not theme.portrait:
            entry.addStretch(1)
        body = self.split()
        body.addWidget(self._record, 0 if theme.portrait else 4)
        body.addLayout(entry, 5)
        self._yes = parts.button("primary", "primary", self._send)
        self._yes.installEventFilter(self)  # a button that is off keeps every touch to itself
        self._back = parts.button("quiet", "back", lambda: desk.send(Back()))
        self.add_actions(self._yes, self._back, *([self._wrong] if low else []))

    def foresee(self, campaign: Campaign, texts: Texts) -> Iterator[None]:
        """Most codes tell as much as the longest, and most people type the end of their number."""
        yield from self._facts.have(RECORD_ROWS)
        self._pads.foresee(LAST4)
        yield

    def _told(self) -> QWidget:
        """The question or, in its very place, what was wrong with the answer: nothing below moves."""
        place = QFrame()
        place.setProperty("room", "notice")
        place.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        told = QGridLayout(place)  # not a stack, which asks for the height of its narrowest width
        told.setContentsMargins(0, 0, 0, 0)
        told.addWidget(self._question, 0, 0)
        told.addWidget(self._notice, 0, 0)
        return place

    def present(self, view: View) -> ConfirmPage:
        model = present_confirm(view, self.desk.clock.now(), self._asking)
        self._asking = self._asking and model.panel.state is PanelState.ASKING
        self._texts = view.texts
        self._name, self._panel = view.state.full_name or "", model.panel.state
        return model

    def show_model(self, model: ConfirmPage) -> None:
        parts.set_text(self._title, model.title)
        parts.set_text(self._lead, model.lead)
        self._facts.show_rows(model.rows)
        self._show_number(model)
        parts.set_text(self._record_note, model.record_note)
        parts.set_text(self._question, model.question)
        shown = {field.name: field for field in model.fields}
        for name, widget in self._fields.items():
            widget.setVisible(name in shown)
            if name in shown:
                widget.show_field(shown[name])
        self._writes = model.writes
        self._pads.write_on(
            model.writes if model.writes in LIMITS else None, self._texts, enabled=not model.locked
        )
        self._show_card(model)
        self._notice.tell(model.notice, model.tone)
        self._question.setVisible(model.notice is None)
        self._yes.setEnabled(model.complete)
        parts.set_text(self._yes, model.button)
        parts.set_text(self._back, model.back)
        parts.set_text(self._wrong, model.wrong)

    def _show_card(self, model: ConfirmPage) -> None:
        """Show the phone's card while the name is asked for; most campaigns never do, so it is made then."""
        if self._card is None and model.writes == NAME:
            self._card = PhoneCard(self.theme, self._ask_phone, QR_SIDE)
            self._entry.insertWidget(self._entry.indexOf(self._pads) + 1, self._card)
        if self._card is not None:
            self._card.setVisible(model.writes == NAME)
            if model.writes == NAME:
                self._card.show_panel(model.panel)

    def _show_number(self, model: ConfirmPage) -> None:
        fours = model.large or ()
        lines = (fours,) if self.theme.portrait else (fours[:2], fours[2:])
        parts.set_text(self._number_label, model.number_label)
        parts.set_text(self._number, "\n".join("  ".join(line) for line in lines))
        for label in (self._number_label, self._number):
            label.setVisible(model.large is not None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell who touches the button too early what comes first: a pale button says nothing."""
        if event.type() == QEvent.Type.MouseButtonPress and not self._yes.isEnabled():
            self.desk.edit(complaint=MISSING)
        return False

    def _choose(self, name: str) -> None:
        self.desk.edit(field=name)
        if name == NAME and self._name and self._panel is not PanelState.OPEN:
            self._ask_phone()  # it is to be written again

    def _ask_phone(self) -> None:
        self._asking = True
        self.desk.edit(field=NAME)
        self.desk.send(HandoffAsked(HandoffKind.NAME))

    def _type(self, character: str) -> None:
        name = self._writes
        typed = getattr(self.desk.draft(), name)
        if len(typed) < LIMITS[name]:
            self.desk.edit(**{name: typed + character}, complaint=None)

    def _erase(self) -> None:
        name = self._writes
        self.desk.edit(**{name: getattr(self.desk.draft(), name)[:-1]}, complaint=None)

    def _send(self) -> None:
        draft = self.desk.draft()
        asked = {name for name, field in self._fields.items() if not field.isHidden()}
        try:
            last4 = typed_last4(draft.last4) if LAST4 in asked else ""
            number = typed_student_number(draft.student_number) if STUDENT_NUMBER in asked else ""
        except KioskError as error:
            self.desk.send(Touched())
            self.desk.edit(complaint=error.code)
            return
        self.desk.edit(last4="", complaint=None)
        self.desk.send(IdentityTyped(Answers(last4, number, self._name if NAME in asked else "")))
