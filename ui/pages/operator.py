"""The staff page behind the hidden corner: a PIN, then the dashboard in three tabs, and what staff may do."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kiosk.session.events import (
    Back,
    CalibrationOpened,
    ClosingAsked,
    ExpressSwitched,
    PauseAsked,
    ReleaseAsked,
    ResumeAsked,
    SendAgainAsked,
)
from ui.pages.page import Desk, ModelPage
from ui.pages.pin_gate import PinGate
from ui.presenters.dashboard import HeldRow
from ui.presenters.operating import TABS, OperatorPage, present_operator
from ui.view import View
from ui.widgets import parts
from ui.widgets.day_plots import HoursPlot, ReasonsPlot
from ui.widgets.options import OptionGrid, Pick
from ui.widgets.status_cards import StatusCards


class Operator(ModelPage):
    """PIN pad until it was right, then how the booth is."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._model: OperatorPage | None = None
        self._title, self._lead = self.heading()
        self._gate = PinGate(desk)
        self._tabs = OptionGrid(theme, len(TABS), lambda name: desk.edit(tab=name), Pick.TAB)
        self._cards = StatusCards(theme)
        self._hours, self._reasons = HoursPlot(theme), ReasonsPlot(theme)
        self._parts = QStackedWidget()
        for part in (self._cards, self._today(), self._held()):
            self._parts.addWidget(part)
        self.column.addWidget(self._gate, 20)
        self.column.addWidget(self._parts, 20)
        # What is touched lies below what is only read, for who is seated.
        self.column.insertWidget(self.column.count() - (0 if theme.low_px else 1), self._tabs)
        self._enter = parts.button("primary", "primary", self._gate.send)
        self._leave = parts.button("quiet", "back", lambda: desk.send(Back()))
        self._set_up = parts.button("plain", "set-up", lambda: desk.send(CalibrationOpened()))
        self._express = parts.button("plain", "express", self._switch_express)
        self._pause = parts.button("plain", "pause", self._pause_or_resume)
        self._end_day = parts.button("plain", "end-day", lambda: desk.send(ClosingAsked()))
        self._acts = (self._set_up, self._express, self._pause, self._end_day)
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.px(14))
        if theme.portrait:  # a row has no room for all of them
            self.column.addLayout(self._grid)
        self.add_actions(self._enter, self._leave)
        self._paused: bool | None = None
        self._place_acts(paused=False)

    def _place_acts(self, *, paused: bool) -> None:
        """Put what staff may do into its places: while the booth is paused, to open it again comes first."""
        if paused is self._paused:
            return
        self._paused = paused
        acts = [act for act in self._acts if act is not self._pause or not paused]
        primary = self._pause if paused else self._enter
        parts.set_look(self._pause, "kind", "primary" if paused else "plain")
        if not self.theme.portrait:
            self.arrange(primary, self._leave, *acts)
            return
        self._grid.removeWidget(self._pause)
        self.arrange(primary, self._leave)
        for index, button in enumerate(acts):
            alone = index == len(acts) - 1 and index % 2 == 0
            self._grid.addWidget(button, *divmod(index, 2), 1, 2 if alone else 1)

    def _today(self) -> QWidget:
        tall = QBoxLayout.Direction.TopToBottom
        row = QBoxLayout(tall if self.theme.portrait else QBoxLayout.Direction.LeftToRight)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.gap_px)
        row.addWidget(self._hours, 3)
        row.addWidget(self._reasons, 2)
        holder = QWidget()
        holder.setLayout(row)
        return holder

    def _held(self) -> QWidget:
        theme = self.theme
        self._held_none = parts.label("lead", centred=True)
        self._held_rows: list[_Held] = []
        self._send_again = parts.button("plain", "send-again", lambda: self.desk.send(SendAgainAsked()))
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self._held_none, 1)
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.px(14))
        self._rows.addStretch(1)
        if theme.low_px:
            self._rows.insertStretch(0, 100)  # the buttons in them lie as low as they can
        body = QWidget()
        body.setLayout(self._rows)
        self._held_area = parts.scrolling(theme, body)
        column.addWidget(self._held_area, 1)
        side = Qt.AlignmentFlag.AlignLeft if theme.look.left_handed else Qt.AlignmentFlag.AlignRight
        column.addWidget(self._send_again, 0, side)
        holder = QWidget()
        holder.setLayout(column)
        return holder

    def present(self, view: View) -> OperatorPage:
        return present_operator(view)

    def show_model(self, model: OperatorPage) -> None:
        self._model = model
        for label, text in (
            (self._title, model.title),
            (self._lead, model.lead),
            (self._held_none, model.held_none),
        ):
            parts.set_text(label, text)
        self._gate.tell(model.pin, model.notice)
        self._gate.setVisible(not model.unlocked)
        self._enter.setVisible(not model.unlocked)
        for widget in (self._tabs, self._parts, *self._acts):
            widget.setVisible(model.unlocked)
        self._place_acts(paused=model.unlocked and model.paused)
        self._enter.setEnabled(model.complete)
        self._tabs.show_options(model.tabs)
        self._parts.setCurrentIndex(TABS.index(model.tab))
        self._cards.show_cards(model.cards)
        self._hours.show_plot(model.day)
        self._reasons.show_plot(model.reasons)
        self._held_none.setVisible(bool(model.held_none))
        self._held_area.setVisible(not model.held_none)
        self._show_held(model.held)
        for button, text in (
            (self._enter, model.button),
            (self._leave, model.leave),
            (self._set_up, model.set_up),
            (self._express, model.express),
            (self._pause, model.pause),
            (self._end_day, model.end_day),
            (self._send_again, model.send_again),
        ):
            parts.set_text(button, text)

    def _show_held(self, held: tuple[HeldRow, ...]) -> None:
        """Show a row for each; on most days nothing is held up, and no row is made."""
        while len(self._held_rows) < len(held):
            made = _Held(self.desk)
            self._rows.insertWidget(self._rows.count() - 1, made)
            self._held_rows.append(made)
        for index, row in enumerate(self._held_rows):
            row.show_row(held[index] if index < len(held) else None)

    def _switch_express(self) -> None:
        if self._model is not None:
            self.desk.send(ExpressSwitched(not self._model.express_on))

    def _pause_or_resume(self) -> None:
        if self._model is not None:
            self.desk.send(ResumeAsked() if self._model.paused else PauseAsked())


class _Held(QWidget):
    """One submission that waits: what it is, what to do, and the button that lets it go on."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        theme = desk.theme
        self._id = ""
        self._what, self._todo = parts.label("strong"), parts.label("caption")
        self._button: QPushButton = parts.button("plain", "release", partial(self._release, desk))
        frame = parts.card()
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(self._what)
        words.addWidget(self._todo)
        row = QBoxLayout(parts.across(theme), frame)
        row.setContentsMargins(theme.px(26), theme.px(10), theme.px(16), theme.px(12))
        row.setSpacing(theme.px(20))
        row.addLayout(words, 1)
        row.addWidget(self._button)
        holder = QVBoxLayout(self)
        holder.setContentsMargins(0, 0, 0, 0)
        holder.addWidget(frame)

    def show_row(self, row: HeldRow | None) -> None:
        self.setVisible(row is not None)
        if row is not None:
            self._id = row.id
            parts.set_text(self._what, row.what)
            parts.set_text(self._todo, row.todo)
            parts.set_text(self._button, row.button)

    def _release(self, desk: Desk) -> None:
        desk.send(ReleaseAsked(self._id))
