"""What the booth shows in its window: one page at a time, in the language and look that the person chose."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from kiosk.camera.grabber import DisplayFrame
from kiosk.look import Look
from ui.ahead import Ahead, Place
from ui.booth import Booth
from ui.booth_window import BoothWindow
from ui.layers import Answers, Layers
from ui.outlook import Outlook
from ui.pages.page import Desk, Page
from ui.pages.table import PAGES
from ui.presenters.look import LookPage, present_look, turned
from ui.texts import Language, Texts
from ui.theme import Theme
from ui.view import Draft, View, page_of
from ui.widgets import parts


class Shell(BoothWindow):
    """Shows the booth's state; a page exists only while its step lasts, so nothing of a person stays.

    Parameters
    ----------
    family
        The font family, see :func:`ui.app.chinese_font`.
    """

    turned = Signal(str)
    """After a new page was shown for the first time: its name."""

    def __init__(self, booth: Booth, texts: Texts, family: str) -> None:
        super().__init__(booth)
        self._texts, self._family = texts, family
        self._first_texts = texts
        self._look = booth.settings.look
        self._choosing = False
        self._draft = Draft()
        self._session: str | None = None
        self._page_key = ""
        self._outlook = Outlook(booth)
        answers = Answers(
            choose_language=self.choose_language,
            open_look=self.open_look,
            turn_switch=self._turn_switch,
            look_as_first=self._look_as_first,
            close_look=self._close_look,
            stay=self._somebody_is_there,
            send=booth.post,
        )
        self._layers = Layers(self, answers)
        self._ahead = Ahead(self, self._ears, self._place)

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        return self._layers.page

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
    def uppermost(self) -> QWidget:
        return self._layers.over or self

    def view(self) -> View:
        """Return what is shown now; the staff's own window shows it too."""
        return self._outlook.view(self._texts, self._draft)

    def close_down(self) -> None:
        super().close_down()
        self._ahead.drop()

    def refresh(self) -> None:
        """Show what is new: the state's page, the newest frame, the newest judgement."""
        with self._ears.closed():
            self._show_what_is_new()

    def _show_what_is_new(self) -> None:
        state = self._booth.state
        if self._session is not None and state.session != self._session:
            self._forget()
        self._session = state.session
        left_s = state.idle_left_s(self._booth.settings.session, self._booth.clock.monotonic())
        if state.session is None and left_s <= 0:
            self._as_first()  # somebody chose these and walked on
        if self._layers.theme != self.theme:
            self._ahead.drop()
            self._layers.make(self.theme)
        fresh = self._outlook.look()
        key = page_of(state, self._booth.setup)
        turning = key != self._page_key or self.page is None
        if turning:
            self._turn_to(key)
        page = self.page
        assert page is not None
        frame = self._outlook.frame
        if frame is not None and (fresh or turning):
            page.show_frame(frame)
        view = self.view()
        page.show_view(view)
        tickets = self._layers.show_round(view)
        if turning:
            page.make_room(tickets)
        self._layers.show_over(view, self._look_page())
        if turning:
            self._layers.unveil()
            self._fit_words(page)
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
            if self.page is not None:
                self._fit_words(self.page)

    def choose_look(self, look: Look) -> None:
        """Change colours and the size of texts; step and what was typed stay."""
        if look != self._look:
            self._look = look
            self.refresh()

    def open_look(self) -> None:
        """Ask how everything should look and sound, over the page, which stays."""
        self._choosing = True
        self.refresh()

    def _use_keys(self, keys: bool) -> None:
        if keys != bool(self.property("keys")):
            self._ahead.drop()  # or the style of all that is in them is looked up now as well
        super()._use_keys(keys)

    def _look_page(self) -> LookPage | None:
        """Return the panel's model while the look is being chosen."""
        return present_look(self._texts, self._look, self._booth.settings.look) if self._choosing else None

    def _turn_switch(self, name: str) -> None:
        self.choose_look(turned(self._look, name))
        if self.property("keys"):
            self._layers.focus_switch(name)

    def _look_as_first(self) -> None:
        self.choose_look(self._booth.settings.look)

    def _close_look(self) -> None:
        self._choosing = False
        if self.page is not None:
            self._touches.page_turned(self.page)  # a second tap is not meant for what lay below
        self.refresh()

    def _forget(self) -> None:
        """A session ended: the next person starts with nothing of it."""
        self._draft = Draft()
        self._outlook.frame = None
        self._as_first()
        self._layers.drop_page()

    def _as_first(self) -> None:
        self._texts, self._look = self._first_texts, self._booth.settings.look
        self._choosing = False

    def _turn_to(self, key: str) -> None:
        self._layers.drop_page()
        self._page_key = key
        self._draft = self._draft.on_page(key)
        page = self._ahead.take(key) or PAGES[key](self._desk())
        self._touches.page_turned(page)
        self._ahead.turned(key)
        self._layers.put(page)

    def _fit_words(self, page: Page) -> None:
        page.fit_texts()
        parts.name_controls(page, self._texts)

    def _place(self) -> Place:
        """Return what a page is made for that nobody sees yet: it comes where the one lies that is shown."""
        layers = self._layers
        return Place(self._desk(), layers.body, layers.page_area, self._booth.campaign, self._texts)

    def _desk(self) -> Desk:
        theme = self._layers.theme
        assert theme is not None
        return Desk(
            theme=theme,
            clock=self._booth.clock,
            send=self._booth.post,
            edit=self._edit,
            draft=lambda: self._draft,
            take_photo_now=self._booth.take_photo_now,
            close_program=self._close_program,
            choose_language=self.choose_language,
        )

    def _edit(self, **changes: Any) -> None:
        self._draft = replace(self._draft, **changes)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.page is not None:
            self.page.fit_texts()  # made while the window was hidden, without sizes or fonts

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()
