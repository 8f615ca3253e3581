"""The staff page behind the hidden corner: a PIN, then the booth's health and the way out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from kiosk.session.events import Back, CalibrationOpened, SendAgainAsked
from ui.pages.page import Desk, ModelPage
from ui.pages.pin_gate import PinGate
from ui.presenters.staff import OperatorPage, present_operator
from ui.view import View
from ui.widgets import parts


class Operator(ModelPage):
    """PIN pad until it was right, then the state of the booth."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._rows: tuple[tuple[str, str, str], ...] = ()
        self._title, self._lead = self.heading()
        self._gate = PinGate(desk)
        self._card = parts.card()
        self._grid = QGridLayout(self._card)
        self._grid.setContentsMargins(*(theme.px(40),) * 4)
        self._grid.setHorizontalSpacing(theme.px(60))
        self._grid.setVerticalSpacing(theme.px(22))
        self._grid.setColumnStretch(1, 1)
        self.column.addWidget(self._gate, 20)
        self.column.addWidget(self._card)
        self._send_again = parts.button("plain", "send-again", lambda: desk.send(SendAgainAsked()))
        if theme.portrait:  # no room for it among the actions; a wide screen has none below the card
            self.column.addWidget(self._send_again, 0, Qt.AlignmentFlag.AlignRight)
        self.column.addStretch(1)
        self._enter = parts.button("primary", "primary", self._gate.send)
        self._leave = parts.button("quiet", "back", lambda: desk.send(Back()))
        self._close = parts.button("plain", "close", desk.close_program)
        self._set_up = parts.button("plain", "set-up", lambda: desk.send(CalibrationOpened()))
        more = () if theme.portrait else (self._send_again,)
        self.add_actions(self._enter, self._leave, self._close, self._set_up, *more)

    def present(self, view: View) -> OperatorPage:
        return present_operator(view)

    def show_model(self, model: OperatorPage) -> None:
        parts.set_text(self._title, model.title)
        parts.set_text(self._lead, model.lead)
        self._gate.tell(model.pin, model.notice)
        self._gate.setVisible(not model.unlocked)
        self._card.setVisible(model.unlocked)
        self._enter.setVisible(not model.unlocked)
        for button in (self._close, self._set_up, self._send_again):
            button.setVisible(model.unlocked)
        self._enter.setEnabled(model.complete)
        self._show_rows(model.rows)
        parts.set_text(self._enter, model.button)
        parts.set_text(self._leave, model.leave)
        parts.set_text(self._close, model.close)
        parts.set_text(self._set_up, model.set_up)
        parts.set_text(self._send_again, model.send_again)

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
