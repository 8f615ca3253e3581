"""``kiosk backup``: copy what the booth holds to a second volume now, or build a booth from such a copy."""

from __future__ import annotations

import argparse
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.settings import load_settings
from kiosk.sqlite import sqlite3
from kiosk.store.backup import SourceDamaged, copy_database, copy_files, place_of
from kiosk.store.faults import environment_faults
from kiosk.store.restore import find_place, restore

ALL = 1 << 31


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--config", type=Path, help="settings file (default: config/kiosk.toml)")
    way = parser.add_mutually_exclusive_group()
    way.add_argument(
        "--to", type=Path, metavar="DIR", help="copy there (default: backup_dir of the settings)"
    )
    way.add_argument(
        "--restore", type=Path, metavar="DIR", help="build this booth again from the copy in DIR"
    )


def run(args: argparse.Namespace) -> int:
    """Copy or restore; a booth that runs meanwhile is not disturbed by a copy."""
    settings = load_settings(args.config)
    store = settings.data_dir / "store"
    if args.restore is not None:
        place = find_place(args.restore)
        count = restore(place, store, SystemClock().now())
        print(f"Restored booth {place.name}: {count} photos, still sealed.")
        print("If its keys are lost too: kiosk queue recover --rewrap, then kiosk enrol.")
        return 0
    target = args.to or settings.backup_dir
    if target is None:
        raise KioskError(
            "backup-nowhere", "No folder for the backup is set.", "Name one with --to, or set backup_dir."
        )
    if not target.is_dir():
        raise KioskError(
            "backup-absent", f"{target} is not there.", "Mount the second volume, or make the folder."
        )
    if not (store / "device").exists():
        raise KioskError(
            "store-missing", f"There is no store in {store}.", "Name the settings of a booth that has run."
        )
    with environment_faults():
        place = place_of(store, target)
        copied = copy_files(store, place, ALL)
        try:
            copy_database(store, place)
        except (SourceDamaged, sqlite3.Error) as error:
            raise KioskError(
                "store-damaged",
                "The photos are copied, the database cannot be.",
                "Restart the kiosk: it sets a damaged database aside and rebuilds it.",
            ) from error
    print(f"{place}: {copied.files} new photos, {copied.removed} purged ones removed, database copied.")
    if copied.unreadable:
        print(f"{len(copied.unreadable)} files cannot be read from the booth's disk: they are not copied.")
    return 0
