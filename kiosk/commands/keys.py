"""``kiosk keys``: look at the booth's key store, or make keys for a systemd credential."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from kiosk.errors import KioskError
from kiosk.services.build import open_keys, vault_of
from kiosk.settings import load_settings
from kiosk.store.keys import BoothKeys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommands."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="open the key store as the booth will (made the first time)")
    check.add_argument("--config", type=Path, help="settings file (default: config/kiosk.toml)")
    check.add_argument("--json", action="store_true", help="print one JSON document only")
    actions.add_parser("new", help="print new keys, for a pipe to systemd-creds encrypt and nothing else")


def run(args: argparse.Namespace) -> int:
    """Carry out the chosen action."""
    if args.action == "new":
        if sys.stdout.isatty():
            raise KioskError(
                "keys-on-screen",
                "Keys do not belong on a screen.",
                "Pipe them: kiosk keys new | systemd-creds encrypt --name=photo-kiosk-keys - FILE",
            )
        print(BoothKeys.fresh().text())
        return 0
    settings = load_settings(args.config)
    open_keys(settings)
    name = vault_of(settings).name
    print(json.dumps({"store": name}) if args.json else f"The booth's keys are in order: {name}.")
    return 0
