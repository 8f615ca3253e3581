"""The way into a page for staff: a PIN's dots, what was wrong with it, and the pad."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.session.events import OperatorPin
from ui.pages.page import Desk
from ui.presenters.staff import PIN_MAX_CHARS
from ui.widgets import parts
from ui.widgets.notice import Notice
from ui.widgets.pad import Pad

GATE_WIDTH = 620
"""Px of the reference screen."""


class PinGate(QWidget):
    """Types into the draft's ``pin``; the page's own button calls :meth:`send`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        theme = desk.theme
        gate = QWidget()
        gate.setFixedWidth(theme.px(GATE_WIDTH))
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
        middle = QHBoxLayout(self)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.addStretch(1)
        middle.addWidget(gate)
        middle.addStretch(1)

    def tell(self, pin: str, notice: str | None) -> None:
        """Show the dots and what was wrong."""
        parts.set_text(self._pin, pin)
        self._notice.tell(notice, "bad")

    def send(self) -> None:
        """Send what was typed and forget it."""
        pin = self._desk.draft().pin
        self._desk.edit(pin="")
        self._desk.send(OperatorPin(pin))

    def _type(self, character: str) -> None:
        pin = self._desk.draft().pin
        if len(pin) < PIN_MAX_CHARS:
            self._desk.edit(pin=pin + character)

    def _erase(self) -> None:
        self._desk.edit(pin=self._desk.draft().pin[:-1])
