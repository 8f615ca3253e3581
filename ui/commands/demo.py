"""``kiosk demo``: the whole job on this machine, from the capture code to a receipted photo."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from kiosk.clock import SystemClock
from kiosk.services.build import build_kiosk
from kiosk.services.kiosk import Kiosk
from kiosk.services.rehearsal import OPERATOR_PIN, Delivered, Rehearsal
from kiosk.session.state import Step
from kiosk.settings import load_settings
from ui.app import run_app
from ui.autoplay import Autoplay, StepTime
from ui.booth import Booth
from ui.shell import Shell

WATCH_MS = 50
DELIVERY_TIMEOUT_S = 120.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sessions", type=int, default=1, help="how many people come (default: 1)")
    parser.add_argument("--autoplay", action="store_true", help="play the touches too (always without a screen)")
    parser.add_argument("--out", type=Path, default=Path("out/demo"), help="folder for the results (out/demo)")
    parser.add_argument(
        "--outage",
        action="store_true",
        help="kill the central server before the last person and start it again afterwards",
    )


def run(args: argparse.Namespace) -> int:
    """Rehearse; 0 only when every photo was delivered with a verified receipt."""
    if args.sessions < 1:
        raise argparse.ArgumentTypeError("--sessions must be at least 1")
    args.out.mkdir(parents=True, exist_ok=True)
    screen = _has_screen()
    if not screen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    clock = SystemClock()
    with tempfile.TemporaryDirectory(prefix="kiosk-demo-") as folder:
        _say("starting a central server and enrolling the booth")
        with Rehearsal(Path(folder), load_settings(), clock) as rehearsal:
            _tell_where(rehearsal)
            kiosk = build_kiosk(rehearsal.settings, clock)
            watch = _Watch(rehearsal, args.sessions, args.outage)
            player: list[Autoplay] = []

            def play(shell: Shell, booth: Booth) -> object:
                watch.begin(kiosk)
                if args.autoplay or not screen:
                    player.append(Autoplay(shell, booth, args.out, lambda state: _last4(kiosk)))
                    player[0].begin()
                return watch

            run_app(kiosk, windowed=True, autoplay=play)
            if watch.outage_on:
                _say("starting the central server again")
                rehearsal.central.restart()
            _say("waiting until everything is delivered")
            delivered = rehearsal.finish(args.out, _say, DELIVERY_TIMEOUT_S)
    steps = player[0].steps if player else ()
    print(_table(steps, delivered, args.sessions))
    print(f"screenshots, photos, inspections and receipts: {args.out}")
    whole = len(delivered) == args.sessions and all(item.verified for item in delivered)
    return 0 if whole else 1
