"""``kiosk central audit``: prove that nothing was changed in the record of what staff did."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from kiosk.errors import KioskError

EXIT_BROKEN = 1
WORDS = {
    "": "unbroken",
    "order": "a line is missing before line {n}, or was slipped in",
    "changed": "line {n} was changed",
    "end": "lines after line {n} were taken away, or it was written by something else",
    "kept-missing": "the digest given with --kept is not of this record: it was written anew",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommands."""
    actions = parser.add_subparsers(dest="audit_action", required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="check the record's chain of digests; 1 when it is broken")
    verify.add_argument("--kept", metavar="SHA256", help="a digest noted earlier that has to be in the chain")
    verify.add_argument("--data", type=Path, required=True, help="folder of the server")
    verify.add_argument("--json", action="store_true", help="print one JSON document only")


def run(args: argparse.Namespace) -> int:
    """Walk along the chain; the server may be running meanwhile."""
    from kiosk.central.audit import verify
    from kiosk.commands.central_data import opened

    kept = None if args.kept is None else args.kept.strip().lower()
    if kept is not None and (len(kept) != 64 or set(kept) - set("0123456789abcdef")):
        raise KioskError("audit-digest", "--kept is not a SHA-256.", "Give the 64 digits noted earlier.")
    with opened(args.data) as central, central.session() as db:
        found = verify(db, kept)
    if args.json:
        told = {"lines": found.lines, "head": found.head, "fault": found.fault or None}
        print(json.dumps({**told, "broken_at": found.broken_at}))
    else:
        print(f"{found.lines} lines, {WORDS[found.fault].format(n=found.broken_at)}")
        if not found.fault:
            print(f"newest digest {found.head}   (note it elsewhere; check it later with --kept)")
    return EXIT_BROKEN if found.fault else 0
