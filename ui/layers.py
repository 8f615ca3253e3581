"""What lies in the window: header, tickets and page; over them the panel of looks, and the idle question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from kiosk.session.events import Event
from ui.pages.page import Page
from ui.presenters.chrome import present_chrome, present_idle
from ui.presenters.express import present_strip
from ui.presenters.look import LookPage
from ui.texts import Language
from ui.theme import Theme, stylesheet
from ui.view import View
from ui.widgets import parts
from ui.widgets.header import Header
from ui.widgets.idle_overlay import IdleOverlay
from ui.widgets.look_panel import LookPanel
from ui.widgets.ticket_strip import TicketStrip


@dataclass(frozen=True)
class Answers:
    """What is called when something round or over the page is touched.

    ``turn_switch`` gets the name of a switch, ``send`` a ticket's event; ``stay`` answers the idle question.
    """

    choose_language: Callable[[Language], None]
    open_look: Callable[[], None]
    turn_switch: Callable[[str], None]
    look_as_first: Callable[[], None]
    close_look: Callable[[], None]
    stay: Callable[[], None]
    send: Callable[[Event], None]


class Layers:
    """Three, each over the one before it: the body, the panel of looks, the question whether anyone is there.

    Nothing lies in the window before :meth:`make`. Pages come and go in the body, one at a time; the rest
    lasts as long as the window's size and look.

    Parameters
    ----------
    window
        Gets a layout, and the style of all that is made for it.
    """

    def __init__(self, window: QWidget, answers: Answers) -> None:
        self._window, self._answers = window, answers
        self._theme: Theme | None = None
        self._page: Page | None = None
        self._grid = QGridLayout(window)
        self._grid.setContentsMargins(0, 0, 0, 0)
        # The screen is as large as it is: a page that asks for more must not make the window grow.
        self._grid.setSizeConstraint(QGridLayout.SizeConstraint.SetNoConstraint)

    @property
    def theme(self) -> Theme | None:
        """What all that lies there was made for; None before the first :meth:`make`."""
        return self._theme

    @property
    def body(self) -> QWidget:
        """The lowest layer, whose child every page is."""
        return self._body

    @property
    def page(self) -> Page | None:
        """The page that lies there."""
        return self._page

    @property
    def page_area(self) -> QRect:
        """Where it lies in the body; empty without one."""
        return QRect() if self._page is None else self._page.geometry()

    @property
    def over(self) -> QWidget | None:
        """What lies over the page now; None while it is free."""
        return next((each for each in (self._idle, self._sheet) if each.isVisible()), None)

    def make(self, theme: Theme) -> None:
        """Make all anew for the window's size and look; without a page."""
        answers = self._answers
        self._theme = theme
        self.drop_page()
        parts.clear(self._grid)
        self._window.setStyleSheet(stylesheet(theme))
        self._body = QWidget()
        self._stack = QVBoxLayout(self._body)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(0)
        self._header = Header(theme, answers.choose_language, answers.open_look)
        self._sheet = LookPanel(theme, answers.turn_switch, answers.look_as_first, answers.close_look)
        self._idle = IdleOverlay(theme, answers.stay)
        self._strip = TicketStrip(theme, answers.send)
        rows = (self._header, self._strip)
        for row in reversed(rows) if theme.look.seated else rows:
            self._stack.addWidget(row)
        for layer in (self._body, self._sheet, self._idle):
            self._grid.addWidget(layer, 0, 0)
        self._sheet.raise_()
        self._idle.raise_()

    def put(self, page: Page) -> None:
        """Lay a page below header and tickets, or above them for who is seated; :meth:`unveil` shows it."""
        self._page = page
        seated = self._theme is not None and self._theme.look.seated
        self._stack.insertWidget(0 if seated else self._stack.count(), page, 1)

    def drop_page(self) -> None:
        """Take the page away for good, if there is one."""
        if self._page is not None:
            self._stack.removeWidget(self._page)
            parts.discard(self._page)
            self._page = None

    def show_round(self, view: View) -> bool:
        """Bring header and tickets up to date; return whether there are tickets, which take a page's room."""
        self._header.show_chrome(present_chrome(view))
        strip = present_strip(view, self._strip.places)
        self._strip.show_strip(strip)
        return strip is not None

    def show_over(self, view: View, look: LookPage | None) -> None:
        """Bring the panel of looks up to date, if it is open, and the idle question, if it is asked."""
        self._sheet.show_look(look)
        self._idle.ask(present_idle(view))

    def focus_switch(self, name: str) -> None:
        """Put the keys on a switch of the panel."""
        self._sheet.focus_on(name)

    def unveil(self) -> None:
        """Show the page; laid out at once, or the first thing seen of it would be an empty one."""
        if self._page is not None:
            self._page.show()
        self._grid.activate()
        self._stack.activate()
