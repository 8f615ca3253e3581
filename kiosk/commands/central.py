"""``kiosk central``: run the central server, make enrolment codes, keep campaigns and rosters."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from kiosk.commands import (
    central_audit,
    central_backup,
    central_campaign,
    central_check,
    central_conformance,
    central_export,
    central_person,
    central_portraits,
    central_roster,
    central_serve,
    central_staff,
)
from kiosk.errors import KioskError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommands."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    central_serve.add_arguments(actions.add_parser("serve", help="run the server until it is told to stop"))
    central_check.add_init_arguments(actions.add_parser("init", help="set a new server up"))
    central_check.add_check_arguments(
        actions.add_parser("check", help="prove that everything is there and right; 1 when it is not")
    )
    central_backup.add_backup_arguments(
        actions.add_parser("backup", help="copy database and pictures while the server runs")
    )
    central_backup.add_restore_arguments(
        actions.add_parser("restore", help="fill an empty folder from a backup")
    )
    code = actions.add_parser("enrolment-code", help="make a one-time code that enrols one booth")
    code.add_argument("--data", type=Path, required=True, help="folder of the server")
    code.add_argument(
        "--for-device", metavar="ID", help="for this booth alone, which lost its keys and has made new ones"
    )
    code.add_argument(
        "--campaign",
        action="append",
        metavar="ID",
        help="the booth serves only this; may be repeated",
    )
    code.add_argument("--json", action="store_true", help="print one JSON document only")
    openapi = actions.add_parser("openapi", help="print the API's description (OpenAPI, JSON)")
    openapi.add_argument("--json", action="store_true", help="always so: the description is JSON")
    central_campaign.add_arguments(actions.add_parser("campaign", help="put, list and show campaigns"))
    central_roster.add_arguments(actions.add_parser("roster", help="import a campaign's roster"))
    central_portraits.add_arguments(
        actions.add_parser("portraits", help="take in or erase enrolment photos to compare with")
    )
    central_staff.add_arguments(actions.add_parser("staff", help="list, add and remove who may log in"))
    central_audit.add_arguments(actions.add_parser("audit", help="prove that the record was not changed"))
    central_export.add_arguments(actions.add_parser("export", help="write photos and lists to a ZIP file"))
    central_person.add_arguments(actions.add_parser("person", help="export or erase all about a person"))
    central_conformance.add_arguments(
        actions.add_parser("conformance", help="try a server against the whole contract")
    )


def run(args: argparse.Namespace) -> int:
    """Carry out the chosen action."""
    try:
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise KioskError(
            "central-not-installed",
            "The central server's packages are not installed.",
            "Install them with: pip install photo-kiosk[central]",
        ) from error
    action: Callable[[argparse.Namespace], int] = {
        "serve": central_serve.run,
        "enrolment-code": _enrolment_code,
        "openapi": _openapi,
        "campaign": central_campaign.run,
        "roster": central_roster.run,
        "portraits": central_portraits.run,
        "staff": central_staff.run,
        "audit": central_audit.run,
        "export": central_export.run,
        "person": central_person.run,
        "conformance": central_conformance.run,
        "init": central_check.run_init,
        "check": central_check.run_check,
        "backup": central_backup.run_backup,
        "restore": central_backup.run_restore,
    }[args.action]
    return action(args)


def _enrolment_code(args: argparse.Namespace) -> int:
    from kiosk.central.bound import Served, only
    from kiosk.central.central import new_enrolment_code, open_central
    from kiosk.central.settings import load_central_settings
    from kiosk.clock import SystemClock

    settings = load_central_settings()
    central = open_central(args.data, settings, SystemClock())
    try:
        with central.reading() as db:
            served = only(db, args.campaign) if args.campaign else Served()
        code = new_enrolment_code(central, args.for_device, served.as_column())
    finally:
        central.close()
    if args.json:
        print(json.dumps({"enrolment_code": code, "minutes": settings.enrolment_code_minutes}))
    else:
        print(f"{code}\nfor one booth, within {settings.enrolment_code_minutes} minutes")
    return 0


def _openapi(_args: argparse.Namespace) -> int:
    from kiosk.central.openapi import describe

    sys.stdout.write(describe())
    return 0
