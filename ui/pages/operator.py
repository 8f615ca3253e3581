"""The staff page behind the hidden corner: a PIN, then the booth's health and the way out."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.session.events import Back, OperatorPin
from ui.pages.page import Desk, ModelPage
from ui.presenters.outcome import PIN_MAX_CHARS, OperatorPage, present_operator
from ui.view import View
from ui.widgets import parts
from ui.widgets.notice import Notice
from ui.widgets.pad import Pad


class Operator(ModelPage):
    """PIN pad until it was right, then the state of the booth."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._rows: tuple[tuple[str, str, str], ...] = ()
        self._title, self._lead = self.heading()
        self._gate = QWidget()
        middle = QHBoxLayout(self._gate)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.addStretch(1)
        middle.addWidget(self._pin_gate())
        middle.addStretch(1)
        self._card = parts.card()
        self._grid = QGridLayout(self._card)
        self._grid.setContentsMargins(*(theme.px(40),) * 4)
        self._grid.setHorizontalSpacing(theme.px(60))
        self._grid.setVerticalSpacing(theme.px(22))
        self._grid.setColumnStretch(1, 1)
        self.column.addWidget(self._gate, 20)
        self.column.addWidget(self._card)
        self.column.addStretch(1)
        self._enter = parts.button("primary", "primary", self._send)
        self._leave = parts.button("quiet", "back", lambda: desk.send(Back()))
        self._close = parts.button("plain", "close", desk.close_program)
        self.add_actions(self._enter, self._leave, self._close)

    def _pin_gate(self) -> QWidget:
        theme = self.theme
        gate = QWidget()
        gate.setFixedWidth(theme.px(620))
        column = QVBoxLayout(gate)
        column.setSpacing(theme.px(20))
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(1)  # a pad belongs low, where hands are
        field = parts.card()
        inside = QVBoxLayout(field)
        self._pin = parts.label("heading", centred=True, wrap=False)
        self._pin.setMinimumHeight(theme.px(90))
        inside.addWidget(self._pin)
        self._notice = Notice(theme, keeps_place=True)
        column.addWidget(field)
        column.addWidget(self._notice)
        column.addWidget(Pad(theme, "pin", self._type, self._erase), 20)
        return gate

    def present(self, view: View) -> OperatorPage:
        return present_operator(view)

    def show_model(self, model: OperatorPage) -> None:
        parts.set_text(self._title, model.title)
        parts.set_text(self._lead, model.lead)
        parts.set_text(self._pin, model.pin)
        self._notice.tell(model.notice, "bad")
        self._gate.setVisible(not model.unlocked)
        self._card.setVisible(model.unlocked)
        self._enter.setVisible(not model.unlocked)
        self._close.setVisible(model.unlocked)
        self._enter.setEnabled(model.complete)
        self._show_rows(model.rows)
        parts.set_text(self._enter, model.button)
        parts.set_text(self._leave, model.leave)
        parts.set_text(self._close, model.close)

    def _show_rows(self, rows: tuple[tuple[str, str, str], ...]) -> None:
        if rows == self._rows:
            return
        self._rows = rows
        parts.clear(self._grid)
        for y, (name, value, tone) in enumerate(rows):
            key, text = parts.label("lead", wrap=False), parts.label("strong")
            key.setText(name)
            text.setText(value)
            if tone != "plain":
                text.setProperty("tone", tone)
            self._grid.addWidget(key, y, 0)
            self._grid.addWidget(text, y, 1)

    def _type(self, character: str) -> None:
        pin = self.desk.draft().pin
        if len(pin) < PIN_MAX_CHARS:
            self.desk.edit(pin=pin + character)

    def _erase(self) -> None:
        self.desk.edit(pin=self.desk.draft().pin[:-1])

    def _send(self) -> None:
        pin = self.desk.draft().pin
        self.desk.edit(pin="")
        self.desk.send(OperatorPin(pin))
