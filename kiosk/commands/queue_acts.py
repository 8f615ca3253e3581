"""``kiosk queue retry | release | export``: what changes or opens the queue, while the booth does not run."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.hardening import harden_process
from kiosk.services.build import open_keys, open_store, store_dir
from kiosk.settings import Settings, load_settings
from kiosk.store.exporting import new_private_folder, write_parcel
from kiosk.store.report import find_id, queue_rows
from kiosk.store.store import Store

HELD_AT_MOST = 100_000


def many(parser: argparse.ArgumentParser) -> None:
    """Declare which submissions are released."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("submission", nargs="?", help="its number, its id, or the end of its id")
    which.add_argument("--all", action="store_true", help="everything that is blocked")


def exported(parser: argparse.ArgumentParser) -> None:
    """Declare what is exported, and where to."""
    parser.add_argument("submission", help="its number, its id, or the end of its id")
    ask_for_folder(parser)


def ask_for_folder(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Declare a folder for plain pictures and names, and that somebody knows what that means."""
    parser.add_argument(
        "--to", type=Path, metavar="DIR", required=required, help="new folder for manifests and pictures"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask whether plain personal data is meant")


def retry(args: argparse.Namespace) -> int:
    """End every wait."""
    with opened_store(load_settings(args.config)) as store:
        waiting = store.upkeep.retry()
    print(json.dumps({"waiting": waiting}) if args.json else f"{waiting} are due as soon as the booth runs.")
    return 0


def release(args: argparse.Namespace) -> int:
    """Put back into the queue; 1 when something that was asked for could not be."""
    settings = load_settings(args.config)
    failed = False
    with opened_store(settings) as store:
        if args.all:
            ids = [held.id for held in store.upkeep.held_up(HELD_AT_MOST) if held.state.value == "blocked"]
        else:
            ids = [find_id(queue_rows(store_dir(settings)), args.submission)]
        for id_ in ids:
            fault: KioskError | None = None
            try:
                store.upkeep.release(id_)
            except KioskError as error:
                if not args.all:
                    raise
                fault, failed = error, True
            told = {"id": id_, "released": fault is None, "fault": None if fault is None else fault.code}
            line = f"{id_}  {'released' if fault is None else fault.title}"
            print(json.dumps(told) if args.json else line)
    if not ids and not args.json:
        print("Nothing is blocked.")
    return 1 if failed else 0


def export(args: argparse.Namespace) -> int:
    """Write one submission out."""
    harden_process()
    settings = load_settings(args.config)
    id_ = find_id(queue_rows(store_dir(settings)), args.submission)
    confirm_plain(args.yes, 1)
    with opened_store(settings) as store:
        folder = new_private_folder(args.to)
        where = write_parcel(store.upkeep.take_out(id_), folder)
    print(json.dumps({"id": id_, "folder": str(where)}) if args.json else f"Written to {where}.")
    return 0


@contextmanager
def opened_store(settings: Settings) -> Iterator[Store]:
    """Open the store of a booth that does not run.

    Raises
    ------
    KioskError
        ``store-locked``, saying where a running booth offers the same; or as keys and store say.
    """
    if not (store_dir(settings) / "store.db").exists():
        queue_rows(store_dir(settings))  # says that there is none; opening would make one
    try:
        store = open_store(settings, open_keys(settings), SystemClock())
    except KioskError as error:
        if error.code != "store-locked":
            raise
        raise KioskError(
            "store-locked",
            "The booth is running and holds its store.",
            "Use its staff page (five taps in the corner), or stop the booth first.",
        ) from error
    try:
        yield store
    finally:
        store.close()


def confirm_plain(yes: bool, count: int) -> None:
    """Ask whether names, numbers and pictures shall lie in plain.

    Raises
    ------
    KioskError
        ``export-refused`` unless somebody said so.
    """
    if yes:
        return
    print(
        f"{count} submission(s) with names, numbers and pictures will lie in plain on this disk.\n"
        "Type yes to go on: ",
        end="",
        file=sys.stderr,
        flush=True,
    )
    if sys.stdin.readline().strip().lower() != "yes":
        raise KioskError("export-refused", "Nothing was written.", "Answer yes, or give --yes.")
