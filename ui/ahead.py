"""The pages that most likely come next, made while the one before them is being read or answered."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect, QTimer
from PySide6.QtWidgets import QWidget

from kiosk.campaign.campaign import Campaign
from kiosk.session.state import Step
from ui.ears import Ears
from ui.pages.page import Desk, Page
from ui.pages.table import PAGES
from ui.texts import Texts
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
    Step.REVIEW: Step.SAVING,
    Step.SAVING: Step.DONE,
    Step.DONE: Step.ATTRACT,
}
"""Of pages whose successor is the same for most people. What is made already is kept after any other."""
BUSY = frozenset({Step.FRAME})
"""Here the machine is somebody's mirror, and does nothing else that can wait."""
AFTER_MS, BETWEEN_MS = 30, 3
"""From a page's turn to the making of the next, and between the steps of that: whoever has just touched
something sees the answer first."""
STEPS_S = 0.002
"""Of the processor at a time: steps are taken until so much is used, and none of them takes much more."""
_PIXEL = QRect(0, 0, 1, 1)


def after(key: str) -> list[str]:
    """Return all pages that usually follow one of :data:`NEXT`, the nearest first."""
    keys = [NEXT[key]]
    while NEXT[keys[-1]] not in (key, *keys):
        keys.append(NEXT[keys[-1]])
    return keys


@dataclass(frozen=True)
class Place:
    """What a page is made for: the window as it is now."""

    desk: Desk
    body: QWidget
    area: QRect
    campaign: Campaign
    texts: Texts


class _Making:
    """A page on its way: it has all its parts and the words that are everybody's once the steps are done."""

    def __init__(self, key: str, place: Callable[[], Place]) -> None:
        self.page: Page | None = None
        self.steps = self._made(key, place)

    def _made(self, key: str, place: Callable[[], Place]) -> Iterator[None]:
        page = self.page = PAGES[key](place().desk)
        yield
        page.setParent(place().body)
        yield
        yield from page.foresee(place().campaign, place().texts)


class Ahead(QObject):
    """Keeps the pages of the usual way that nobody has seen yet: they are made of the screen's sizes and of
    what is the same for everybody, so they know nothing of anybody.

    All of them, not the next alone: some pages last for less than it takes to make one, as the camera's where
    the code is held up at once. A page is made a step at a time, for each takes as long as a picture of the
    mirror may; and none while somebody is framed.

    Parameters
    ----------
    ears
        Nobody hears the thousands of events that making a page sends.
    place
        Returns what pages are made for now.
    """

    def __init__(self, window: QWidget, ears: Ears, place: Callable[[], Place]) -> None:
        super().__init__(window)
        self._ears, self._place = ears, place
        self._key = ""
        self._held = False
        self._making: dict[str, _Making] = {}
        self._pages: dict[str, Page] = {}
        self._laid_out: dict[str, tuple[QRect, Texts]] = {}
        self._in_hand: Page | None = None
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
        self._key, self._steps = key, self._prepare(after(key) if key in NEXT else [])
        if key in NEXT and key not in BUSY and not self._held:
            self._timer.start(AFTER_MS)

    def hold(self) -> None:
        """Make nothing until :meth:`release`: the program has more to do while it starts."""
        self._held = True
        self._timer.stop()

    def release(self) -> None:
        """Go on making pages, if they were held."""
        if self._held:
            self._held = False
            self.turned(self._key)

    def take(self, key: str) -> Page | None:
        """Hand the page over if there is one, or most of one."""
        if key in self._making:
            for _ in self._make(key):
                pass
        self._laid_out.pop(key, None)
        self._in_hand = None
        return self._pages.pop(key, None)

    def drop(self) -> None:
        """Give up what was made: the window looks different now, or is about to go."""
        self._timer.stop()
        self._steps, self._in_hand = iter(()), None
        for page in (*self._pages.values(), *(each.page for each in self._making.values())):
            if page is not None:
                parts.discard(page)
        for kept in (self._pages, self._making, self._laid_out):
            kept.clear()

    def _go_on(self) -> None:
        until_s = time.thread_time() + STEPS_S
        with self._ears.closed():
            for _ in self._steps:
                if time.thread_time() >= until_s:
                    self._timer.start(BETWEEN_MS)
                    break
        self._quieten()

    def _quieten(self) -> None:
        """Let Qt not style and lay out at one go what is in hand: that is done a step at a time, too."""
        page = self._in_hand
        if page is not None:
            for each in (page, *page.findChildren(QWidget)):
                for kind in (QEvent.Type.PolishRequest, QEvent.Type.LayoutRequest):
                    QCoreApplication.removePostedEvents(each, kind)

    def _prepare(self, wanted: list[str]) -> Iterator[None]:
        """Make and lay out the pages, a step at a time; each where pages lie now, in the language of now."""
        for key in wanted:
            if key not in self._pages:
                yield from self._make(key)
            place = self._place()
            if self._laid_out.get(key) != (place.area, place.texts):
                self._laid_out.pop(key, None)
                page = self._in_hand = self._pages[key]
                yield from page.foresee(place.campaign, place.texts)
                yield from self._lay_out(page, place.area)
                self._quieten()
                self._laid_out[key] = place.area, place.texts

    def _make(self, key: str) -> Iterator[None]:
        making = self._making.setdefault(key, _Making(key, self._place))
        for _ in making.steps:  # they are gone on with, though this one is given up as a page turns
            self._in_hand = making.page
            yield
        del self._making[key]
        assert making.page is not None
        self._pages[key] = making.page

    @staticmethod
    def _lay_out(page: Page, area: QRect) -> Iterator[None]:
        """Style a hidden page and lay it out where pages are shown; as it is shown this takes longest."""
        for each in reversed((page, *page.findChildren(QWidget))):
            each.ensurePolished()  # of a parent it would be that of all its children as well
            each.sizeHint()  # which it remembers, and its parent asks for
            yield
        page.setGeometry(area)
        page.column.activate()
        yield
        page.grab(_PIXEL)  # what is to be drawn Qt lays out, hidden or not
        yield
