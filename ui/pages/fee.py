"""The fee page: the amount, and the payment code, the way to the desk, or staff's PIN pad."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.session.events import Back, HelpAsked, Ready
from kiosk.session.parts import HelpTopic
from ui.pages.page import Desk, ModelPage
from ui.pages.pin_gate import PinGate
from ui.presenters.fee import FeeFace, FeePage, present_fee
from ui.view import View
from ui.widgets import parts
from ui.widgets.notice import Notice
from ui.widgets.qr import SIDE, QrCode
from ui.widgets.spinner import Spinner

SPINNER_SIDE = 64
WORDS_WIDTH, TALL_SIDE = 700, 560
"""Px of the reference screen: of the words beside or below the code, of the code on a tall screen."""


class FeeForm(ModelPage):
    """One card with amount and code; staff's pad in its place when they come."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._face = FeeFace.ASKING
        self._title, self._lead = self.heading()
        self._amount, self._once = parts.label("display", wrap=False), parts.label("lead")
        self._steps = [parts.label("body") for _ in range(3)]
        tall = theme.portrait
        self._qr = QrCode(theme, TALL_SIDE if tall else SIDE)
        self._spinner = Spinner(theme, theme.px(SPINNER_SIDE))
        self._waiting, self._status = parts.label("strong"), Notice(theme)
        told = QWidget()
        told.setFixedWidth(theme.px(TALL_SIDE if tall else WORDS_WIDTH))
        words = QVBoxLayout(told)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(theme.px(16))
        words.addWidget(self._amount)
        words.addWidget(self._once)
        words.addSpacing(theme.px(12))
        for step in self._steps:
            words.addWidget(step)
        state = QHBoxLayout()
        state.setSpacing(theme.px(24))
        state.addWidget(self._spinner)
        state.addWidget(self._waiting, 1)
        state.addWidget(self._status, 1)
        self._card = parts.card()
        direction = QBoxLayout.Direction
        inside = QBoxLayout(direction.TopToBottom if tall else direction.LeftToRight, self._card)
        inside.setContentsMargins(*(theme.px(48),) * 4)
        inside.setSpacing(theme.px(56))
        inside.addStretch(1)
        inside.addWidget(self._qr, 0, Qt.AlignmentFlag.AlignCenter)
        inside.addWidget(told, 0, Qt.AlignmentFlag.AlignCenter)
        inside.addStretch(1)
        self._bill = QWidget()
        self._bill_column = column = QVBoxLayout(self._bill)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.gap_px)
        column.addStretch(1)  # above a code; an amount alone follows title and lead at once
        column.addWidget(self._card)
        column.addLayout(state)
        column.addStretch(2)
        self._gate = PinGate(desk)
        self.column.addWidget(self._bill, 1)
        self.column.addWidget(self._gate, 20)
        self._do = parts.button("primary", "primary", self._go_on)
        self._back = parts.button("quiet", "back", self._go_back)
        self._help = parts.button("plain", "help", lambda: desk.send(HelpAsked(HelpTopic.SERVICE)))
        self.add_actions(self._do, self._back, self._help)

    def present(self, view: View) -> FeePage:
        return present_fee(view)

    def show_model(self, model: FeePage) -> None:
        self._face = model.face
        staff = model.face is FeeFace.STAFF
        parts.set_text(self._title, model.title)
        parts.set_text(self._lead, model.lead)
        parts.set_text(self._amount, model.amount)
        parts.set_text(self._once, model.amount_note)
        self._bill.setVisible(not staff)
        self._gate.setVisible(staff)
        self._gate.tell(model.pin, model.pin_notice)
        self._qr.show_text(model.url)
        self._qr.setVisible(model.url is not None)
        self._bill_column.setStretch(0, 0 if model.url is None else 1)
        side = Qt.AlignmentFlag.AlignHCenter if model.url is None else Qt.AlignmentFlag.AlignLeft
        for label in (self._amount, self._once):
            label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        for nth, widget in enumerate(self._steps):
            parts.set_text(widget, f"{nth + 1}.  {model.steps[nth]}" if model.steps else "")
            widget.setVisible(bool(model.steps))
        self._spinner.setVisible(model.waits)
        parts.set_text(self._waiting, (model.status or "") if model.waits else "")
        self._waiting.setVisible(model.waits)
        self._status.tell(None if model.waits else model.status, "warn")
        self._do.setVisible(model.button is not None)
        self._do.setEnabled(model.ready)
        parts.set_text(self._do, model.button or "")
        parts.set_text(self._back, model.back)
        parts.set_text(self._help, model.help)
        self._help.setVisible(not staff)

    def _go_on(self) -> None:
        if self._face is FeeFace.STAFF:
            self._gate.send()
        else:
            self.desk.send(Ready())

    def _go_back(self) -> None:
        self.desk.edit(pin="")
        self.desk.send(Back())
