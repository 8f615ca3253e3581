"""The staff's own window: the mirror with its lines, the step, the hint, the queue, and one-key actions.

It opens on the second screen where there is one. Until the PIN was typed in it, and again after a while
without a touch, it shows nothing of anybody.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QScreen, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLayout, QVBoxLayout, QWidget

from kiosk.guidance.waiver import WaiverReason
from kiosk.session.at_desk import DeskAct, DeskActed, DeskLeft, DeskPin
from kiosk.session.events import Event, OperatorPin
from kiosk.session.state import Step
from ui.booth import Booth
from ui.desk_side import DeskSide
from ui.lockdown import STAFF
from ui.pages.page import Desk
from ui.pages.pin_gate import GATE_WIDTH, PinGate
from ui.presenters.at_desk import KEYS, DeskWindowModel, present_desk
from ui.presenters.express import SHOWN, Strip
from ui.shell import Shell
from ui.theme import BUTTON_PAD, Theme, stylesheet
from ui.view import Draft
from ui.widgets import parts
from ui.widgets.finished_card import FinishedCard
from ui.widgets.live_view import LiveView
from ui.widgets.overlay_painter import OverlayPainter
from ui.widgets.ticket_strip import TicketStrip

SIZE = (1180, 760)
LOCK_AFTER_S = 900.0
"""Without a touch or a key: staff have gone, and the next to pass may be anybody."""
SIDE_WIDTH, MARGIN = 640, 28
FINISHED_INSET = 20
"""Of the finished photo from the mirror's corner, px of the reference screen."""


class DeskWindow(QWidget):
    """Follows the booth's own window, whose view it takes; owns nothing of a person.

    Parameters
    ----------
    shell
        The booth's window: what it shows of the booth is shown here too, in its first language.
    """

    def __init__(self, booth: Booth, shell: Shell, family: str) -> None:
        super().__init__()
        self.setObjectName("shell")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._booth, self._shell, self._family = booth, shell, family
        self._draft = Draft()
        self._reason: WaiverReason | None = None
        self._theme: Theme | None = None
        self._shown: DeskWindowModel | None = None
        self._touched_s = booth.clock.monotonic()
        self._grid = QVBoxLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        # The contents are made for the window's size: they must not make it grow, and be made anew for that.
        self._grid.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)  # the booth's own window ends the program
        self.setProperty(STAFF, True)
        self.setMinimumSize(960, 640)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def theme(self) -> Theme:
        """Sizes for the window as it is now."""
        return Theme(max(1, self.width()), max(1, self.height()), self._family)

    def show_over(self, screen: QScreen) -> None:
        """Show it over a whole screen."""
        if self.isVisible() and self.isMaximized() and self.screen() is screen:
            return
        self.hide()  # what is maximized stays on its screen
        self.setWindowState(Qt.WindowState.WindowNoState)
        self.setScreen(screen)
        self.setGeometry(screen.availableGeometry())
        self.showMaximized()

    def show_beside(self) -> None:
        """Show it on the booth's own screen."""
        self.resize(*SIZE)
        self.show()

    def put_away(self) -> None:
        """Hide it, locked: its screen has gone."""
        self._booth.post(DeskLeft())
        self.hide()

    def refresh(self) -> None:
        """Show what is new; called after the booth's own window has been brought up to date."""
        if self.theme != self._theme:
            self._build(self.theme)
        door, now = self._booth.desk_door, self._booth.clock.monotonic()
        if door.open and now - self._touched_s > LOCK_AFTER_S:
            self._booth.post(DeskLeft())
        view = replace(self._shell.view(), draft=self._draft, texts=self._shell.first_texts)
        if view.state.step is not Step.FRAME:
            self._reason = None  # it was this person's
        model = present_desk(view, door, self._booth.pause_waits, self._reason)
        if model != self._shown:
            self._shown = model
            self._show_model(model)
        frame = self._shell.frame if door.open else None
        if frame is None:
            self._live.clear()
        elif frame is not self._live.shown:
            self._live.show_frame(frame)

    def _build(self, theme: Theme) -> None:
        if self._theme is not None:
            self._live.clear()  # what is discarded is not gone at once, and its last frame shows somebody
        self._theme, self._shown = theme, None
        parts.clear(self._grid)
        self.setStyleSheet(stylesheet(theme))
        self._overlay = OverlayPainter(theme, self._booth.clock.monotonic)
        self._live = LiveView(theme, self._overlay.paint)
        self._gate = PinGate(self._desk(theme))
        self._enter = parts.button("primary", "primary", self._gate.send)
        self._title, self._lead = parts.label("heading", centred=True), parts.label("lead", centred=True)
        self._enter.setStyleSheet(f"min-width: {theme.px(GATE_WIDTH) - 2 * theme.px(BUTTON_PAD)}px;")
        locked = QVBoxLayout()
        locked.setSpacing(theme.px(20))
        for widget in (self._title, self._lead):
            locked.addWidget(widget)
        locked.addWidget(self._gate, 1)
        locked.addWidget(self._enter, 0, Qt.AlignmentFlag.AlignHCenter)
        locked.setContentsMargins(*(theme.margin_px,) * 4)
        self._locked, self._open = QWidget(), QWidget()
        self._locked.setLayout(locked)
        tall = QBoxLayout.Direction.TopToBottom
        row = QBoxLayout(tall if theme.portrait else QBoxLayout.Direction.LeftToRight, self._open)
        row.setContentsMargins(*(theme.px(MARGIN),) * 4)
        row.setSpacing(theme.gap_px)
        self._side = DeskSide(theme, self.act, self._choose, lambda: self._booth.post(DeskLeft()))
        if not theme.portrait:
            self._side.setFixedWidth(theme.px(SIDE_WIDTH))
        self._finished = FinishedCard(theme)
        stage = QGridLayout()
        stage.addWidget(self._live, 0, 0)
        corner = QVBoxLayout()  # over the wall beside the head: the lines stay free
        corner.setContentsMargins(*(theme.px(FINISHED_INSET),) * 4)
        corner.addWidget(self._finished)
        corner.addStretch(1)
        stage.addLayout(corner, 0, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(stage, 1)
        row.addWidget(self._side)
        self._strip = TicketStrip(theme, self._booth.post, theme.px(MARGIN))
        for part in (self._strip, self._locked, self._open):
            self._grid.addWidget(part)
        parts.name_controls(self, self._shell.first_texts)

    def _show_model(self, model: DeskWindowModel) -> None:
        self.setWindowTitle(model.title)
        self._locked.setVisible(not model.unlocked)
        self._open.setVisible(model.unlocked)
        self._gate.tell(model.pin, model.notice)
        self._enter.setEnabled(model.complete)
        self._strip.show_strip(Strip(model.tickets[-SHOWN:], "") if model.tickets else None)
        for label, text in (
            (self._title, model.title),
            (self._lead, model.lead),
            (self._enter, model.enter),
        ):
            parts.set_text(label, text)
        self._side.show_model(model)
        self._finished.show_finished(model.finished)
        self._overlay.show(model.lines)
        self._live.look_at(None if model.lines is None else model.lines.target.crop)
        self._live.update()

    def act(self, act: DeskAct) -> None:
        """Do one of the actions, as a key or its button asks, if it means something now."""
        model = self._shown
        ready = model is not None and any(each.act is act and each.ready for each in model.actions)
        if model is not None and model.unlocked and ready:
            self._touched_s = self._booth.clock.monotonic()
            waives = act in (DeskAct.TAKE_NOW, DeskAct.WAIVE)
            self._booth.post(DeskActed(act, self._reason if waives else None))

    def _choose(self, name: str) -> None:
        self._touched_s = self._booth.clock.monotonic()
        self._reason = None if self._reason == name else WaiverReason(name)
        self.refresh()

    def _desk(self, theme: Theme) -> Desk:
        return Desk(
            theme=theme,
            clock=self._booth.clock,
            send=self._send,
            edit=self._edit,
            draft=lambda: self._draft,
            take_photo_now=lambda: None,
            close_program=lambda: None,
            choose_language=lambda language: None,
        )

    def _send(self, event: Event) -> None:
        """The gate asks for the booth's PIN: here it opens this window and not the booth's page."""
        if isinstance(event, OperatorPin):
            self._touched_s = self._booth.clock.monotonic()
            self._booth.post(DeskPin(event.pin))

    def _edit(self, **changes: Any) -> None:
        self._draft = replace(self._draft, **changes)
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        name = QKeySequence(event.key()).toString()
        wanted = [act for act, key in KEYS.items() if key == name]
        if self._booth.desk_door.open and wanted and not event.isAutoRepeat():
            self.act(wanted[0])
        elif not self._booth.desk_door.open and name.isdigit():
            self._edit(pin=(self._draft.pin + name)[:12])
        elif not self._booth.desk_door.open and name == "Backspace":
            self._edit(pin=self._draft.pin[:-1])
        elif not self._booth.desk_door.open and name in ("Return", "Enter"):
            self._gate.send()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        handle = self.windowHandle()
        if handle is not None:
            handle.setProperty(STAFF, True)  # a key comes to the handle first

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        """It only goes out of the way, locked: with the booth it opens, and with the booth it ends."""
        self._booth.post(DeskLeft())
        event.ignore()
        self.showMinimized()
