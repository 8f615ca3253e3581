"""Options that say where the central server keeps its data."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kiosk.errors import KioskError

if TYPE_CHECKING:  # the server's packages are optional and slow to import
    from kiosk.central.settings import CentralSettings


def add_place_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare them; without them the environment and the configuration say it."""
    parser.add_argument(
        "--database",
        metavar="URL",
        help="postgresql+psycopg://user@host/name without a password, which KIOSK_DATABASE, "
        "KIOSK_DATABASE_FILE or libpq's own ~/.pgpass tell (default: SQLite in the folder)",
    )
    parser.add_argument(
        "--blobs", metavar="PLACE", help="s3://bucket/prefix, or another folder (default: in the folder)"
    )


def settings_of(args: argparse.Namespace) -> CentralSettings:
    """Return the configuration with what the command line says of the places.

    Raises
    ------
    KioskError
        ``password-shown`` when a password stands on the command line.
    """
    from kiosk.central.settings import load_central_settings

    if args.database and _has_password(args.database):
        raise KioskError(
            "password-shown",
            "A password on the command line can be read by everybody on this machine.",
            "Put the whole address into KIOSK_DATABASE, or into a file that KIOSK_DATABASE_FILE names.",
        )
    settings = load_central_settings()
    return replace(settings, database=args.database or settings.database, blobs=args.blobs or settings.blobs)


def _has_password(url: str) -> bool:
    parts = urlsplit(url)
    return parts.password is not None or "password=" in parts.query
