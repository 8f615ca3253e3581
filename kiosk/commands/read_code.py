"""``kiosk read-code``: read the QR codes in pictures."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from kiosk.capture_code.payload import classify
from kiosk.capture_code.reader import CodeReader
from kiosk.errors import KioskError
from kiosk.picture_file import load_picture, picture_files

EXIT_NOT_READ = 1
EXIT_BAD_FILE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="pictures, or folders of them")
    parser.add_argument("--json", action="store_true", help="print one JSON line a picture")


def run(args: argparse.Namespace) -> int:
    """Read every picture; 0 when each holds a code that could be read, 2 when a file is no picture."""
    reader = CodeReader()
    code = 0
    for path in picture_files(args.paths):
        try:
            found = reader.read(load_picture(path))
        except KioskError as error:
            print(f"kiosk: {error.title} {error.advice}  [{error.code}]", file=sys.stderr)
            line: dict[str, object] = {"path": str(path), "texts": [], "decoder": None, "error": error.code}
            code = EXIT_BAD_FILE
        else:
            code = code if found else max(code, EXIT_NOT_READ)
            line = {
                "path": str(path),
                "texts": [read.text for read in found],
                "decoder": found[0].decoder if found else None,
            }
        if args.json:
            print(json.dumps(line, ensure_ascii=False), flush=True)
        elif "error" not in line:
            _print_plainly(path, [(read.text, read.decoder) for read in found])
    return code


def _print_plainly(path: Path, found: list[tuple[str, str]]) -> None:
    if not found:
        print(f"{path}: no code could be read")
    for text, decoder in found:
        print(f"{path}: {classify(text)} ({decoder}) {text!r}")
