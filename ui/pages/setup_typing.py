"""First set-up: the server's address and code, the staff's PIN, and the PIN before everything."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from kiosk.services.setup_events import PinChosen
from kiosk.session.events import OperatorPin
from ui.pages.page import Desk
from ui.pages.setting_up import SettingUp
from ui.presenters.setting_up import (
    CODE,
    CODE_CHARS,
    FIRST_URL,
    URL,
    present_central,
    present_gate,
    present_pin,
)
from ui.presenters.setup_models import EntryPage, PinPage
from ui.presenters.staff import PIN_MAX_CHARS
from ui.view import View
from ui.widgets import parts
from ui.widgets.field import Field
from ui.widgets.pad import PAD_STRETCH, Pad, Pads

URL_CHARS = 120
PIN_WIDTH = 620
"""Of the PIN's field and pad, px of the reference screen."""


class SetupCentral(SettingUp):
    """Two fields and the pad of the one that is written into."""

    begins_touched = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        parts.keep_place(self._other)  # the pad above stays where it is once the booth is enrolled

    def build(self) -> None:
        theme = self.theme
        self._url, self._writes = FIRST_URL, URL
        self._fields = {name: Field(theme, name, self._choose) for name in (URL, CODE)}
        self._pads = Pads(theme, self._type, self._erase)
        self._pads.foresee(URL)
        form = QVBoxLayout()
        form.setSpacing(theme.px(20))
        for field in self._fields.values():
            form.addWidget(field)
        if theme.low_px:
            self.under_lead(self._told)  # there is no room below the fields
        else:
            form.addWidget(self._told)
        form.addStretch(1)
        beside = QVBoxLayout()
        beside.setSpacing(0)
        if theme.portrait:
            beside.addStretch(1)  # the pad belongs low, where hands are, and stays when something is told
        beside.addLayout(self._pads, PAD_STRETCH)
        if not theme.portrait:
            beside.addStretch(1)
        body = self.split()
        body.addLayout(form, 0 if theme.portrait else 4)
        body.addLayout(beside, 5)

    def present(self, view: View) -> EntryPage:
        self._texts = view.texts
        return present_central(view)

    def show_model(self, model: EntryPage) -> None:
        for field in model.fields:
            self._fields[field.name].show_field(field)
            if field.name == URL:
                self._url = field.text
        self._writes = model.pad or URL
        self._pads.write_on(model.pad, self._texts, enabled=not model.page.busy)
        self.show_page(model.page)

    def _choose(self, name: str) -> None:
        self.desk.edit(field=name)

    def _type(self, characters: str) -> None:
        if self._writes == CODE:
            self._write((self.desk.draft().enrolment + characters)[:CODE_CHARS])
        else:
            # The key for the beginning begins anew: an address has one.
            self._write((characters if characters == FIRST_URL else self._url + characters)[:URL_CHARS])

    def _erase(self) -> None:
        self._write((self.desk.draft().enrolment if self._writes == CODE else self._url)[:-1])

    def _write(self, text: str) -> None:
        if self._writes == CODE:
            self.desk.edit(enrolment=text)
        else:
            self._url = text
            self.desk.edit(url=text, field=URL)


class _Pin(SettingUp):
    """Dots and a pad, low on the page."""

    def build(self) -> None:
        theme = self.theme
        self._asked = parts.label("strong", centred=True)
        for either in (self._asked, self._told):
            either.setProperty("room", "notice")
        field = parts.card()
        field.setFixedWidth(theme.px(PIN_WIDTH))
        self._dots = parts.label("heading", centred=True, wrap=False)
        self._dots.setMinimumHeight(theme.px(70))
        inside = QVBoxLayout(field)
        inside.addWidget(self._dots)
        pad = Pad(theme, "pin", self._type, self._erase)
        pad.setFixedWidth(theme.px(PIN_WIDTH))
        column = QVBoxLayout()
        column.setSpacing(theme.px(16))
        column.addStretch(1)
        # One of them, as wide as the page: in one line, so that what is below stays where it is.
        column.addWidget(self._asked)
        column.addWidget(self._told)
        column.addWidget(field, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(pad, PAD_STRETCH, Qt.AlignmentFlag.AlignHCenter)
        if not theme.portrait:  # on a tall screen the pad belongs low, where hands are
            column.addStretch(1)
        self.column.addLayout(column, 20)

    def show_model(self, model: PinPage) -> None:
        parts.set_text(self._asked, model.asked)
        # What went wrong says what to do too, and large texts leave no room for both.
        self._asked.setVisible(model.page.told is None)
        parts.set_text(self._dots, model.dots)
        self.show_page(model.page)

    def _type(self, character: str) -> None:
        typed = self._typed()
        if len(typed) < PIN_MAX_CHARS:
            self._write(typed + character)

    def _erase(self) -> None:
        self._write(self._typed()[:-1])

    def _typed(self) -> str:
        draft = self.desk.draft()
        return draft.pin if draft.again is None else draft.again

    def _write(self, text: str) -> None:
        if self.desk.draft().again is None:
            self.desk.edit(pin=text)
        else:
            self.desk.edit(again=text)


class SetupPin(_Pin):
    """The PIN, typed twice."""

    def present(self, view: View) -> PinPage:
        return present_pin(view)

    def go_on(self) -> None:
        """Ask for it a second time; then send both and forget them."""
        draft = self.desk.draft()
        if draft.again is None:
            self.desk.edit(again="")
            return
        self.desk.edit(pin="", again=None)
        self.desk.send(PinChosen(draft.pin, draft.again))


class SetupGate(_Pin):
    """The PIN that is set, before anything is shown."""

    def present(self, view: View) -> PinPage:
        return present_gate(view)

    def go_on(self) -> None:
        pin = self.desk.draft().pin
        self.desk.edit(pin="")
        self.desk.send(OperatorPin(pin))
