"""The page that most likely comes next, made while the one before it is being read or answered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from kiosk.session.state import Step
from ui.pages.page import Page
from ui.view import PHONE, STICK, TYPED
from ui.widgets import parts

NEXT: dict[str, str] = {
    Step.ATTRACT: Step.SCAN,
    Step.SCAN: Step.CONFIRM,
    TYPED: Step.CONFIRM,
    STICK: Step.CONFIRM,
    PHONE: Step.CONFIRM,
    Step.CONFIRM: Step.CONSENT,
    Step.STANDING: Step.CONSENT,
    Step.CONSENT: Step.PREPARE,
    Step.CONTACT: Step.PREPARE,
    Step.FEE: Step.PREPARE,
    Step.PREPARE: Step.FRAME,
    Step.FRAME: Step.DEVELOPING,
    Step.DEVELOPING: Step.REVIEW,
    Step.REVIEW: Step.DONE,
    Step.SAVING: Step.DONE,
    Step.DONE: Step.ATTRACT,
}
"""Of pages whose successor is the same for most people; after any other what is made already is kept."""
AFTER_MS = 300
"""From a page's turn to the making of the next, and from there to its styling: whoever has just touched
something sees the answer first, and each of the two takes a few ms."""


class Ahead(QObject):
    """Keeps at most one page that nobody has seen yet: it is made of the screen's sizes and of what is the
    same for everybody, so it knows nothing of anybody.

    Parameters
    ----------
    make
        Returns a new page, hidden in the window.
    """

    def __init__(self, window: QWidget, make: Callable[[str], Page]) -> None:
        super().__init__(window)
        self._make = make
        self._wanted = self._key = ""
        self._page: Page | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self._go_on)

    @property
    def key(self) -> str:
        """The name of the page that is made already; empty without one."""
        return self._key

    def turned(self, key: str) -> None:
        """Say which page is shown from now on; its successor is made after a while."""
        self._wanted = NEXT.get(key, self._key)
        if self._key != self._wanted:
            self.drop()
        if self._wanted:
            self._timer.start()

    def take(self, key: str) -> Page | None:
        """Hand the page over if it is this one."""
        if key != self._key:
            return None
        page, self._page, self._key = self._page, None, ""
        return page

    def drop(self) -> None:
        """Give up what was made: the window looks different now, or is about to go."""
        self._timer.stop()
        if self._page is not None:
            parts.discard(self._page)
        self._page, self._key = None, ""

    def _go_on(self) -> None:
        if self._page is not None:
            for each in (self._page, *self._page.findChildren(QWidget)):
                each.ensurePolished()
            return
        self._page, self._key = self._make(self._wanted), self._wanted
        self._timer.start()
