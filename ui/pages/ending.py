"""A booth that receives nobody for a moment, and the end of the day: send what waits, then close."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout

from kiosk.session.events import Back, PowerOffAsked, SendAgainAsked
from ui.pages.page import Desk, ModelPage
from ui.presenters.operating import ClosingPage, PausedPage, present_closing, present_paused
from ui.view import View
from ui.widgets import parts
from ui.widgets.facts import Facts
from ui.widgets.notice import Notice


class Paused(ModelPage):
    """Says kindly that it goes on soon; staff open the booth again through the hidden corner."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        mark = QLabel()
        mark.setPixmap(parts.icon("pause", theme.px(150), theme.palette.primary))
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words = tuple(
            parts.label(role, centred=True) for role in ("display", "heading", "lead", "lead")
        )
        self.column.addStretch(2)
        self.column.addWidget(mark)
        for label in self._words:
            self.column.addWidget(label)
        self.column.addStretch(3)

    def present(self, view: View) -> PausedPage:
        return present_paused(view)

    def show_model(self, model: PausedPage) -> None:
        told = (model.title, model.other_title, model.lead, model.other_lead)
        for label, text in zip(self._words, told, strict=True):
            parts.set_text(label, text)


class Closing(ModelPage):
    """What still waits, as it goes down; the day in numbers; then the way out."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._most = 0
        self._title, self._lead = self.heading()
        self._notice = Notice(theme, icon="send")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(theme.px(26))
        p, radius = theme.palette, theme.px(12)
        self._bar.setStyleSheet(
            f"QProgressBar {{ background: {p.sunken}; border: none; border-radius: {radius}px; }}"
            f"QProgressBar::chunk {{ background: {p.primary}; border-radius: {radius}px; }}"
        )
        self._card = parts.card()
        self._facts = Facts(theme)
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(*(theme.px(32),) * 4)
        inside.addLayout(self._facts)
        self.column.addWidget(self._notice)
        self.column.addWidget(self._bar)
        self.column.addWidget(self._card)
        self.column.addStretch(1)
        self._close = parts.button("primary", "close", desk.close_program)
        self._back = parts.button("quiet", "back", lambda: desk.send(Back()))
        self._send_again = parts.button("plain", "send-again", lambda: desk.send(SendAgainAsked()))
        self._power_off = parts.button("plain", "power-off", self._switch_off)
        self.add_actions(self._close, self._back, self._send_again, self._power_off)

    def present(self, view: View) -> ClosingPage:
        return present_closing(view)

    def show_model(self, model: ClosingPage) -> None:
        self._most = max(self._most, model.waiting, 1)
        self._bar.setRange(0, self._most)
        self._bar.setValue(self._most - model.waiting)
        self._bar.setAccessibleName(model.progress)
        parts.set_text(self._title, model.title)
        parts.set_text(self._lead, model.lead)
        self._notice.tell(model.progress, model.tone)
        self._facts.show_rows(model.summary)
        for button, text in (
            (self._close, model.close),
            (self._back, model.back),
            (self._send_again, model.send_again),
            (self._power_off, model.power_off or ""),
        ):
            parts.set_text(button, text)
        self._send_again.setVisible(not model.done)
        self._power_off.setVisible(model.power_off is not None)

    def _switch_off(self) -> None:
        self.desk.send(PowerOffAsked())
        self.desk.close_program()
