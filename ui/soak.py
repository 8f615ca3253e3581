"""Hours of sessions in minutes: the real window and services, drawn people, a clock that jumps over waits."""

from __future__ import annotations

import gc
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import QApplication

from kiosk.bench.drawn_camera import DrawnCamera
from kiosk.bench.jump_clock import JumpClock
from kiosk.bench.memory import resident_mb
from kiosk.services.build import build_kiosk
from kiosk.services.kiosk import Kiosk
from kiosk.session.state import Step
from kiosk.settings import KeySettings, Settings
from ui.app import run_app
from ui.booth import Booth
from ui.finger import touch
from ui.gui_watch import GuiWatch
from ui.shell import Shell
from ui.texts import Language

POLL_MS = 15
HURRY_S = 0.25
"""The clock is put forward by so much at each look, wherever only a person would be waited for."""
BUSY = frozenset({Step.SCAN, Step.FRAME, Step.DEVELOPING, Step.SAVING})
"""Here camera and machine are at work, in their own time."""
BETWEEN_S = 6.0
"""Jumped over between two people, so that 2,000 sessions make a day of eight hours."""
WEIGH_EVERY = 10
WARM_UP = 20
"""Sessions after which memory is compared: caches and pools are full by then."""
FIRST_AFTER_S = 8.0
"""Of real time, from the start to the first person: a booth is switched on before anybody comes."""
STUCK_S = 120.0
"""On one page, of real time."""


class Way(StrEnum):
    """How a session goes."""

    SUBMITTED = "submitted"
    RETAKEN = "retaken once, then submitted"
    DECLINED = "consent declined"
    WALKED_OFF = "walked off, timed out"
    UNPLUGGED = "camera unplugged while framing, then submitted"


SHARES = {Way.SUBMITTED: 70, Way.RETAKEN: 10, Way.DECLINED: 5, Way.WALKED_OFF: 10, Way.UNPLUGGED: 5}


@dataclass(frozen=True)
class Weighing:
    """What the process held after so many sessions."""

    sessions: int
    memory_mb: float
    threads: int
    files: int
    widgets: int
    objects: int


@dataclass
class SoakResult:
    ways: Counter[Way] = field(default_factory=Counter)
    weighings: list[Weighing] = field(default_factory=list)
    simulated_s: float = 0.0
    real_s: float = 0.0
    stuck: str | None = None
    queued: int = 0

    @property
    def sessions(self) -> int:
        return self.ways.total()

    def slope_mb(self) -> float:
        """Growth of memory over 100 sessions, MB: a straight line through what was weighed once warm."""
        warm = [w for w in self.weighings if w.sessions >= WARM_UP]
        if len(warm) < 2:
            return 0.0
        slope, _ = np.polyfit([w.sessions for w in warm], [w.memory_mb for w in warm], 1)
        return float(100 * slope)


class Soak(QObject):
    """Plays ``sessions`` people one after another, for ``minutes`` at most; weighs the process between.

    Parameters
    ----------
    watch
        Watches the window's thread from the first person to the last.
    """

    def __init__(self, sessions: int, seed: int, minutes: float, watch: GuiWatch | None = None) -> None:
        super().__init__()
        self._watch = watch
        self._sessions, self._random = sessions, random.Random(seed)
        self._ends_at_s = time.monotonic() + 60 * minutes
        self._clock = JumpClock()
        self._result = SoakResult()
        self._way = Way.SUBMITTED
        self._walks_off_at = Step.CONFIRM
        self._step = Step.ATTRACT
        self._entered_s = 0.0
        self._touched_at_s = float("-inf")
        self._typed = 0
        self._retaken = self._pulled = False
        self._here_since_s = time.monotonic()
        self._first_at_s = float("inf")
        self._left = False
        """Whether the person of this session has walked off and the clock has been put forward."""

    def run(self) -> SoakResult:
        """Run to the end; needs no screen with ``QT_QPA_PLATFORM=offscreen``."""
        begun = self._clock.monotonic()
        with tempfile.TemporaryDirectory(prefix="kiosk-soak-") as folder:
            settings = Settings(data_dir=Path(folder), keys=KeySettings("file"))
            self._camera = DrawnCamera(self._clock)
            self._kiosk: Kiosk = build_kiosk(settings, self._clock, self._camera)
            run_app(self._kiosk, windowed=True, autoplay=self._play)
        self._result.simulated_s = self._clock.monotonic() - begun
        self._result.real_s = self._result.simulated_s - self._clock.jumped_s
        return self._result

    def _play(self, shell: Shell, booth: Booth) -> object:
        self._shell = shell
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        self._enter(Step.ATTRACT)
        self._first_at_s = time.monotonic() + FIRST_AFTER_S
        if self._watch is not None:
            self._watch.start(shell.ears)
        return self

    def _look(self) -> None:
        step = self._kiosk.state.step
        if step is not self._step:
            self._enter(step)
        if self._watch is not None:
            self._watch.where = str(step)
        now = self._clock.monotonic()
        if time.monotonic() - self._here_since_s > STUCK_S:
            hint = None if self._kiosk.guide is None else self._kiosk.guide.hint
            self._finish(f"{step} ({self._way}), hint {None if hint is None else hint.code}")
            return
        if step not in BUSY and not self._left:
            self._clock.jump(HURRY_S)
        if now - self._entered_s >= 2 * HURRY_S and now - self._touched_at_s >= HURRY_S:
            self._touched_at_s = now
            self._act(step)

    def _enter(self, step: Step) -> None:
        self._step, self._entered_s, self._typed = step, self._clock.monotonic(), 0
        self._here_since_s, self._left = time.monotonic(), False
        if step is Step.FRAME and self._way is Way.UNPLUGGED and not self._pulled:
            self._pulled = True
            self._camera.unplug(True)
        if step is Step.TROUBLE:
            self._camera.unplug(False)

    def _act(self, step: Step) -> None:
        state = self._kiosk.state
        if self._way is Way.WALKED_OFF and step is self._walks_off_at:
            if not self._left:
                self._left = True
                self._clock.jump(self._kiosk.settings.session.idle_s)
            return
        match step:
            case Step.ATTRACT:
                self._next_person()
            case Step.CONFIRM:
                self._type_last4()
            case Step.CONSENT if self._way is Way.DECLINED:
                touch(self._shell, "decline")
            case Step.CONSENT:
                texts = self._kiosk.campaign.asked
                if self._typed < len(texts):
                    touch(self._shell, f"consent-{texts[self._typed].purpose}")
                    self._typed += 1
                else:
                    touch(self._shell, "primary")
            case Step.REVIEW if self._way is Way.RETAKEN and not self._retaken:
                self._retaken = True
                touch(self._shell, "retake")
            case Step.PREPARE | Step.REVIEW | Step.DONE:
                touch(self._shell, "primary")
        if state.idle_warning:
            touch(self._shell, "stay")

    def _next_person(self) -> None:
        result, shell = self._result, self._shell
        if time.monotonic() < self._first_at_s:
            return
        if self._typed:  # the last touch has not turned the page yet
            touch(shell, "primary")
            return
        if result.sessions % WEIGH_EVERY == 0:
            self._weigh()
            if self._watch is not None:
                self._watch.leave_out()
        if result.sessions >= self._sessions or time.monotonic() > self._ends_at_s:
            self._finish(None)
            return
        self._way = self._random.choices(list(SHARES), list(SHARES.values()))[0]
        self._walks_off_at = self._random.choice((Step.CONFIRM, Step.CONSENT, Step.PREPARE, Step.REVIEW))
        self._retaken = self._pulled = False
        result.ways[self._way] += 1
        self._clock.jump(BETWEEN_S)
        if self._random.random() < 0.5:
            shell.choose_language(self._random.choice(list(Language)))
        touch(shell, "primary")
        self._typed = 1

    def _type_last4(self) -> None:
        director = self._kiosk.director
        assert director is not None
        last4 = director.code.last4
        if self._typed < len(last4):
            touch(self._shell, f"key-{last4[self._typed]}")
        else:
            touch(self._shell, "primary")
        self._typed += 1

    def _weigh(self) -> None:
        gc.collect()
        weighing = Weighing(
            self._result.sessions,
            resident_mb(),
            threading.active_count(),
            len(os.listdir("/proc/self/fd")),
            len(QApplication.allWidgets()),
            len(gc.get_objects()),
        )
        self._result.weighings.append(weighing)
        sys.stderr.write(
            f"soak: {weighing.sessions} sessions, {weighing.memory_mb:.0f} MB, {weighing.threads} threads, "
            f"{weighing.files} files, {weighing.widgets} widgets, {weighing.objects} objects\n"
        )

    def _finish(self, stuck: str | None) -> None:
        self._timer.stop()
        if self._watch is not None:
            self._watch.stop()
        self._result.stuck = stuck
        self._result.queued = self._kiosk.health().queued
        QCoreApplication.quit()


def as_table(result: SoakResult) -> str:
    """Return what happened, for people."""
    hours, minutes = result.simulated_s / 3600, result.real_s / 60
    lines = [f"{result.sessions} sessions, {hours:.1f} h on the booth's clock in {minutes:.1f} minutes"]
    lines += [f"  {way:<48} {count}" for way, count in result.ways.most_common()]
    lines.append(f"  {'submissions waiting in the queue at the end':<48} {result.queued}")
    warm = [w for w in result.weighings if w.sessions >= WARM_UP]
    if warm:
        first, last = warm[0], warm[-1]
        for name, begin, end in (
            ("memory, MB", first.memory_mb, last.memory_mb),
            ("threads", first.threads, last.threads),
            ("open files", first.files, last.files),
            ("widgets", first.widgets, last.widgets),
            ("objects of Python", first.objects, last.objects),
        ):
            lines.append(f"  {name:<20} {begin:.0f} after {first.sessions} sessions, {end:.0f} at the end")
        lines.append(f"  growth of memory     {result.slope_mb():+.2f} MB in 100 sessions")
    lines.append("  " + ("nobody got stuck" if result.stuck is None else f"STUCK on {result.stuck}"))
    return "\n".join(lines)
