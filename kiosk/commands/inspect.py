"""``kiosk inspect``: check finished photos against their spec."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from pathlib import Path

from PIL import Image

from kiosk.commands.batch.names import photo_names
from kiosk.errors import KioskError
from kiosk.models import vision_models
from kiosk.photo.annotate import annotated
from kiosk.photo.finished import Check, CheckStatus, Inspection
from kiosk.photo.fonts import find_typeface, font_folders
from kiosk.photo.inspect import inspect_photo
from kiosk.photo.spec import load_spec
from kiosk.photo.witness import Witness
from kiosk.photo.words import Words, load_words
from kiosk.picture_file import picture_files, read_file
from kiosk.services.ruling import rules_for
from kiosk.settings import load_settings
from kiosk.vision.observe import Observer

EXIT_FAILED_CHECK = 1
EXIT_BAD_FILE = 2
MAX_BYTES = 20_000_000
"""A finished photo has some 40 kB; a file beyond this is not read into memory."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="photos, or folders of them")
    parser.add_argument("--spec", default="chsi", help="name of a photo spec or a .toml file (default: chsi)")
    parser.add_argument(
        "--annotate", type=Path, metavar="DIR", help="draw lines, bands and words over copies put here"
    )
    parser.add_argument(
        "--admission", type=Path, metavar="FILE", help="the admission photo: a copy of it is refused"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON line a photo")
    parser.epilog = (
        "Exit code: 0 when every photo passed, 1 when a check failed, 2 when a file could not be inspected."
    )


def run(args: argparse.Namespace) -> int:
    """Inspect every photo and return the exit code."""
    spec = load_spec(args.spec, load_settings().specs_dir)
    limits = rules_for(spec).limits()
    models = vision_models()
    words, typeface = load_words(), find_typeface(font_folders())
    paths = picture_files(args.paths)
    names = [None] * len(paths) if args.annotate is None else _sheet_names(paths, args.annotate)
    admission = None if args.admission is None else read_file(args.admission, max_bytes=MAX_BYTES)
    code = 0
    with Observer.open(models, live=False) as observer:
        witness = Witness(observer)
        for path, name in zip(paths, names, strict=True):
            line: dict[str, object] = {"path": str(path), "ok": False, "error": None, "inspection": None}
            try:
                data = read_file(path, max_bytes=MAX_BYTES)
                inspection = inspect_photo(data, spec, limits, witness, admission)
                if name is not None:
                    sheet = annotated(data, inspection, witness.last, words, typeface)
                    _save(sheet, args.annotate / name)
            except KioskError as error:
                line["error"] = told(error, path)
                code = EXIT_BAD_FILE
            else:
                line |= {"ok": inspection.ok, "inspection": as_json(inspection, words)}
                code = code if inspection.ok else max(code, EXIT_FAILED_CHECK)
                if not args.json:
                    print(f"{path}: {'passed' if inspection.ok else 'NOT passed'}")
                    print_checks(inspection.checks)
            if args.json:
                print(json.dumps(line, ensure_ascii=False), flush=True)
            elif line["error"]:
                print(f"kiosk: {line['error']}", file=sys.stderr)
    return code


def _sheet_names(paths: list[Path], folder: Path) -> list[str | None]:
    """Make the folder of the annotated copies and return their names."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KioskError(
            "out-unwritable",
            f"The folder {folder} cannot be made: {error.strerror}.",
            "Name another folder with --annotate.",
        ) from error
    return [*photo_names(paths, folder, {}, ".png")]


def _save(sheet: Image.Image, path: Path) -> None:
    try:
        sheet.save(path)
    except OSError as error:
        raise KioskError(
            "out-unwritable",
            f"{path} cannot be written: {error.strerror}.",
            "Free some space or name another folder with --annotate.",
        ) from error


def as_json(inspection: Inspection, words: Words) -> dict[str, object]:
    """Return the report as the commands print it.

    ``limit`` is [low, high], null on an open side; ``words`` is what is to be said, null of a check that
    passed.
    """
    return {
        "ok": inspection.ok,
        "checks": [
            {
                "check": check.check,
                "status": check.status.value,
                "value": check.value,
                "unit": check.unit,
                "limit": [check.low, check.high],
                "must": check.must,
                "words": None
                if check.status is CheckStatus.PASS
                else dataclasses.asdict(words.reason(check)),
            }
            for check in inspection.checks
        ],
        "iso": [
            {"component": one.component, "value": one.value, "score": one.score}
            for one in inspection.components
            if one.applies
        ],
    }


def told(error: KioskError, path: Path) -> str:
    """Return an error about a file as one line that names the file once."""
    named = error.title if str(path) in error.title else f"{path}: {error.title}"
    return f"{named} {error.advice} [{error.code}]"


def print_checks(checks: tuple[Check, ...]) -> None:
    """Print every check on its own line, with its limits."""
    for check in checks:
        value = "—" if check.value is None else f"{check.value:g}"
        low, high = ("" if limit is None else f"{limit:g}" for limit in (check.low, check.high))
        note = "" if check.must or check.status is CheckStatus.PASS else "  (for a person to judge)"
        print(f"  {check.status.value:8}{check.check:20}{value:>10} {check.unit:6} {low}…{high}{note}")
