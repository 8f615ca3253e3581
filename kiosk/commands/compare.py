"""``kiosk compare``: how alike are the faces of two pictures?"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from kiosk.compare.comparer import open_comparer
from kiosk.compare.consent import vouched
from kiosk.compare.portraits import Portraits
from kiosk.compare.settings import load_compare
from kiosk.picture_file import load_picture

EXIT_BELOW_MARK = 1
SHOWN_DIGITS = 4
"""Of the similarity; more would tell of rounding only."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "first", type=Path, metavar="A", help="a picture of one face, e.g. the enrolment portrait"
    )
    parser.add_argument("second", type=Path, metavar="B", help="another one, e.g. the capture")
    parser.add_argument("--json", action="store_true", help="print one JSON document only")
    parser.epilog = (
        "The score (0–100) is this kiosk's own. Whoever runs this command answers for the consent of those "
        "in the pictures; nothing measured of them is kept. Exit code: 0 when the score reaches the mark, "
        "1 when it does not, 2 when the pictures cannot be compared."
    )


def run(args: argparse.Namespace) -> int:
    """Compare and print; 1 below the mark."""
    settings = load_compare()
    first, second = load_picture(args.first), load_picture(args.second)
    portraits = Portraits(*open_comparer(), settings)
    names = (str(args.first), str(args.second))
    result = portraits.compare(first, [second], vouched(datetime.now(UTC)), names)
    reached = result.score >= settings.score.mark
    similarity = round(result.similarity, SHOWN_DIGITS)
    if args.json:
        print(json.dumps({"score": result.score, "similarity": similarity, "model": result.model}))
    else:
        told = "alike" if reached else "not alike enough"
        of = f"mark {settings.score.mark}"
        print(f"{told}: score {result.score} ({of}), similarity {similarity}, {result.model}")
    return 0 if reached else EXIT_BELOW_MARK
