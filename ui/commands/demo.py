"""``kiosk demo``: the whole job on this machine, from the capture code to a receipted photo."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.hardening import harden_process
from kiosk.services.build import build_kiosk
from kiosk.services.kiosk import Kiosk
from kiosk.services.rehearsal import OPERATOR_PIN, Delivered, Rehearsal
from kiosk.session.state import Step
from kiosk.settings import load_settings
from ui.app import run_app, screen_or_offscreen
from ui.autoplay import Autoplay, StepTime
from ui.booth import Booth
from ui.qt_messages import route_qt_messages
from ui.shell import Shell

WATCH_MS = 50
DELIVERY_TIMEOUT_S = 120.0
RESULTS = ("[0-9][0-9]-*-[ez][nh].png", "photo-*.jpg", "inspection-*.json", "receipt-*.json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sessions", type=int, default=1, help="how many people come (default: 1)")
    parser.add_argument(
        "--autoplay", action="store_true", help="play the touches too (always without a screen)"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("out/demo"), help="folder for the results (out/demo)"
    )
    parser.add_argument(
        "--outage",
        action="store_true",
        help="kill the central server before the last person and start it again afterwards",
    )


def run(args: argparse.Namespace) -> int:
    """Rehearse; 0 only when every photo was delivered with a verified receipt."""
    if args.sessions < 1:
        raise KioskError("demo-sessions", "Nobody would come.", "Give --sessions a number of at least 1.")
    try:
        args.out.mkdir(parents=True, exist_ok=True)
        for pattern in RESULTS:  # of an earlier rehearsal, or they would pass for this one's
            for old in args.out.glob(pattern):
                old.unlink()
    except OSError as error:
        raise KioskError(
            "demo-out", f"{args.out} cannot be made: {error.strerror}.", "Name another folder with --out."
        ) from error
    harden_process()
    route_qt_messages()
    screen = screen_or_offscreen()
    clock = SystemClock()
    with tempfile.TemporaryDirectory(prefix="kiosk-demo-") as folder:
        _say("starting a central server and enrolling the booth")
        with Rehearsal(Path(folder), load_settings(), clock) as rehearsal:
            _tell_where(rehearsal)
            kiosk = build_kiosk(rehearsal.settings, clock)
            watch = _Watch(rehearsal, kiosk, args.sessions, args.outage)
            played: list[Autoplay] = []

            def play(shell: Shell, booth: Booth) -> object:
                watch.begin()
                if args.autoplay or not screen:
                    played.append(Autoplay(shell, booth, args.out, args.sessions, lambda _: _last4(kiosk)))
                    watch.closes_window = False
                return watch

            run_app(kiosk, windowed=True, autoplay=play)
            if watch.outage_on:
                _say("starting the central server again")
                rehearsal.central.restart()
            _say("waiting until everything is delivered")
            delivered = rehearsal.finish(args.out, _say, DELIVERY_TIMEOUT_S)
    steps = played[0].steps if played else ()
    print(_table(steps, delivered, args.sessions))
    print(f"screenshots, photos, inspections and receipts: {args.out}")
    whole = len(delivered) == args.sessions and all(item.verified for item in delivered)
    return 0 if whole else 1


class _Watch(QObject):
    """Counts finished sessions, makes the outage if one is wanted, ends the program after the last.

    A player that touches for the person closes the window itself: then ``closes_window`` is False.
    """

    def __init__(self, rehearsal: Rehearsal, kiosk: Kiosk, sessions: int, outage: bool) -> None:
        super().__init__()
        self._rehearsal, self._kiosk = rehearsal, kiosk
        self._sessions, self._outage = sessions, outage
        self._finished = 0
        self._step = Step.ATTRACT
        self.outage_on = False
        self.closes_window = True
        self._timer = QTimer(self)
        self._timer.setInterval(WATCH_MS)
        self._timer.timeout.connect(self._look)

    def begin(self) -> None:
        self._timer.start()

    def _look(self) -> None:
        state = self._kiosk.state
        if state.step is self._step:
            return
        before, self._step = self._step, state.step
        if state.step is Step.SCAN and self._kiosk.director is not None:
            _say(f"the sitter's last 4 characters of the ID are {self._kiosk.director.code.last4}")
        if state.step is Step.DONE:
            self._finished += 1
            _say(f"session {self._finished} of {self._sessions} is saved")
        if before is not Step.DONE:
            return
        if self._outage and not self.outage_on and self._finished == self._sessions - 1:
            _say("killing the central server")
            self._rehearsal.central.kill()
            self.outage_on = True
        if self._finished >= self._sessions:
            self._timer.stop()
            if self.closes_window:
                QCoreApplication.quit()


def _last4(kiosk: Kiosk) -> str:
    if kiosk.director is None:
        raise RuntimeError("only the virtual sitter's details are known")
    return kiosk.director.code.last4


def _tell_where(rehearsal: Rehearsal) -> None:
    central = rehearsal.central
    _say(f"central server at {central.url}, process {central.pid}; staff corner PIN {OPERATOR_PIN}")
    if central.first is not None:
        _say(f"its page: user {central.first.staff}, password {central.first.password}")
        _say("REHEARSAL: from this machine nobody is asked for a second factor")
    _say(f"to start it again by hand: {central.command}")


def _table(steps: Sequence[StepTime], delivered: Sequence[Delivered], sessions: int) -> str:
    names = list(dict.fromkeys(step.step for step in steps))
    rows = [["step", *(f"person {number}" for number in range(1, sessions + 1))]]
    for name in names:
        times = {step.session: step.seconds for step in steps if step.step == name}
        rows.append([name, *(f"{times[n]:.1f} s" if n in times else "" for n in range(1, sessions + 1))])
    states = ["receipt verified" if item.verified else str(item.state) for item in delivered]
    rows.append(["delivery", *states, *["not saved"] * (sessions - len(states))])
    widths = [max(len(row[column]) for row in rows) for column in range(sessions + 1)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows
    )


def _say(text: str) -> None:
    print(f"kiosk demo: {text}", file=sys.stderr, flush=True)
