"""``kiosk standardize``: make finished photos from pictures."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from kiosk.camera.frame import Picture, Stamper
from kiosk.clock import SystemClock
from kiosk.commands.inspect import as_json, print_checks, told
from kiosk.durable import write_durably
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Limit
from kiosk.models import vision_models
from kiosk.photo.finished import CheckStatus, FinishedPhoto, PlateFit
from kiosk.photo.spec import PhotoSpec, load_spec
from kiosk.photo.standardize import standardize
from kiosk.picture_file import load_picture, picture_files
from kiosk.services.ruling import rules_for
from kiosk.vision.observe import Observer

EXIT_FAILED_CHECK = 1
EXIT_NO_PHOTO = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="pictures, or folders of them")
    parser.add_argument("--spec", default="chsi", help="name of a photo spec or a .toml file (default: chsi)")
    parser.add_argument(
        "--out", type=Path, default=Path("photos"), metavar="DIR", help="where to put them (default: photos)"
    )
    parser.add_argument(
        "--plate", type=Path, metavar="FILE", help="the empty booth as the same camera saw it"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON line a picture")
    parser.epilog = (
        "Of a JSON line, crop is the rectangle of the (upright) picture that was kept, px, and plate what "
        "became of --plate (used, light-changed, moved, other-size). "
        "A photo is written even when its inspection fails, and the report says so. Exit code: 0 when "
        "every picture became a photo that passed, 1 when one did not pass, 2 when one gave no photo."
    )


def run(args: argparse.Namespace) -> int:
    """Make a photo of every picture and return the exit code."""
    spec = load_spec(args.spec)
    limits = rules_for(spec).limits()
    models = vision_models()
    sources = picture_files(args.paths)
    plate = None if args.plate is None else load_picture(args.plate)
    _make_folder(args.out)
    taken = {source.resolve() for source in sources}
    stamper = Stamper(SystemClock())
    code = 0
    with Observer.open(models, live=False) as observer:
        for source in sources:
            line: dict[str, object] = {
                "path": str(source), "ok": False, "out": None, "crop": None, "plate": None, "error": None,
                "inspection": None,
            }  # fmt: skip
            try:
                photo = _photo(source, spec, limits, stamper, observer, plate)
                out = _free_name(args.out, source.stem, taken)
                _write(out, photo.jpeg)
            except KioskError as error:
                line["error"] = told(error, source)
                code = EXIT_NO_PHOTO
                print(f"kiosk: {line['error']}", file=sys.stderr)
            else:
                ok, box = photo.inspection.ok, photo.crop
                line |= {"ok": ok, "out": str(out), "inspection": as_json(photo.inspection)}
                line["plate"] = None if photo.plate is None else str(photo.plate)
                line["crop"] = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
                code = code if ok else max(code, EXIT_FAILED_CHECK)
                if not args.json:
                    print(f"{source}: {out}, {'passed' if ok else 'NOT passed'}")
                    if photo.plate not in (None, PlateFit.USED):
                        print(f"  the empty booth's picture was left aside: {photo.plate}")
                    print_checks(
                        tuple(c for c in photo.inspection.checks if c.status is not CheckStatus.PASS)
                    )
            if args.json:
                print(json.dumps(line, ensure_ascii=False), flush=True)
    return code


def _photo(
    source: Path,
    spec: PhotoSpec,
    limits: Mapping[str, Limit],
    stamper: Stamper,
    observer: Observer,
    plate: Picture | None,
) -> FinishedPhoto:
    frame = stamper.stamp(load_picture(source))
    # The matting library prints a warning now and then; standard output is for results only.
    with contextlib.redirect_stdout(sys.stderr):
        return standardize(frame, observer.observe(frame), spec, limits, observer, plate)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise KioskError(
            "out-unwritable", f"{folder} is not a folder.", "Name another folder with --out."
        ) from None
    except OSError as error:
        raise KioskError(
            "out-unwritable",
            f"The folder {folder} cannot be made: {error.strerror}.",
            "Name another folder with --out.",
        ) from error


def _free_name(folder: Path, stem: str, taken: set[Path]) -> Path:
    """Return a name that is neither a source nor another photo of this run, and mark it as taken."""
    number, out = 1, folder / f"{stem}.jpg"
    while out.resolve() in taken:
        number += 1
        out = folder / f"{stem}-{number}.jpg"
    taken.add(out.resolve())
    return out


def _write(out: Path, jpeg: bytes) -> None:
    try:
        write_durably(out, jpeg)
    except OSError as error:
        raise KioskError(
            "out-unwritable",
            f"{out} cannot be written: {error.strerror}.",
            "Free some space or name another folder with --out.",
        ) from error
