"""``kiosk central staff``: who may log in to the server's pages, as what, and for which campaigns."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from kiosk.commands.central_campaign import operator

ROLES = ("administrator", "reviewer")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommands."""
    actions = parser.add_subparsers(dest="staff_action", required=True, metavar="ACTION")
    for name, help_ in (
        ("list", "say who may log in, as what"),
        ("add", "let somebody log in; their password is shown once"),
        ("role", "give somebody another role and other campaigns"),
        ("password", "give somebody a new password, shown once, and unlock their name"),
        ("totp-reset", "forget somebody's authenticator; they set one up at their next log-in"),
        ("disable", "keep somebody out at once; they can be let in again"),
        ("enable", "let somebody in again"),
        ("remove", "end somebody's account at once"),
    ):
        action = actions.add_parser(name, help=help_)
        if name != "list":
            action.add_argument("name", help="log-in name: letters, digits, dots and hyphens")
        if name in ("add", "role"):
            action.add_argument("--role", choices=ROLES, required=name == "role", default="reviewer")
            action.add_argument(
                "--campaign",
                action="append",
                default=[],
                metavar="ID",
                help="a campaign whose photos a reviewer sees and judges; may be given several times",
            )
        action.add_argument("--data", type=Path, required=True, help="folder of the server")
        action.add_argument("--json", action="store_true", help="print one JSON document only")


def run(args: argparse.Namespace) -> int:
    """Carry out the chosen action; the server may be running meanwhile."""
    from kiosk.central import staff
    from kiosk.central.roles import Role
    from kiosk.commands.central_data import opened

    password: str | None = None
    with opened(args.data) as central:
        match args.staff_action:
            case "add":
                role = Role(args.role)
                password = staff.add_staff(central, args.name, operator(), role, args.campaign)
            case "role":
                staff.change_role(central, args.name, operator(), Role(args.role), args.campaign)
            case "password":
                password = staff.reset_password(central, args.name, operator())
            case "totp-reset":
                staff.reset_second_factor(central, args.name, operator())
            case "disable" | "enable" as action:
                staff.disable_staff(central, args.name, operator(), action == "disable")
            case "remove":
                staff.remove_staff(central, args.name, operator())
        accounts = staff.list_staff(central)
    if args.json:
        listed = [
            {
                "name": account.name,
                "role": str(account.role),
                "campaigns": list(account.campaigns),
                "disabled": account.disabled,
                "second_factor": account.second_factor,
            }
            for account in accounts
        ]
        print(json.dumps({"staff": listed, "password": password}))
    elif password is not None:
        print(f"{args.name} / {password}   (shown only this once)")
    else:
        for account in accounts:
            sees = "all campaigns" if account.role is Role.ADMINISTRATOR else " ".join(account.campaigns)
            marks = (", second factor" * account.second_factor) + (", DISABLED" * account.disabled)
            print(f"{account.name}  {account.role}: {sees or 'no campaign'}{marks}")
    return 0
