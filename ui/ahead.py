"""The pages that most likely come next, made while the one before them is being read or answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator

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
"""Of pages whose successor is the same for most people. What is made already is kept after any other."""
AFTER_MS, BETWEEN_MS = 300, 40
"""From a page's turn to the making of the next, and between the steps of that: whoever has just touched
something sees the answer first, and each step takes a few ms."""


def after(key: str) -> list[str]:
    """Return all pages that usually follow one of :data:`NEXT`, the nearest first."""
    keys = [NEXT[key]]
    while NEXT[keys[-1]] not in (key, *keys):
        keys.append(NEXT[keys[-1]])
    return keys


class Ahead(QObject):
    """Keeps the pages of the usual way that nobody has seen yet: they are made of the screen's sizes and of
    what is the same for everybody, so they know nothing of anybody.

    All of them, not the next alone: some pages last for less than it takes to make one, as the camera's where
    the code is held up at once.

    Parameters
    ----------
    make
        Returns a new page, hidden in the window.
    lay_out
        Lays such a page out where pages are shown.
    """

    def __init__(self, window: QWidget, make: Callable[[str], Page], lay_out: Callable[[Page], None]) -> None:
        super().__init__(window)
        self._make, self._lay_out = make, lay_out
        self._pages: dict[str, Page] = {}
        self._steps: Iterator[None] = iter(())
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the pages that are made already."""
        return tuple(self._pages)

    def turned(self, key: str) -> None:
        """Say which page is shown from now on; its successors are made after a while."""
        self._timer.stop()
        if key in NEXT:
            self._steps = self._prepare(after(key))
            self._timer.start(AFTER_MS)

    def take(self, key: str) -> Page | None:
        """Hand the page over if there is one."""
        return self._pages.pop(key, None)

    def drop(self) -> None:
        """Give up what was made: the window looks different now, or is about to go."""
        self._timer.stop()
        while self._pages:
            parts.discard(self._pages.popitem()[1])

    def _go_on(self) -> None:
        if next(self._steps, self) is not self:
            self._timer.start(BETWEEN_MS)

    def _prepare(self, wanted: list[str]) -> Iterator[None]:
        """Make and lay out the pages, a step at a time."""
        for key in wanted:
            if key not in self._pages:
                self._pages[key] = self._make(key)
                yield
            self._lay_out(self._pages[key])
            yield
