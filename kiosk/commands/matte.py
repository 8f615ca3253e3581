"""``kiosk matte``: write which part of each pixel of a picture is the person."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

import cv2
import numpy as np

from kiosk.camera.frame import Picture, Stamper
from kiosk.clock import SystemClock
from kiosk.commands.inspect import told
from kiosk.durable import write_durably
from kiosk.errors import KioskError
from kiosk.models import vision_models
from kiosk.photo.finished import PlateFit
from kiosk.photo.matte import Matte
from kiosk.photo.whole import whole_matte
from kiosk.picture_file import load_picture, picture_files
from kiosk.vision.observe import Observer

EXIT_NO_MATTE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="pictures, or folders of them")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to put the mattes")
    parser.add_argument("--plate", type=Path, metavar="FILE", help="the empty room as the same camera saw it")
    parser.add_argument("--json", action="store_true", help="print one JSON line a picture")
    parser.epilog = (
        "NAME.png of NAME.jpg is an 8-bit grey picture of the same size: 0 background … 255 person. Of "
        "several people the one with the largest face is taken. Of a JSON line, plate is what became of "
        "--plate (used, light-changed, moved, other-size). "
        "Exit code: 0 when every picture gave a matte, 2 when one did not."
    )


def run(args: argparse.Namespace) -> int:
    """Write the matte of every picture and return the exit code."""
    models = vision_models()
    sources = picture_files(args.paths)
    plate = None if args.plate is None else load_picture(args.plate)
    try:
        args.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KioskError(
            "out-unwritable",
            f"The folder {args.out} cannot be made: {error.strerror}.",
            "Name another folder with --out.",
        ) from error
    taken = {Path(os.path.realpath(source)) for source in sources}  # a link may lead to itself
    stamper, code = Stamper(SystemClock()), 0
    with Observer.open(models, live=False) as observer:
        for source in sources:
            line: dict[str, object] = {"path": str(source), "ok": False} | dict.fromkeys(
                ("out", "plate", "error")
            )
            try:
                matte = _matte(load_picture(source), stamper, observer, plate)
                out = _free_name(args.out, source.stem, taken)
                _write(out, matte)
            except KioskError as error:
                line["error"] = told(error, source)
                code = EXIT_NO_MATTE
                print(f"kiosk: {line['error']}", file=sys.stderr)
            else:
                line |= {"ok": True, "out": str(out), "plate": matte.plate and str(matte.plate)}
                if not args.json:
                    print(f"{source}: {out}")
                    if matte.plate not in (None, PlateFit.USED):
                        print(f"  the empty room's picture was left aside: {matte.plate}")
            if args.json:
                print(json.dumps(line, ensure_ascii=False), flush=True)
    return code


def _matte(bgr: Picture, stamper: Stamper, observer: Observer, plate: Picture | None) -> Matte:
    return whole_matte(bgr, observer.subject(stamper.stamp(bgr)), plate)


def _free_name(folder: Path, stem: str, taken: set[Path]) -> Path:
    """Return a name that is neither a source nor another matte of this run, and mark it as taken."""
    number, out = 1, folder / f"{stem}.png"
    while out.resolve() in taken:
        number += 1
        out = folder / f"{stem}-{number}.png"
    taken.add(out.resolve())
    return out


def _write(out: Path, matte: Matte) -> None:
    _, png = cv2.imencode(".png", np.round(matte.alpha * 255).astype(np.uint8))
    try:
        write_durably(out, png.tobytes())
    except OSError as error:
        raise KioskError(
            "out-unwritable",
            f"{out} cannot be written: {error.strerror}.",
            "Free some space or name another folder with --out.",
        ) from error
