"""``kiosk run``: the booth."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.hardening import harden_process
from kiosk.services.build import build_kiosk
from kiosk.settings import load_settings
from ui.app import run_app
from ui.qt_messages import route_qt_messages


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
    kiosk = build_kiosk(settings, SystemClock(), needs_camera=not args.wait_for_camera)
    return run_app(kiosk, windowed=args.windowed)
