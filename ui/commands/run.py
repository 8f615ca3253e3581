"""``kiosk run``: the booth."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.hardening import harden_process
from kiosk.services.build import build_kiosk
from kiosk.services.kiosk import Kiosk
from kiosk.services.power import power_off
from kiosk.settings import load_settings
from ui.app import run_app
from ui.qt_messages import route_qt_messages

LOCKED_POLL_S = 3.0
"""Pause between two looks at a locked key store."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, help="settings file (default: config/kiosk.toml)")
    parser.add_argument("--camera", help="sitter, device:N, video:FILE or folder:DIR")
    parser.add_argument(
        "--wait-for-camera", action="store_true", help="start without a camera and wait for it on the screen"
    )
    parser.add_argument("--windowed", action="store_true", help="a window instead of the full screen")


def run(args: argparse.Namespace) -> int:
    """Run until the window is closed; a camera that is lost later is waited for."""
    harden_process()
    route_qt_messages()
    settings = load_settings(args.config)
    if args.camera:
        settings = replace(settings, camera=replace(settings.camera, source=args.camera))
    kiosk = when_unlocked(
        lambda: build_kiosk(settings, SystemClock(), needs_camera=not args.wait_for_camera), time.sleep
    )
    code = run_app(kiosk, windowed=args.windowed)
    if kiosk.power_off_asked:
        power_off(settings.operator)
    return code


def when_unlocked(build: Callable[[], Kiosk], sleep: Callable[[float], object]) -> Kiosk:
    """Build the booth as soon as somebody has unlocked its key store; what else is wrong is raised."""
    told = False
    while True:
        try:
            return build()
        except KioskError as error:
            if error.code != "keys-locked":
                raise
            if not told:
                print(f"kiosk: {error.title} {error.advice}", file=sys.stderr, flush=True)
                told = True
        sleep(LOCKED_POLL_S)
