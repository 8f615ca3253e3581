"""``kiosk audit verify``: prove that the booth's record of what happened was not changed."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from kiosk.errors import KioskError
from kiosk.services.build import store_dir
from kiosk.settings import load_settings
from kiosk.store.report import audit_report

HEAD_CHARS = 64


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommands."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="check every row against the one before it")
    verify.add_argument("--config", type=Path, help="settings file (default: config/kiosk.toml)")
    verify.add_argument(
        "--head",
        metavar="HASH",
        help="a head this booth told the central server (its heartbeat, audit_head): finds rows cut off",
    )
    verify.add_argument("--json", action="store_true", help="print one JSON document only")


def run(args: argparse.Namespace) -> int:
    """Check the chain, while the booth runs or not; 1 when it does not hold."""
    told = None if args.head is None else args.head.strip().lower()
    if told is not None and (len(told) != HEAD_CHARS or set(told) - set("0123456789abcdef")):
        raise KioskError("audit-head", "A head is 64 hex digits.", "Copy it from the central server.")
    report = audit_report(store_dir(load_settings(args.config)), told)
    if args.json:
        print(json.dumps({**asdict(report), "whole": report.whole}))
    else:
        print(f"{report.rows} rows, head {report.head}")
        if report.first_break is not None:
            print(f"BROKEN at row {report.first_break}: it or a row before it was altered or removed.")
        elif report.knows is False:
            print("CUT OFF: the head the server was told is not in this chain.")
        else:
            print("Every row fits the one before it." + (" The server's head is among them." if told else ""))
    return 0 if report.whole else 1
