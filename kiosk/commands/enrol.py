"""``kiosk enrol``: make this booth known to its central server."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.services.enrolling import enrol_booth
from kiosk.settings import load_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--config", type=Path, help="settings file (default: config/kiosk.toml)")
    parser.add_argument("--url", help="address of the central server (default: the one in the settings)")
    parser.add_argument("--code", required=True, help="one-time code from the administrator")
    parser.add_argument("--json", action="store_true", help="print one JSON document only")


def run(args: argparse.Namespace) -> int:
    """Enrol and say so."""
    settings = load_settings(args.config)
    url = args.url or settings.central.url
    if url is None:
        raise KioskError(
            "central-unset", "No central server is named.", "Give --url, or set central.url in the settings."
        )
    device = enrol_booth(settings, SystemClock(), url, args.code)
    print(json.dumps({"url": url, "device": device}) if args.json else f"Enrolled at {url} as {device}.")
    return 0
