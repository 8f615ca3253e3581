"""``kiosk central export``: write the package of photos and lists to a file."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
from pathlib import Path

from kiosk.commands.central_campaign import operator
from kiosk.durable import PART, sync_directory
from kiosk.errors import KioskError

EXIT_INCOMPLETE = 1
"""The package was written, but photos are missing from it; its lists name them without a file."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--campaign", help="only this campaign's photos (default: all campaigns)")
    parser.add_argument(
        "--state",
        default="approved",
        choices=("approved", "rejected", "retake_requested", "received", "in_review"),
        help="only photos in this state of review (default: approved)",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the ZIP file to write")
    parser.add_argument("--data", type=Path, required=True, help="folder of the server")
    parser.add_argument("--json", action="store_true", help="print one JSON document only")


def run(args: argparse.Namespace) -> int:
    """Write the package, whole or not at all; the server may be running meanwhile."""
    from kiosk.campaign.standing import Review
    from kiosk.central.audit import record
    from kiosk.central.campaigns import find_campaign
    from kiosk.central.export import Package, find_entries
    from kiosk.central.review_queue import known_campaigns
    from kiosk.commands.central_data import opened

    with opened(args.data) as central:
        with central.session() as db, db.begin():
            known = find_campaign(db, args.campaign) is not None or args.campaign in known_campaigns(db)
            if args.campaign is not None and not known:
                raise KioskError(
                    "campaign-unknown",
                    f"The server knows no campaign called {args.campaign}.",
                    "Look at the list: kiosk central campaign list.",
                )
            entries = find_entries(db, args.campaign, Review(args.state))
            detail = f"{args.state} {len(entries)}"
            record(db, central.timestamp(), operator(), "export", args.campaign or "all", detail)
        part = args.out.with_name(args.out.name + PART)
        packed = Package(central, entries, central.clock.now())
        try:
            with open(part, "xb", opener=_private) as file:
                for piece in packed:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            part.replace(args.out)
            sync_directory(args.out.parent)
        except OSError as error:
            if not isinstance(error, FileExistsError):
                with contextlib.suppress(OSError):
                    part.unlink()
            raise KioskError(
                "out-unwritable",
                f"{args.out} cannot be written: {error.strerror}.",
                "Free some space, remove an old .part file, or name another file with --out.",
            ) from error
        missing = packed.missing
    facts = {"out": str(args.out), "photos": len(entries) - missing, "missing": missing}
    if args.json:
        print(json.dumps({**facts, "bytes": args.out.stat().st_size}, ensure_ascii=False))
    else:
        print(f"{args.out}: {facts['photos']} photos" + (f", {missing} MISSING" if missing else ""))
    return EXIT_INCOMPLETE if missing else 0


def _private(path: str, flags: int) -> int:
    """Open a file that nobody else on this machine can read: it holds names and faces."""
    return os.open(path, flags, 0o600)
