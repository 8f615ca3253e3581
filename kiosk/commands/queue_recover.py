"""``kiosk queue recover``: with the offline recovery key, what a booth sealed is read out or sealed anew."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from filelock import FileLock, Timeout

from kiosk.clock import SystemClock
from kiosk.commands.queue_acts import ask_for_folder, confirm_plain
from kiosk.errors import KioskError
from kiosk.hardening import harden_process
from kiosk.services.build import open_store, store_dir, vault_of
from kiosk.settings import Settings, load_settings
from kiosk.store.exporting import new_private_folder, write_parcel
from kiosk.store.keys import keys_for_recovery
from kiosk.store.recovery import Opened, load_recovery_key, opened_with, rewrap_into, sealed_paths


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--key", type=Path, required=True, metavar="PEM", help="the private recovery key, kept offline"
    )
    parser.add_argument(
        "--from", dest="source", type=Path, metavar="DIR", help="store folder (default: this booth's)"
    )
    parser.add_argument(
        "--rewrap",
        action="store_true",
        help="seal them for this booth's keys (new ones, if they are lost), so that they are delivered",
    )
    ask_for_folder(parser, required=False)


def run(args: argparse.Namespace) -> int:
    """Recover; 1 when some files did not open."""
    if args.rewrap == (args.to is not None):
        raise KioskError(
            "recover-how",
            "It is not clear what to do with what is recovered.",
            "Give either --to DIR (read it out) or --rewrap (seal it for this booth).",
        )
    harden_process()
    settings = load_settings(args.config)
    source = args.source or store_dir(settings)
    key = load_recovery_key(args.key)
    found = _rewrapped(settings, source, key) if args.rewrap else _read_out(source, key, args)
    for one in found:
        told = {"id": one.id, "recovered": one.fault is None, "fault": one.fault}
        print(json.dumps(told) if args.json else f"{one.id}  {one.fault or 'recovered'}")
    lost = sum(one.fault is not None for one in found)
    if not args.json:
        print(f"{len(found) - lost} of {len(found)} recovered" + _next(args.rewrap))
    return 1 if lost else 0


def _read_out(source: Path, key: X25519PrivateKey, args: argparse.Namespace) -> list[Opened]:
    paths = sealed_paths(source)
    confirm_plain(args.yes, len(paths))
    folder = new_private_folder(args.to)
    found = []
    for one in opened_with(key, paths):
        if one.parcel is not None:
            write_parcel(one.parcel, folder)
        found.append(Opened(one.id, None, one.fault))
    return found


def _rewrapped(settings: Settings, source: Path, key: X25519PrivateKey) -> list[Opened]:
    target = store_dir(settings)
    sealed_paths(source)  # nothing there: no new keys are made for it
    with _in_nobodys_use({source.resolve(), target.resolve()}):
        keys = keys_for_recovery(vault_of(settings))
        found = rewrap_into(key, source.resolve(), target.resolve(), keys.wrapping_key())
    store = open_store(settings, keys, SystemClock())
    try:
        store.memory.forget_sealed()
        for one in found:
            with suppress(KeyError):  # a foreign booth's file has no row here
                if one.fault is None:
                    store.upkeep.take_recovered([one.id])
    finally:
        store.close()
    return list(found)


@contextmanager
def _in_nobodys_use(folders: set[Path]) -> Iterator[None]:
    with ExitStack() as stack:
        for folder in folders:
            if not os.access(folder, os.W_OK):
                continue  # a rescued disk, mounted read-only: nobody writes there
            try:
                stack.enter_context(FileLock(folder / "store.lock", timeout=0))
            except Timeout:
                raise KioskError(
                    "store-locked",
                    f"A booth is running on {folder}.",
                    "Stop the booth first: nobody may save while its files are sealed anew.",
                ) from None
        yield


def _next(rewrapped: bool) -> str:
    if not rewrapped:
        return "."
    return (
        ".\nThen enrol this booth again. On the server: kiosk central enrolment-code --for-device ID; here:"
        " kiosk enrol."
    )
