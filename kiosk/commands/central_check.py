"""``kiosk central init`` and ``check``: set a server up, and prove that it holds all it gave its word for."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.commands.central_places import add_place_arguments, settings_of
from kiosk.errors import KioskError

if TYPE_CHECKING:  # the server's packages are optional and slow to import
    from kiosk.central.checking import Finding

EXIT_WRONG = 1
"""Something is wrong that the server does not put right by itself."""


def add_init_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``init``."""
    parser.add_argument("--data", type=Path, required=True, help="new or empty folder of the server")
    add_place_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document only")


def add_check_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``check``."""
    parser.add_argument("--data", type=Path, required=True, help="folder of the server")
    parser.add_argument("--json", action="store_true", help="print one JSON document only")


def run_init(args: argparse.Namespace) -> int:
    """Make keys, database and the first log-in; an existing server is left as it is."""
    from kiosk.central.central import set_up

    first = set_up(args.data, settings_of(args))
    if first is None:
        raise KioskError(
            "central-set-up-already",
            f"{args.data} holds a server already.",
            "Start it with: kiosk central serve --data, or name another folder.",
        )
    if args.json:
        key = str(first.recovery_private)
        print(json.dumps({"staff": first.staff, "password": first.password, "recovery_private_key": key}))
    else:
        print(f"staff log-in    {first.staff} / {first.password}   (shown only this once)")
        print(f"recovery key    {first.recovery_private}   move this file off the machine")
    return 0


def run_check(args: argparse.Namespace) -> int:
    """Read everything and say what is wrong; the server may be running meanwhile."""
    from kiosk.central.checking import check, check_places
    from kiosk.central.keys import load_keys
    from kiosk.central.settings import load_central_settings
    from kiosk.commands.central_data import opened

    load_keys(args.data)
    findings = list(check_places(args.data, load_central_settings()))
    if not findings:  # opening it migrates it, and a damaged file is not to be written to
        with opened(args.data) as central:
            findings += check(central, args.data)
    return tell(findings, args.json, {})


def tell(findings: Sequence[Finding], as_json: bool, facts: Mapping[str, Any]) -> int:
    """Print what was found and return the exit code."""
    wrong = sum(finding.wrong for finding in findings)
    if as_json:
        told = {**facts, "ok": not wrong, "findings": [asdict(finding) for finding in findings]}
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            print(
                f"{'WRONG' if finding.wrong else 'note'}   {finding.code}: {finding.subject}: {finding.what}"
            )
            print(f"        {finding.do}")
        print(f"{wrong} wrong, {len(findings) - wrong} to know")
    return EXIT_WRONG if wrong else 0
