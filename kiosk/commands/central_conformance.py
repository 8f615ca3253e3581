"""``kiosk central conformance``: does a server, ours or a school's own, do what booths rely on?"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from kiosk.errors import KioskError

EXIT_BROKEN = 1
"""A rule of the contract does not hold."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--url", required=True, help="address of the server, https:// beyond this machine")
    parser.add_argument(
        "--code", action="append", default=[], metavar="CODE",
        help="one-time enrolment code; a second one also tries what booths see of each other",
    )  # fmt: skip
    parser.add_argument("--token", help="token of a booth that is enrolled already, instead of a code")
    parser.add_argument("--device", help="with --token: the booth's id")
    parser.add_argument(
        "--receipt-key", action="append", default=[], metavar="HEX",
        help="with --token: a public key that receipts may be signed with, 64 hex digits",
    )  # fmt: skip
    parser.add_argument("--campaign", help="submit in this campaign, where a server takes its own only")
    parser.add_argument("--only", action="append", metavar="CHAPTER", help="only these chapters of the suite")
    parser.add_argument("--authorities", metavar="PEM", help="certificates to trust instead of the system's")
    parser.add_argument("--json", action="store_true", help="print one JSON document only")


def run(args: argparse.Namespace) -> int:
    """Try every rule and print a row for each; whatever was submitted is erased again."""
    from kiosk.central.conformance.calls import Target
    from kiosk.central.conformance.rows import Verdict
    from kiosk.central.conformance.suite import CHAPTERS, run
    from kiosk.central.conformance.visitor import Visitor
    from kiosk.receipt import key_id
    from kiosk.sync.credentials import checked_url

    if unknown := [name for name in args.only or () if name not in CHAPTERS]:
        raise KioskError(
            "conformance-chapter", f"There is no chapter {unknown[0]}.", f"Choose from: {' '.join(CHAPTERS)}."
        )
    target = Target(checked_url(args.url), args.authorities)
    visitor = None
    if args.token is not None:
        try:
            keys = [bytes.fromhex(text) for text in args.receipt_key]
        except ValueError:
            keys = []
        if args.device is None or not keys or any(len(key) != 32 for key in keys):
            raise _incomplete("A token needs --device and --receipt-key beside it.")
        visitor = Visitor(target, args.device, args.token, {key_id(key): key for key in keys})
    elif not args.code:
        raise _incomplete("The suite needs a way in.")
    rows = []
    for row in run(target, args.code, visitor, args.only or CHAPTERS, args.campaign):
        rows.append(row)
        if not args.json:
            reason = f"\n        {row.reason}" if row.reason else ""
            print(f"{row.verdict:8}{row.name:20}{row.request} -> {row.expected}{reason}", flush=True)
    counts = {verdict: sum(row.verdict is verdict for row in rows) for verdict in Verdict}
    if args.json:
        told = {"url": target.url, "counts": counts, "rows": [asdict(row) for row in rows]}
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        print(", ".join(f"{count} {verdict}" for verdict, count in counts.items()))
    return EXIT_BROKEN if counts[Verdict.FAIL] else 0


def _incomplete(title: str) -> KioskError:
    return KioskError(
        "conformance-way-in",
        title,
        "Give --code with a fresh enrolment code, or --token with --device and --receipt-key.",
    )
