"""Plays a person's touches on the real widgets and keeps a picture of every page it passes."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from kiosk.session.state import SessionState, Step
from ui.booth import Booth
from ui.finger import touch
from ui.shell import Shell
from ui.texts import Language

log = logging.getLogger(__name__)

POLL_MS = 40
SETTLE_S = 0.4
"""After this long on a page its picture is taken; pages the machine passes by itself at once."""
THINK_S = (0.5, 0.9)
KEY_S = (0.18, 0.35)
RETRY_S = 6.0
SESSION_LIMIT_S = 150.0
PASSING = frozenset({Step.DEVELOPING, Step.SAVING})
"""Pages the machine passes by itself, perhaps at once."""

Last4For = Callable[[SessionState], str]


@dataclass(frozen=True)
class StepTime:
    """How long one session stayed on one page, s."""

    session: int
    step: str
    seconds: float


class Autoplay(QObject):
    """A person who starts, types, ticks, sits and submits, ``sessions`` times; then closes the window.

    Every second session is played in the other language.

    Parameters
    ----------
    out_dir
        Gets ``NN-step-language.png``.
    last4_for
        Tells what this person types as the last 4 of the ID.

    Attributes
    ----------
    steps
        Every page passed, in order.
    done
        Sessions that reached the last page.
    """

    def __init__(
        self, window: Shell, booth: Booth, out_dir: Path, sessions: int, last4_for: Last4For
    ) -> None:
        super().__init__(window)
        self._window, self._booth = window, booth
        self._out_dir, self._sessions, self._last4_for = out_dir, sessions, last4_for
        self._random = random.Random(sessions)
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
        self._pictures = 0
        self._entered_at = self._began_at = booth.clock.monotonic()
        self._page = ""
        self._touches: Iterator[float] | None = None
        self._next_at = 0.0
        self._shot_of: set[str] = set()
        self.steps: list[StepTime] = []
        self.started = 0
        self.done = 0
        out_dir.mkdir(parents=True, exist_ok=True)
        window.turned.connect(self._turned)
        if window.page_key:
            self._turned(window.page_key)
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)
        self._timer.start()

    def stop(self) -> None:
        """Touch nothing more and finish writing pictures."""
        self._timer.stop()
        self._writer.shutdown(wait=True)

    def _turned(self, page: str) -> None:
        now = self._booth.clock.monotonic()
        if self._page:
            self.steps.append(StepTime(self.started, self._page, now - self._entered_at))
        ended = self._page == Step.DONE and page == Step.ATTRACT
        self._page, self._entered_at = page, now
        self._touches, self._next_at = self._plan(page), now + self._pause(THINK_S) + SETTLE_S
        self._shot_of = set()
        if page == Step.DONE:
            self.done += 1
        if page in PASSING:
            self._picture(page)
        if ended and self.started >= self._sessions:
            self._finish()

    def _poll(self) -> None:
        now = self._booth.clock.monotonic()
        if now - self._began_at > SESSION_LIMIT_S:
            log.error("the played session stands still on the page %s", self._page)
            self._finish()
            return
        if self._page == Step.SCAN:
            self._picture(self._page)  # a code that is already held up is read within a few frames
        if not self._page or now - self._entered_at < SETTLE_S:
            return
        self._watch()
        if now < self._next_at or self._touches is None:
            return
        pause_s = next(self._touches, None)
        self._next_at = now + pause_s if pause_s is not None else float("inf")

    def _watch(self) -> None:
        """Take the picture of the page, and of what changes on it without a touch."""
        self._picture(self._page)
        guide, state = self._booth.guide, self._booth.state
        if self._page == Step.FRAME and guide is not None and guide.hint is not None:
            self._picture(f"{self._page}.{guide.hint.code}", limit=6)
        if self._page == Step.DONE and state.delivered:
            self._picture("done.delivered")

    def _plan(self, page: str) -> Iterator[float]:
        """Yield after each touch how long to wait for the next, s."""
        if page == Step.ATTRACT and self.started < self._sessions:
            self.started += 1
            self._began_at = self._booth.clock.monotonic()
            self._touch("primary")
            yield RETRY_S
        elif page == Step.SCAN and self.started % 2 == 0:
            first = Language(self._booth.settings.language)
            self._touch(f"language-{first.other}")
            yield RETRY_S
        elif page == Step.CONFIRM:
            yield from self._confirm()
        elif page == Step.CONSENT:
            for text in self._booth.campaign.asked:
                self._touch(f"consent-{text.purpose}")
                yield self._pause(THINK_S)
            self._touch("primary")
        elif page in (Step.PREPARE, Step.REVIEW):
            self._touch("primary")
        elif page == Step.DONE:
            yield from self._wait_for_receipt()
            self._touch("primary")
        elif page == Step.TROUBLE:
            while True:
                yield RETRY_S
                self._touch("primary")

    def _confirm(self) -> Iterator[float]:
        while True:
            for character in self._last4_for(self._booth.state):
                self._touch(f"key-{character}")
                yield self._pause(KEY_S)
            yield self._pause(KEY_S)
            self._touch("primary")
            yield RETRY_S

    def _wait_for_receipt(self) -> Iterator[float]:
        patience_s = self._booth.settings.session.done_s / 2
        waited = 0.0
        while not self._booth.state.delivered and waited < patience_s:
            waited += 0.2
            yield 0.2
        yield self._pause(THINK_S)

    def _pause(self, between: tuple[float, float]) -> float:
        return self._random.uniform(*between)

    def _touch(self, name: str) -> None:
        missed = touch(self._window, name)
        if missed is not None:
            log.warning("%s %s on the page %s", name, missed, self._page)

    def _picture(self, what: str, limit: int = 1) -> None:
        """Keep a picture of the window, once for each ``what`` and at most ``limit`` of its kind."""
        kind = what.split(".")[0]
        if (
            what in self._shot_of
            or sum(shot.startswith(f"{kind}.") for shot in self._shot_of) >= max(limit, 1) > 1
        ):
            return
        self._shot_of.add(what)
        self._pictures += 1
        name = f"{self._pictures:02d}-{kind}-{self._window.language}.png"
        image = self._window.grab().toImage()
        self._writer.submit(image.save, str(self._out_dir / name))

    def _finish(self) -> None:
        self.stop()
        self._window.close()
