"""``kiosk central roster import``: say what a roster's file changes, and with ``--confirm`` change it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.commands.central_campaign import operator
from kiosk.errors import KioskError

if TYPE_CHECKING:
    from kiosk.central.roster_report import Report

EXIT_FAULTY = 1
"""The file was read, but rows of it are faulty."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommands."""
    actions = parser.add_subparsers(dest="roster_action", required=True, metavar="ACTION")
    import_ = actions.add_parser("import", help="compare a file with a campaign's roster")
    import_.add_argument("campaign", help="whose roster it is")
    import_.add_argument("file", type=Path, help="xlsx, or csv in UTF-8 or GB18030")
    import_.add_argument("--data", type=Path, required=True, help="folder of the server")
    import_.add_argument("--confirm", action="store_true", help="take the file over as it is reported")
    import_.add_argument(
        "--without-faulty", action="store_true", help="with --confirm: leave faulty rows out, take the others"
    )
    import_.add_argument("--json", action="store_true", help="print one JSON document only")


def run(args: argparse.Namespace) -> int:
    """Read the file, report, and take it over if that was asked for."""
    from kiosk.central.roster_import import confirm, stage
    from kiosk.commands.central_data import opened

    try:
        data = args.file.read_bytes()
    except OSError as error:
        raise KioskError(
            "roster-missing", f"The file {args.file} cannot be read: {error.strerror}.", "Name another file."
        ) from error
    with opened(args.data) as central:
        report = stage(central, args.campaign, data, operator())
        if args.confirm and (args.without_faulty or not report.faulty):
            report = confirm(central, report.id, operator(), args.without_faulty)
    print(json.dumps(_plain(report)) if args.json else _words(report))
    return EXIT_FAULTY if report.faulty and not (args.confirm and args.without_faulty) else 0


def _plain(report: Report) -> dict[str, object]:
    counts = ("rows", "added", "changed", "removed", "unchanged", "faulty")
    return {
        "campaign": report.campaign,
        "state": str(report.state),
        **{name: getattr(report, name) for name in counts},
        "faults": {str(wrong): count for wrong, count in report.fault_counts.items()},
        "first_faults": [
            {"row": p.row, "letter": p.letter, "column": str(p.column), "wrong": str(p.wrong)}
            for p in report.first_faults
        ],
        "unused_columns": list(report.unused),
    }


def _words(report: Report) -> str:
    from kiosk.central.roster_report import State
    from kiosk.central.roster_words import WRONG, column_name, what_is_wrong

    lines = [f"{report.rows} rows for {report.campaign}"]
    for name in ("added", "changed", "removed", "unchanged", "faulty"):
        lines.append(f"  {name:<10}{getattr(report, name):>8}")
    if report.unused:
        lines.append(f"columns not looked at: {', '.join(report.unused)}")
    for place in report.first_faults:
        cell = f"row {place.row}, column {place.letter} {column_name(place.column)}"
        lines.append(f"  {cell}: {what_is_wrong(place)[1]}")
    if sum(report.fault_counts.values()) > len(report.first_faults):
        lines.append("  … and more; in all:")
        lines += [f"  {count:>8}  {WRONG[wrong][1]}" for wrong, count in report.fault_counts.items()]
    if report.state is State.CONFIRMED:
        lines.append("taken over; booths pull it with their next round")
    elif report.faulty:
        lines.append(
            "nothing was changed: mend these rows, or add --confirm --without-faulty to leave them out"
        )
    else:
        lines.append("nothing was changed; take it over with --confirm, or on the campaign's page")
    return "\n".join(lines)
