"""``kiosk central campaign``: put, list and show the campaigns that booths pull from this server."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from pathlib import Path

from kiosk.errors import KioskError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommands."""
    actions = parser.add_subparsers(dest="campaign_action", required=True, metavar="ACTION")
    put = actions.add_parser("put", help="add a campaign, or replace it by a changed file")
    put.add_argument("file", type=Path, help="the campaign as TOML; config/campaigns/example.toml shows how")
    listing = actions.add_parser("list", help="list the campaigns with their numbers")
    show = actions.add_parser("show", help="print a campaign as TOML, to be edited and put again")
    show.add_argument("id", help="which campaign")
    for parser_ in (put, listing, show):
        parser_.add_argument("--data", type=Path, required=True, help="folder of the server")
        parser_.add_argument("--json", action="store_true", help="print one JSON document only")


def run(args: argparse.Namespace) -> int:
    """Carry out the chosen action."""
    return {"put": _put, "list": _list, "show": _show}[args.campaign_action](args)


def operator() -> str:
    """Return who gave a command, for the audit."""
    return f"{getpass.getuser()} (command)"[:64]


def _put(args: argparse.Namespace) -> int:
    from kiosk.central.campaign_files import parse_campaign, take_up
    from kiosk.commands.central_data import opened

    try:
        data = args.file.read_bytes()
    except OSError as error:
        raise KioskError(
            "config-missing", f"The file {args.file} cannot be read: {error.strerror}.", "Name another file."
        ) from error
    with opened(args.data) as central:
        campaign = parse_campaign(data, args.file, central.settings.specs_dir)
        taken = take_up(central, campaign, operator())
    if args.json:
        told = {"id": taken.campaign.id, "version": taken.campaign.version}
        print(json.dumps({**told, "new": taken.new, "changed": taken.changed}))
    else:
        what = "new" if taken.new else "changed" if taken.changed else "the same as before"
        print(f"{taken.campaign.id}: {what}, version {taken.campaign.version}")
    return 0


def _list(args: argparse.Namespace) -> int:
    from kiosk.central.campaign_files import list_campaigns
    from kiosk.commands.central_data import opened

    with opened(args.data) as central, central.session() as db:
        listed = list_campaigns(db)
    rows = [
        {
            "id": item.campaign.id,
            "name": item.campaign.name.en,
            "version": item.campaign.version,
            "roster_version": item.roster_version,
            "people": item.people,
            "submissions": item.submissions,
        }
        for item in listed
    ]
    if args.json:
        print(json.dumps({"campaigns": rows}, ensure_ascii=False))
        return 0
    for row in rows:
        roster = "no roster"
        if row["roster_version"] is not None:
            roster = f"roster {row['roster_version']}: {row['people']} people"
        numbers = f"version {row['version']}, {roster}, {row['submissions']} submissions"
        print(f"{row['id']}  {numbers}  {row['name']}")
    if not rows:
        print("no campaign yet; booths use their own files. Add one: kiosk central campaign put FILE.toml")
    return 0


def _show(args: argparse.Namespace) -> int:
    from kiosk.central.campaign_files import as_toml
    from kiosk.central.campaigns import find_campaign
    from kiosk.commands.central_data import opened

    with opened(args.data) as central, central.session() as db:
        campaign = find_campaign(db, args.id)
    if campaign is None:
        raise KioskError(
            "campaign-unknown",
            f"This server has no campaign {args.id!r}.",
            "See which there are with: kiosk central campaign list",
        )
    if args.json:
        print(json.dumps(campaign.as_json(), ensure_ascii=False))
    else:
        sys.stdout.write(as_toml(campaign).decode("utf-8"))
    return 0
