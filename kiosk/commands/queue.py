"""``kiosk queue``: what this booth holds, how far delivery is, and what staff do about what is held up."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from kiosk.commands import queue_acts, queue_recover
from kiosk.services.build import store_dir
from kiosk.settings import load_settings
from kiosk.store.report import QueueItem, QueueRow, queue_item, queue_rows


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommands."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, help_, declare in (
        ("list", "every submission, oldest first; also while the booth runs", None),
        ("show", "what is known of one submission; also while the booth runs", named),
        ("retry", "end every wait: what is queued is sent as soon as the booth runs", None),
        ("release", "put blocked or quarantined submissions back into the queue", queue_acts.many),
        ("export", "write one submission out in plain, into a new private folder", queue_acts.exported),
        ("recover", "open what is sealed with the offline recovery key", queue_recover.add_arguments),
    ):
        action = actions.add_parser(name, help=help_, description=help_)
        action.add_argument("--config", type=Path, help="settings file (default: config/kiosk.toml)")
        action.add_argument("--json", action="store_true", help="print JSON lines only")
        if declare is not None:
            declare(action)


def named(parser: argparse.ArgumentParser) -> None:
    """Declare which submission is meant."""
    parser.add_argument("submission", help="its number, its id, or the end of its id (6 characters or more)")


def run(args: argparse.Namespace) -> int:
    """Carry out the chosen action."""
    actions: dict[str, Callable[[argparse.Namespace], int]] = {
        "list": _list,
        "show": _show,
        "retry": queue_acts.retry,
        "release": queue_acts.release,
        "export": queue_acts.export,
        "recover": queue_recover.run,
    }
    return actions[args.action](args)


def _list(args: argparse.Namespace) -> int:
    rows = queue_rows(store_dir(load_settings(args.config)))
    for row in rows:
        print(json.dumps(_plain(row)) if args.json else _line(row))
    if not rows and not args.json:
        print("Nothing is stored.")
    return 0


def _show(args: argparse.Namespace) -> int:
    item = queue_item(store_dir(load_settings(args.config)), args.submission)
    if args.json:
        print(json.dumps({**asdict(item), "row": _plain(item.row)}))
    else:
        print("\n".join(_story(item)))
    return 0


def _plain(row: QueueRow) -> dict[str, object]:
    return {**row.__dict__, "state": row.state.value, "saved_at": row.saved_at.isoformat()}


def _line(row: QueueRow) -> str:
    return (
        f"{row.seq:>6}  {row.saved_at:%Y-%m-%d %H:%M} UTC  {row.state:<11}  {row.attempts:>3} tries  {row.id}"
        + (f"  {row.reason}" if row.state in ("blocked", "quarantined") else "")
    )


def _story(item: QueueItem) -> list[str]:
    gone = "none (purged)" if item.row.state == "purged" else "MISSING"
    recovery = {True: "yes", False: "no: sealed before the booth was enrolled", None: "no readable file"}
    return [
        _line(item.row),
        f"fingerprint   {item.fingerprint}",
        f"sealed file   {gone if item.file_bytes is None else f'{item.file_bytes} bytes'}",
        f"recovery key  {recovery[item.recoverable]}",
        f"receipt       {item.received_at or 'none yet'}",
        *(f"{at}  {before or '-'} -> {after}  {reason}" for at, before, after, reason in item.history),
    ]
