"""The window: header, one page at a time, the idle question, touches, and the hidden corner."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from kiosk.camera.grabber import DisplayFrame
from kiosk.guidance.verdict import waivable_rules
from kiosk.look import Look
from kiosk.session.events import OperatorAsked, Touched
from ui.ahead import Ahead, Place
from ui.booth import Booth
from ui.corner import CornerTaps
from ui.ears import Ears
from ui.lockdown import Lockdown
from ui.outlook import Outlook
from ui.pages.page import Desk, Page
from ui.pages.table import PAGES
from ui.presenters.chrome import present_chrome, present_idle
from ui.presenters.express import present_strip
from ui.presenters.look import present_look, turned
from ui.reading_order import controls, following, go_to
from ui.texts import Language, Texts
from ui.theme import Theme, stylesheet
from ui.touches import Touches
from ui.view import Draft, View, page_of
from ui.widgets import parts
from ui.widgets.header import Header
from ui.widgets.idle_overlay import IdleOverlay
from ui.widgets.look_panel import LookPanel
from ui.widgets.ticket_strip import TicketStrip

CORNER_SIDES = 1.5
"""Side of the hidden corner / a touch target's."""


class Shell(QWidget):
    """Shows the booth's state; a page exists only while its step lasts, so nothing of a person stays.

    Parameters
    ----------
    family
        The font family, see :func:`ui.app.chinese_font`.
    """

    turned = Signal(str)
    """After a new page was shown for the first time: its name."""

    def __init__(self, booth: Booth, texts: Texts, family: str) -> None:
        super().__init__()
        self.setObjectName("shell")
        self.setProperty("keys", "")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._booth, self._texts, self._family = booth, texts, family
        self._first_texts = texts
        self._look = booth.settings.look
        self._choosing = False
        self._draft = Draft()
        self._session: str | None = None
        self._page: Page | None = None
        self._page_key = ""
        self._theme: Theme | None = None
        self._outlook = Outlook(booth)
        self._corner = CornerTaps()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        # The screen is as large as it is: a page that asks for more must not make the window grow.
        self._grid.setSizeConstraint(QGridLayout.SizeConstraint.SetNoConstraint)
        self._touches = Touches(self, booth.clock, self._touched, self._keyed)
        self._ears = Ears(self._touches, Lockdown(self))
        self._ahead = Ahead(self, self._ears, self._place)
        self._locked = False

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        return self._page

    @property
    def page_key(self) -> str:
        """Its name: a step, or ``typed``."""
        return self._page_key

    @property
    def language(self) -> Language:
        return self._texts.language

    @property
    def look(self) -> Look:
        """What the person chose of colours, texts, sound and sides."""
        return self._look

    @property
    def theme(self) -> Theme:
        """Sizes for the window as it is now."""
        return Theme(max(1, self.width()), max(1, self.height()), self._family, self._look)

    @property
    def frame(self) -> DisplayFrame | None:
        """The newest camera frame, while somebody is served or the booth is set up."""
        return self._outlook.frame

    @property
    def first_texts(self) -> Texts:
        """The texts in the language sessions start in, whatever the person chose."""
        return self._first_texts

    @property
    def ahead(self) -> Ahead:
        """The pages that come next."""
        return self._ahead

    @property
    def ears(self) -> Ears:
        """Who hears every touch and key."""
        return self._ears

    def view(self) -> View:
        """Return what is shown now, for the staff's own window."""
        return self._view()

    def close_down(self) -> None:
        """Stop listening to touches; before the window goes."""
        self._ears.stop()
        self._ahead.drop()

    def lock(self) -> None:
        """From now on only staff close this window; it stays on top, as large as the screen."""
        self._locked = True
        for flag in (Qt.WindowType.FramelessWindowHint, Qt.WindowType.WindowStaysOnTopHint):
            self.setWindowFlag(flag)

    def refresh(self) -> None:
        """Show what is new: the state's page, the newest frame, the newest judgement."""
        with self._ears.closed():
            self._show_what_is_new()

    def _show_what_is_new(self) -> None:
        state = self._booth.state
        if self._session is not None and state.session != self._session:
            self._forget()
        self._session = state.session
        if state.session is None and state.idle_left_s(self._booth.settings.session, self._now()) <= 0:
            self._as_first()  # somebody chose these and walked on
        if self._theme != self.theme:
            self._rebuild()
        fresh = self._outlook.look()
        key = page_of(state, self._booth.setup)
        turning = key != self._page_key or self._page is None
        if turning:
            self._turn_to(key)
        page = self._page
        assert page is not None
        frame = self._outlook.frame
        if frame is not None and (fresh or turning):
            page.show_frame(frame)
        view = self._view()
        page.show_view(view)
        self._header.show_chrome(present_chrome(view))
        strip = present_strip(view)
        self._strip.show_strip(strip)
        if turning:
            page.make_room(strip is not None)
        self._show_look()
        self._idle.ask(present_idle(view))
        if turning:
            # Laid out at once, or the first thing seen of a page would be an empty one.
            page.show()
            self._grid.activate()
            self._stack.activate()
            page.fit_texts()
            parts.name_controls(page, self._texts)
            self.turned.emit(key)

    def start_over(self) -> None:
        """Forget the person and what is known of the booth, and make the page anew."""
        self._outlook.start_over()
        self._forget()
        self.refresh()

    def show_draft(self, draft: Draft) -> None:
        """Show something as if it had been typed."""
        self.refresh()
        self._draft = draft
        self.refresh()

    def choose_language(self, language: Language) -> None:
        """Change every text; step and what was typed stay."""
        if language is not self._texts.language:
            self._texts = self._texts.switched()
            self.refresh()
            self._ahead.turned(self._page_key)  # what is made already is told in this language
            if self._page is not None:
                self._page.fit_texts()
                parts.name_controls(self._page, self._texts)

    def choose_look(self, look: Look) -> None:
        """Change colours and the size of texts; step and what was typed stay."""
        if look != self._look:
            self._look = look
            self.refresh()

    def open_look(self) -> None:
        """Ask how everything should look and sound, over the page, which stays."""
        self._choosing = True
        self.refresh()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Go on by key to the next control as it is laid out; within what lies over the page first."""
        over = [each for each in (self._idle, self._sheet) if each.isVisible()]
        target = following(controls(over[0] if over else self), self.focusWidget(), forward=next)
        if target is not None:
            go_to(target)
        return target is not None

    def _keyed(self) -> None:
        self._use_keys(True)
        self._booth.post(Touched())

    def _use_keys(self, keys: bool) -> None:
        if keys != bool(self.property("keys")):
            self._ahead.drop()  # or the style of all that is in them is looked up now as well
        parts.set_look(self, "keys", "true" if keys else "")

    def _show_look(self) -> None:
        first = self._booth.settings.look
        self._sheet.show_look(present_look(self._texts, self._look, first) if self._choosing else None)

    def _turn_switch(self, name: str) -> None:
        self.choose_look(turned(self._look, name))
        if self.property("keys"):
            self._sheet.focus_on(name)

    def _look_as_first(self) -> None:
        self.choose_look(self._booth.settings.look)

    def _close_look(self) -> None:
        self._choosing = False
        if self._page is not None:
            self._touches.page_turned(self._page)  # a second tap is not meant for what lay below
        self.refresh()

    def _forget(self) -> None:
        """A session ended: the next person starts with nothing of it."""
        self._draft = Draft()
        self._outlook.frame = None
        self._as_first()
        self._drop_page()

    def _as_first(self) -> None:
        self._texts, self._look = self._first_texts, self._booth.settings.look
        self._choosing = False

    def _now(self) -> float:
        return self._booth.clock.monotonic()

    def _view(self) -> View:
        return self._outlook.view(self._texts, self._draft)

    def _rebuild(self) -> None:
        """Make header, overlay and page anew for the window's size."""
        self._theme = self.theme
        self._drop_page()
        self._ahead.drop()
        parts.clear(self._grid)
        self.setStyleSheet(stylesheet(self._theme))
        self._body = QWidget()
        self._stack = QVBoxLayout(self._body)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(0)
        self._header = Header(self._theme, self.choose_language, self.open_look)
        self._sheet = LookPanel(self._theme, self._turn_switch, self._look_as_first, self._close_look)
        self._idle = IdleOverlay(self._theme, lambda: self._booth.post(Touched()))
        self._strip = TicketStrip(self._theme, self._booth.post)
        rows = (self._header, self._strip)
        for row in reversed(rows) if self._look.seated else rows:
            self._stack.addWidget(row)
        self._grid.addWidget(self._body, 0, 0)
        self._grid.addWidget(self._sheet, 0, 0)
        self._grid.addWidget(self._idle, 0, 0)
        self._sheet.raise_()
        self._idle.raise_()

    def _turn_to(self, key: str) -> None:
        self._drop_page()
        self._page_key = key
        self._draft = self._draft.on_page(key)
        self._page = self._ahead.take(key) or PAGES[key](self._desk())
        self._touches.page_turned(self._page)
        self._ahead.turned(key)
        self._stack.insertWidget(0 if self._look.seated else self._stack.count(), self._page, 1)

    def _place(self) -> Place:
        """Return what a page is made for that nobody sees yet: it comes where the one lies that is shown."""
        area = QRect() if self._page is None else self._page.geometry()
        return Place(self._desk(), self._body, area, self._booth.campaign, self._texts)

    def _drop_page(self) -> None:
        if self._page is not None:
            self._stack.removeWidget(self._page)
            parts.discard(self._page)
        self._page, self._page_key = None, ""

    def _desk(self) -> Desk:
        assert self._theme is not None
        return Desk(
            theme=self._theme,
            clock=self._booth.clock,
            send=self._booth.post,
            edit=self._edit,
            draft=lambda: self._draft,
            take_photo_now=self._booth.take_photo_now,
            close_program=self._close_program,
            choose_language=self.choose_language,
        )

    def _close_program(self) -> None:
        if self._booth.state.unlocked:
            self._locked = False
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._locked:
            event.ignore()  # Alt+F4, a task bar, a remote desktop: none of them is staff
        else:
            super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if self._locked and event.type() == QEvent.Type.WindowStateChange and not self.isFullScreen():
            self.showFullScreen()

    def _edit(self, **changes: Any) -> None:
        self._draft = replace(self._draft, **changes)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._page is not None:
            self._page.fit_texts()  # made while the window was hidden, without sizes or fonts

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()

    def _touched(self, at: QPointF) -> None:
        self._use_keys(False)
        self._booth.post(Touched())
        reach_px = CORNER_SIDES * self.theme.touch_px
        inside = at.x() <= reach_px and at.y() <= reach_px
        if self._corner.tapped(inside, self._now()):
            guide = self._booth.guide
            self._booth.post(OperatorAsked(() if guide is None else waivable_rules(guide.verdicts)))
