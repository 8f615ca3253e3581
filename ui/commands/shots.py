"""``kiosk shots``: every page in every size, language and look, and a page to leaf through the pictures."""

from __future__ import annotations

import argparse
import re
import sys
import time
from pathlib import Path

from kiosk.errors import KioskError
from ui.gallery import SIZES
from ui.qt_messages import route_qt_messages
from ui.shots import LOOKS, Shot, take_shots
from ui.shots_index import index_of

LEAST_PX = 480


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=Path("out/shots"), help="folder (out/shots)")
    parser.add_argument("--only", nargs="*", default=[], metavar="PAGE", help="only these, e.g. frame-far")
    parser.add_argument(
        "--sizes",
        nargs="+",
        type=_size,
        default=list(SIZES),
        metavar="WxH",
        help=f"of the screen, px ({' '.join(f'{w}x{h}' for w, h in SIZES)}); 3840x2160 is the largest meant",
    )
    parser.add_argument(
        "--looks", nargs="+", choices=list(LOOKS), default=["light", "contrast"], help="(light contrast)"
    )


def run(args: argparse.Namespace) -> int:
    """Write pictures and ``index.html``; 0 when all are there."""
    route_qt_messages()
    begun = time.monotonic()
    try:
        args.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KioskError(
            "shots-out", f"{args.out} cannot be made: {error.strerror}.", "Name another folder with --out."
        ) from error
    shots: list[Shot] = []
    for shot in take_shots(args.out, args.only, args.sizes, args.looks):
        if not shots or shots[-1].page != shot.page:
            print(f"kiosk shots: {shot.page}", file=sys.stderr, flush=True)
        shots.append(shot)
    (args.out / "index.html").write_text(index_of(shots), encoding="utf-8")
    pages = len({shot.page for shot in shots})
    print(f"{len(shots)} pictures of {pages} pages in {time.monotonic() - begun:.0f} s")
    print(f"to leaf through them: {args.out / 'index.html'}")
    return 0


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{3,4})[x×](\d{3,4})", text)
    if found is None or min(width := int(found[1]), height := int(found[2])) < LEAST_PX:
        raise argparse.ArgumentTypeError(f"{text!r} is no size of a screen, e.g. 1920x1080")
    return width, height
