"""``python -m tests.bench.monkey --minutes 10``: somebody touches whatever there is, for as long as you like.

The real window and services with the reacting sitter; random touches, keys, languages, looks, sizes of the
window, pulled cables and long absences. At the end there must be one window, no exception and no error in any
log, nothing of anybody who was there in memory or on disk; exits 1 otherwise. Memory is told, not judged.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from kiosk.bench.jump_clock import JumpClock
from kiosk.bench.memory import resident_mb
from kiosk.camera.frame import Frame
from kiosk.camera.sitter.camera import SitterCamera
from kiosk.errors import KioskError
from kiosk.services.build import build_kiosk
from kiosk.services.pin import hash_pin
from kiosk.session import events as ev
from kiosk.session.state import Step
from kiosk.settings import KeySettings, OperatorSettings, Settings
from tests.bench.leaks import in_memory, on_disk
from ui.app import run_app, screen_or_offscreen
from ui.booth import Booth
from ui.finger import touch
from ui.shell import Shell
from ui.texts import Language

ACT_MS = 70
WEIGH_EVERY_S = 5.0
WARM_S = 60.0
HOME_S = 30.0
SETTLED_S = 3.0
SIZES = ((1920, 1080), (1280, 800), (1080, 1920))
KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_F11)
ACTS = {
    "button": 300, "primary": 200, "anywhere": 80, "key": 50, "identity": 300, "tick": 900, "language": 20,
    "look": 20, "size": 5, "cable": 1, "absence": 2, "short absence": 15, "patience": 130,
}  # fmt: skip
"""What the monkey does, by weight: it is helped to type who it is and to tick, or it would not get far; and a
pulled cable (one in 70 s) takes everybody off their page."""
STILL_S = (0.5, 8.0)
"""Of the monkey's patience: a photo is not taken while somebody fidgets."""


class LooseCamera(SitterCamera):
    """The sitter at the end of a cable that can be pulled."""

    loose = False

    def open(self) -> None:
        if self.loose:
            raise KioskError("camera-missing", "The cable is out.", "Plug it in.")
        super().open()

    def read(self, timeout_s: float) -> Frame | None:
        if self.loose:
            raise KioskError("camera-lost", "The cable is out.", "Plug it in.")
        return super().read(timeout_s)


@dataclass
class Findings:
    """What happened, and what went wrong."""

    seconds: float = 0.0
    acts: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    memory_mb: list[tuple[float, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)
    windows: int = 0
    home: bool = False

    @property
    def good(self) -> bool:
        return not self.errors and not self.leaks and self.windows == 1 and self.home

    def slope_mb(self) -> float:
        """Growth of memory, MB a minute, once warm."""
        warm = [(at, mb) for at, mb in self.memory_mb if at >= min(WARM_S, self.seconds / 3)]
        if len(warm) < 3:
            return 0.0
        slope, _ = np.polyfit([at for at, _ in warm], [mb for _, mb in warm], 1)
        return 60 * float(slope)


class Monkey(QObject):
    """Acts every :data:`ACT_MS` until the time is over, then waits until everybody has gone home."""

    def __init__(self, seconds: float, seed: int) -> None:
        super().__init__()
        self._seconds, self._random = seconds, random.Random(seed)
        self._clock = JumpClock()
        self._findings = Findings()
        self._people: list[str] = []
        self._plugged_at_s = 0.0
        self._weighed_s = float("-inf")
        self._still_until_s = 0.0

    def run(self) -> Findings:
        findings = self._findings
        with tempfile.TemporaryDirectory(prefix="kiosk-monkey-") as name, _Errors(findings.errors):
            folder = Path(name)
            settings = Settings(
                data_dir=folder, keys=KeySettings("file"), operator=OperatorSettings(hash_pin("918273"))
            )
            self._camera = LooseCamera(self._clock)
            self._kiosk = build_kiosk(settings, self._clock, self._camera)
            run_app(self._kiosk, windowed=True, autoplay=self._begin)
            findings.leaks += [f"file {found}" for found in on_disk(folder, self._people)]
        return findings

    def _begin(self, shell: Shell, booth: Booth) -> object:
        self._shell = shell
        shell.turned.connect(lambda page: self._findings.pages.update([page]))
        self._begun_s = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(ACT_MS)
        self._timer.timeout.connect(self._step)
        self._timer.start()
        return self

    def _step(self) -> None:
        at_s = time.monotonic() - self._begun_s
        if at_s - self._weighed_s >= WEIGH_EVERY_S:
            self._weighed_s = at_s
            self._findings.memory_mb.append((at_s, resident_mb()))
        if self._camera.loose and at_s >= self._plugged_at_s:
            self._camera.loose = False
        self._note_person()
        if at_s >= self._seconds:
            self._go_home(at_s)
            return
        if at_s < self._still_until_s:
            return
        act = self._random.choices(list(ACTS), list(ACTS.values()))[0]
        self._findings.acts[act] += 1
        self._act(act, at_s)

    def _note_person(self) -> None:
        code = self._kiosk.state.code
        if code is not None and code.number not in self._people:
            self._people.append(code.number)

    def _act(self, act: str, at_s: float) -> None:
        shell, pick = self._shell, self._random
        match act:
            case "button":
                buttons = [b for b in shell.findChildren(QAbstractButton) if b.isVisible() and b.isEnabled()]
                if buttons:
                    self._click(pick.choice(buttons).mapTo(shell, QPoint(8, 8)))
            case "primary":
                touch(shell, "primary")
            case "anywhere":
                self._click(QPoint(pick.randrange(shell.width()), pick.randrange(shell.height())))
            case "key":
                QTest.keyClick(QApplication.focusWidget() or shell, pick.choice(KEYS))
            case "identity" if self._kiosk.state.step is Step.CONFIRM and self._kiosk.director is not None:
                for character in self._kiosk.director.code.last4:
                    touch(shell, f"key-{character}")
                touch(shell, "primary")
            case "tick" if self._kiosk.state.step is Step.CONSENT:
                for text in self._kiosk.campaign.asked:
                    touch(shell, f"consent-{text.purpose}")
                touch(shell, "primary")
            case "language":
                shell.choose_language(pick.choice(list(Language)))
            case "look":
                name = pick.choice([each.name for each in fields(shell.look)])
                shell.choose_look(replace(shell.look, **{name: pick.random() < 0.5}))
            case "size":
                shell.resize(*pick.choice(SIZES))
            case "patience" if self._kiosk.state.step in (Step.SCAN, Step.FRAME):
                self._still_until_s = at_s + pick.uniform(*STILL_S)
            case "cable" if not self._camera.loose:
                self._camera.loose, self._plugged_at_s = True, at_s + pick.uniform(0.5, 5.0)
            case "absence":
                self._clock.jump(self._kiosk.settings.session.idle_s + 1)
            case "short absence":
                self._clock.jump(pick.uniform(1.0, 12.0))

    def _click(self, at: QPoint) -> None:
        target: QWidget = self._shell.childAt(at) or self._shell
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(self._shell, at))

    def _go_home(self, at_s: float) -> None:
        self._camera.loose = False
        state = self._kiosk.state
        if state.step is not Step.ATTRACT and at_s < self._seconds + HOME_S:
            self._clock.jump(2.0)
            self._kiosk.post(ev.Left())
            self._home_s = at_s
            return
        if state.step is Step.ATTRACT and at_s - getattr(self, "_home_s", at_s - SETTLED_S) < SETTLED_S:
            return
        self._timer.stop()
        findings = self._findings
        findings.seconds, findings.home = at_s, state.step is Step.ATTRACT
        findings.windows = sum(w.isVisible() for w in QApplication.topLevelWidgets())
        try:
            findings.leaks += [f"memory {found}" for found in in_memory(self._people)]
        finally:
            QCoreApplication.quit()


class _Errors(logging.Handler):
    """Takes down exceptions wherever they surface, and every record of an error."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._errors = errors

    def emit(self, record: logging.LogRecord) -> None:
        cause = "" if record.exc_info is None else f" ({_named(record.exc_info[0], record.exc_info[1])})"
        self._errors.append(f"log {record.name}: {record.msg}{cause}")

    def __enter__(self) -> _Errors:
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook = self._raised
        threading.excepthook = self._raised_in_thread
        logging.getLogger("kiosk").addHandler(self)
        logging.getLogger("ui").addHandler(self)
        return self

    def __exit__(self, *exc: object) -> None:
        sys.excepthook, threading.excepthook = self._before
        logging.getLogger("kiosk").removeHandler(self)
        logging.getLogger("ui").removeHandler(self)

    def _raised(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self._errors.append(f"exception {_named(kind, error)}")

    def _raised_in_thread(self, args: Any) -> None:
        self._errors.append(
            f"thread {args.thread and args.thread.name}: {_named(args.exc_type, args.exc_value)}"
        )


def _named(kind: type[BaseException] | None, error: BaseException | None) -> str:
    trace = None if error is None else error.__traceback__
    where = ""
    while trace is not None:
        where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{'' if kind is None else kind.__name__}: {error} at {where}"


def report(findings: Findings) -> str:
    """Return the findings for people."""
    memory = [mb for _, mb in findings.memory_mb]
    lines = [
        f"{findings.seconds:.0f} s, {findings.acts.total()} acts, {findings.pages.total()} pages: "
        + ", ".join(f"{page} {count}" for page, count in findings.pages.most_common()),
        f"memory {memory[0]:.0f} MB at first, {max(memory):.0f} at most, {memory[-1]:.0f} at the end; "
        f"{findings.slope_mb():+.2f} MB a minute once warm",
        f"{findings.windows} window, {'home' if findings.home else 'NOT HOME'}, "
        f"{len(findings.errors)} errors, {len(findings.leaks)} traces of people",
    ]
    counted = Counter([*findings.errors, *findings.leaks])
    return "\n".join([*lines, *(f"  {count}× {what}" for what, count in counted.most_common(30))])


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.monkey", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args(argv)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    screen_or_offscreen()
    findings = Monkey(60 * args.minutes, args.seed).run()
    print(report(findings))
    return 0 if findings.good else 1


if __name__ == "__main__":
    raise SystemExit(main())
