"""``kiosk bench``: measurements of the running kiosk, printed, never asserted."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from kiosk.errors import KioskError
from ui.app import screen_or_offscreen
from ui.bench_live import LiveBench, as_table


def add_arguments(parser: argparse.ArgumentParser) -> None:
    benches = parser.add_subparsers(dest="bench", required=True, metavar="BENCH")
    live = benches.add_parser("live", help="frames painted and judged a second while a person is framed")
    live.add_argument("--seconds", type=float, default=20.0, help="how long to measure (default: 20)")
    live.add_argument("--camera", default="sitter", help="sitter, device:N, video:FILE or folder:DIR")
    live.add_argument("--size", default="1280x720", help="size asked of the camera (default: 1280x720)")
    live.add_argument("--window", default="1920x1080", help="window size (default: 1920x1080)")
    live.add_argument("--json", action="store_true", help="print one JSON document only")


def run(args: argparse.Namespace) -> int:
    """Measure and print; without a screen the window is painted into memory."""
    screen_or_offscreen()
    result = LiveBench(args.camera, _size(args.size), _size(args.window), args.seconds).run()
    print(json.dumps(asdict(result)) if args.json else as_table(result))
    return 0


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    try:
        return int(width), int(height)
    except ValueError:
        raise KioskError("bench-size", f"{text} is no size.", "Write it like 1280x720.") from None
