"""``kiosk central staff``: list, add and remove who may log in to the server's pages."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from kiosk.commands.central_campaign import operator


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommands."""
    actions = parser.add_subparsers(dest="staff_action", required=True, metavar="ACTION")
    for name, help_ in (
        ("list", "say who may log in"),
        ("add", "let somebody log in; their password is shown once"),
        ("remove", "end somebody's log-in at once"),
    ):
        action = actions.add_parser(name, help=help_)
        if name != "list":
            action.add_argument("name", help="log-in name: letters, digits, dots and hyphens")
        action.add_argument("--data", type=Path, required=True, help="folder of the server")
        action.add_argument("--json", action="store_true", help="print one JSON document only")


def run(args: argparse.Namespace) -> int:
    """Carry out the chosen action; the server may be running meanwhile."""
    from kiosk.central.staff import add_staff, list_staff, remove_staff
    from kiosk.commands.central_data import opened

    password: str | None = None
    with opened(args.data) as central:
        if args.staff_action == "add":
            password = add_staff(central, args.name, operator())
        elif args.staff_action == "remove":
            remove_staff(central, args.name, operator())
        names = list_staff(central)
    if args.json:
        print(json.dumps({"staff": names, "password": password}))
    elif password is not None:
        print(f"{args.name} / {password}   (shown only this once)")
    else:
        print("\n".join(names))
    return 0
