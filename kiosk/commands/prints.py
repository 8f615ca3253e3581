"""``kiosk prints``: a sheet of one photo, several times, to print and cut."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from kiosk.durable import write_durably
from kiosk.errors import KioskError
from kiosk.photo.print_layout import MM_PER_INCH, lay_out, load_print_rules
from kiosk.photo.print_sheet import print_crop, print_photo, sheet_jpeg, sheet_pdf
from kiosk.picture_file import load_picture

T = TypeVar("T")

WRITERS = {".pdf": sheet_pdf, ".jpg": sheet_jpeg, ".jpeg": sheet_jpeg}
"""What makes the sheet, by the ending of --out."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("photo", type=Path, metavar="PHOTO", help="a finished photo")
    parser.add_argument("--paper", default="6in", help="5in, 6in or A4 (default: 6in)")
    parser.add_argument(
        "--size", default="one-inch", help="one-inch, two-inch or 33x48mm (default: one-inch)"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="a .pdf or .jpg (default: a .pdf named so)")
    parser.add_argument("--json", action="store_true", help="print what was made as one JSON line")
    parser.epilog = (
        "Papers, sizes and margins are in config/prints.toml. The photo is cut to the print's proportions, "
        "at its sides or below, and never enlarged or stretched. Print the sheet at 100 % (actual size)."
    )


def run(args: argparse.Namespace) -> int:
    """Write the sheet; 0 when it is written."""
    rules = load_print_rules()
    paper, size = _named(rules.paper, args.paper, "paper"), _named(rules.size, args.size, "print size")
    out = args.out or Path(f"{args.photo.stem}-{args.size}-{args.paper}.pdf")
    writer = WRITERS.get(out.suffix.lower())
    if writer is None:
        raise KioskError(
            "print-format", f"{out} is neither a .pdf nor a .jpg file.", "Give --out one of these endings."
        )
    if out.resolve() == args.photo.resolve():
        raise KioskError("print-format", f"{out} is the photo itself.", "Name another file with --out.")
    photo = load_picture(args.photo)
    layout = lay_out(paper, size, rules)
    crop = print_crop((photo.shape[1], photo.shape[0]), size)
    _write(out, writer(print_photo(photo, size), layout, rules.jpeg_quality))
    photo_mm = [round(side * MM_PER_INCH / rules.dpi, 2) for side in (size.width_px, size.height_px)]
    facts = {
        "path": str(args.photo), "out": str(out), "paper": args.paper, "size": args.size, "dpi": rules.dpi,
        "photos": len(layout.photos), "columns": layout.columns, "rows": layout.rows,
        "paper_mm": [layout.width_mm, layout.height_mm], "photo_mm": photo_mm, "crop": asdict(crop),
    }  # fmt: skip
    if args.json:
        print(json.dumps(facts, ensure_ascii=False))
    else:
        print(
            f"{out}: {len(layout.photos)} photos ({layout.columns} × {layout.rows}) of {photo_mm[0]:g} × "
            f"{photo_mm[1]:g} mm on {layout.width_mm:g} × {layout.height_mm:g} mm"
        )
    return 0


def _named(known: Mapping[str, T], name: str, what: str) -> T:
    if name not in known:
        raise KioskError(
            "print-unknown", f"There is no {what} called {name}.", f"Choose one of: {', '.join(known)}."
        )
    return known[name]


def _write(out: Path, data: bytes) -> None:
    try:
        write_durably(out, data)
    except OSError as error:
        raise KioskError(
            "out-unwritable",
            f"{out} cannot be written: {error.strerror}.",
            "Free some space or name another file with --out.",
        ) from error
