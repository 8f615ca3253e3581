"""``kiosk central portraits``: take in a school's enrolment photos, or erase them."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.commands.central_campaign import operator

if TYPE_CHECKING:
    from kiosk.central.portrait_import import PortraitReport

EXIT_FAULTY = 1
"""Everything was read, but some files cannot be taken."""

WRONG = {
    "name": "its name is not a capture code's number of 16 characters",
    "picture": "it is no picture that can be read",
    "small": "it is too small to compare with",
    "large": "it is larger than 25 MB",
    "repeated": "another file is of the same person",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommands."""
    actions = parser.add_subparsers(dest="portraits_action", required=True, metavar="ACTION")
    import_ = actions.add_parser("import", help="take in photos named by capture-code number")
    import_.add_argument("campaign", help="whose people they show")
    import_.add_argument("source", type=Path, help="folder or zip of pictures like 0123456789ABCDEF.jpg")
    import_.add_argument("--confirm", action="store_true", help="take them over, without faulty ones")
    erase = actions.add_parser("erase", help="erase every enrolment photo of a campaign now")
    erase.add_argument("campaign")
    for action in (import_, erase):
        action.add_argument("--data", type=Path, required=True, help="folder of the server")
        action.add_argument("--json", action="store_true", help="print one JSON document only")


def run(args: argparse.Namespace) -> int:
    """Read and report, take over if that was asked for; or erase."""
    from kiosk.central.portrait_import import confirm_portraits, discard_portraits, stage_portraits
    from kiosk.central.portraits import erase_portraits
    from kiosk.commands.central_data import opened

    with opened(args.data) as central:
        if args.portraits_action == "erase":
            erased = erase_portraits(central, args.campaign, operator())
            print(json.dumps({"erased": erased}) if args.json else f"{erased} enrolment photos erased")
            return 0
        report = stage_portraits(central, args.campaign, args.source, operator())
        settle = confirm_portraits if args.confirm else discard_portraits
        state = settle(central, report.id, operator()).state  # pictures wait nowhere for a second command
        report = replace(report, state=state)
    print(json.dumps(_plain(report)) if args.json else _words(report))
    return EXIT_FAULTY if report.faulty else 0


def _plain(report: PortraitReport) -> dict[str, object]:
    return {
        "campaign": report.campaign,
        "state": str(report.state),
        **{name: getattr(report, name) for name in ("files", "added", "changed", "unchanged", "faulty")},
        "faults": {str(fault): count for fault, count in report.faults.items()},
        "first_faults": [{"file": name, "wrong": str(fault)} for name, fault in report.first_faults],
    }


def _words(report: PortraitReport) -> str:
    from kiosk.central.roster_report import State

    lines = [f"{report.files} photos for {report.campaign}"]
    for name in ("added", "changed", "unchanged", "faulty"):
        lines.append(f"  {name:<10}{getattr(report, name):>8}")
    lines += [f"  {name}: {WRONG[fault]}" for name, fault in report.first_faults]
    if report.faulty > len(report.first_faults):
        lines.append(f"  … and {report.faulty - len(report.first_faults)} more")
    if report.state is State.CONFIRMED:
        lines.append("taken over, sealed; a booth is given one when its person agrees to the comparison")
    else:
        lines.append("nothing was kept; take them over with --confirm")
    return "\n".join(lines)
