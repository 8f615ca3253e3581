"""``kiosk central person``: hand somebody all that is held about them, or erase it."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from kiosk.commands.central_campaign import operator
from kiosk.durable import write_durably
from kiosk.errors import KioskError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommands."""
    actions = parser.add_subparsers(dest="person_action", required=True, metavar="ACTION")
    export = actions.add_parser("export", help="write a ZIP file with all that is held about a person")
    export.add_argument("--out", type=Path, required=True, metavar="FILE", help="the ZIP file to write")
    erase = actions.add_parser("erase", help="erase a person: photos, manifests, their row of the roster")
    erase.add_argument("--asked", action="store_true", help="confirm that the person has asked for it")
    for action in (export, erase):
        action.add_argument("--data", type=Path, required=True, help="folder of the server")
        action.add_argument("--json", action="store_true", help="print one JSON document only")
        action.epilog = "The capture code is read from the standard input: no list of commands keeps it."


def run(args: argparse.Namespace) -> int:
    """Carry out the chosen action; the server may be running meanwhile."""
    from kiosk.central.person import erase_person, export_person
    from kiosk.commands.central_data import opened

    if sys.stdin.isatty():
        print("capture code: ", end="", file=sys.stderr, flush=True)
    code = sys.stdin.readline().strip()
    if not code:
        raise KioskError("person-code", "No capture code was given.", "Write it into the standard input.")
    if args.person_action == "erase":
        if not args.asked:
            raise KioskError(
                "person-unasked", "Nothing is erased unasked.", "Add --asked: the person asked for it."
            )
        with opened(args.data) as central:
            erased = erase_person(central, code, operator())
        if args.json:
            print(json.dumps(asdict(erased)))
        else:
            print(f"{erased.submissions} submissions and {erased.roster} rows of rosters erased")
            print(f"{erased.orders} orders of fees stay for the accounts; run kiosk central backup now")
        return 0
    with opened(args.data) as central:
        data = export_person(central, code, operator())
    if data is None:
        raise KioskError("person-unknown", "Nothing is held about this code.", "Check the code.")
    try:
        write_durably(args.out, data)
    except OSError as error:
        raise KioskError(
            "out-unwritable", f"{args.out} cannot be written: {error.strerror}.", "Name another file."
        ) from error
    print(json.dumps({"out": str(args.out), "bytes": len(data)}) if args.json else f"{args.out} written")
    return 0
