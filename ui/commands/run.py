"""``kiosk run``: the booth."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer

from kiosk.clock import Clock, SystemClock
from kiosk.errors import KioskError
from kiosk.hardening import harden_process
from kiosk.log import rolling_log
from kiosk.operation.awake import Awake
from kiosk.operation.exits import Exit
from kiosk.operation.support import LOGS
from kiosk.operation.warden import START_WITHIN_S, Warden
from kiosk.paths import config_dir
from kiosk.services.build import build_kiosk, open_keys
from kiosk.services.kiosk import Kiosk
from kiosk.services.power import power_off
from kiosk.services.setup_booth import SetupBooth
from kiosk.services.setup_file import settings_or_first
from kiosk.services.setup_record import ask_again, begun_settings, is_wanted
from kiosk.services.watchkeeping import booth_warden, measured
from kiosk.settings import Settings, load_settings
from kiosk.signals import stops_kept
from ui.app import WINDOW_SIZE, application, chinese_font, run_app, run_until_stopped
from ui.commands.run_supervised import booth_command, run_supervised
from ui.locked import LOCKED, LockedWindow, Watch, wait_at
from ui.qt_messages import route_qt_messages
from ui.texts import Language, load_texts

BEAT_MS, WAIT_WITHIN_S = 500, 5.0
"""Signs of life of the page that waits for the key store."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, help="settings file (default: config/kiosk.toml)")
    parser.add_argument("--camera", help="sitter, device:N, video:FILE or folder:DIR")
    parser.add_argument(
        "--wait-for-camera", action="store_true", help="start without a camera and wait for it on the screen"
    )
    parser.add_argument(
        "--desk",
        action="store_true",
        help="open the staff's own window too, on the second screen if there is one",
    )
    parser.add_argument(
        "--supervised",
        action="store_true",
        help="watch over the booth from a process above it: one that ends or hangs is started again",
    )
    parser.add_argument(
        "--set-up",
        action="store_true",
        help="lead staff through the booth's set-up first, behind their PIN; a new booth does so by itself",
    )
    parser.add_argument("--windowed", action="store_true", help="a window instead of the full screen")


def run(args: argparse.Namespace) -> int:
    """Run until the window is closed; a camera that is lost later is waited for."""
    harden_process()
    route_qt_messages()
    config = args.config or config_dir() / "kiosk.toml"
    if args.set_up:
        ask_again(settings_or_first(config))
    settings = begun_settings(config)
    with Awake() as awake:
        if args.supervised:
            return run_supervised(settings, booth_command(sys.argv[1:]), windowed=args.windowed)
        return _run_booth(args, config, settings, awake)


def _run_booth(args: argparse.Namespace, config: Path, settings: Settings, awake: Awake) -> int:
    clock, booths = SystemClock(), list[Kiosk]()
    with (
        rolling_log(settings.data_dir / LOGS),
        booth_warden(settings, clock, lambda: booths[0] if booths else None, awake) as warden,
    ):
        if is_wanted(settings) and not (args.camera and not args.set_up):
            if not set_up_on_screen(config, settings, clock, warden, windowed=args.windowed):
                return int(Exit.CLOSED)
            settings = load_settings(config)
        if args.camera:
            settings = replace(settings, camera=replace(settings.camera, source=args.camera))
        kiosk = when_unlocked(
            lambda: build_kiosk(settings, clock, needs_camera=not args.wait_for_camera),
            partial(_wait_on_screen, settings, args.windowed, warden),
        )
        booths.append(kiosk)
        warden.follow(kiosk.pulses)
        with measured(kiosk):
            code = run_app(kiosk, windowed=args.windowed, staff_window=args.desk or settings.operator.desk)
    if kiosk.power_off_asked:
        power_off(settings.operator)
    return code


def set_up_on_screen(
    config: Path, settings: Settings, clock: Clock, warden: Warden, *, windowed: bool
) -> bool:
    """Lead staff through the set-up; return whether the booth is to be opened now."""
    booth = SetupBooth(config, clock, locked=settings.operator.pin_hash is not None)
    warden.follow(booth.pulses)
    run_app(booth, windowed=windowed)
    warden.wait(START_WITHIN_S)
    return booth.setup.ended


def when_unlocked(build: Callable[[], Kiosk], wait: Callable[[KioskError], bool]) -> Kiosk:
    """Build the booth as soon as somebody has unlocked its key store; what else is wrong is raised.

    Parameters
    ----------
    wait
        Waits until that may have happened; False when nobody wants to wait any more.
    """
    told = False
    while True:
        try:
            return build()
        except KioskError as error:
            if error.code != LOCKED:
                raise
            if not told:
                print(f"kiosk: {error.title} {error.advice}", file=sys.stderr, flush=True)
                told = True
            if not wait(error):
                raise


def _wait_on_screen(settings: Settings, windowed: bool, warden: Warden, error: KioskError) -> bool:
    with stops_kept() as asked:
        return _wait_until_asked(settings, windowed, warden, error, asked)


def _wait_until_asked(
    settings: Settings, windowed: bool, warden: Warden, error: KioskError, asked: Sequence[int]
) -> bool:
    app = application()
    texts = load_texts(Language(settings.language))
    watch = Watch(lambda: open_keys(settings))
    window = LockedWindow(error, texts, chinese_font(), watch.look_now, kept=not windowed)
    if windowed:
        window.resize(*WINDOW_SIZE)
        window.show()
    else:
        window.showFullScreen()
    beat = QTimer()
    beat.setInterval(BEAT_MS)
    beat.timeout.connect(lambda: warden.wait(WAIT_WITHIN_S))
    beat.start()
    try:
        return wait_at(window, watch, lambda: run_until_stopped(app, asked))
    finally:
        beat.stop()
        warden.wait(START_WITHIN_S)
