"""``kiosk queue list``: which submissions this booth holds and how far their delivery is."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from kiosk.settings import load_settings
from kiosk.store.report import QueueRow, queue_rows


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommands."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="every submission, oldest first; also while the booth runs")
    listing.add_argument("--config", type=Path, help="settings file (default: config/kiosk.toml)")
    listing.add_argument("--json", action="store_true", help="print JSON lines only")


def run(args: argparse.Namespace) -> int:
    """Print the queue."""
    rows = queue_rows(load_settings(args.config).data_dir / "store")
    for row in rows:
        print(json.dumps(_plain(row)) if args.json else _line(row))
    if not rows and not args.json:
        print("Nothing is stored.")
    return 0


def _plain(row: QueueRow) -> dict[str, object]:
    return {**row.__dict__, "state": row.state.value, "saved_at": row.saved_at.isoformat()}


def _line(row: QueueRow) -> str:
    return (
        f"{row.seq:>6}  {row.saved_at:%Y-%m-%d %H:%M} UTC  {row.state:<11}  {row.attempts:>3} tries  {row.id}"
    )
