"""``kiosk central backup`` and ``restore``: a copy while the server runs, and the way back from it."""

from __future__ import annotations

import argparse
import getpass
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import KioskError

if TYPE_CHECKING:  # the server's packages are optional and slow to import
    from kiosk.central.snapshots import Snapshot

EXIT_INCOMPLETE = 1
"""The backup was made, but the server itself lacks pictures, as ``kiosk central check`` says, or an earlier
backup cannot be read."""
KEEP = 14
"""Two weeks of nightly backups."""


def add_backup_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``backup``."""
    parser.add_argument("folder", type=Path, help="backup folder, best on another volume")
    parser.add_argument("--keep", type=_at_least_one, default=KEEP, metavar="N",
                        help=f"keep so many backups, this one included (default: {KEEP})")  # fmt: skip
    parser.add_argument("--with-keys", action="store_true",
                        help="put the server's keys in, sealed with a passphrase")  # fmt: skip
    _add_passphrase(parser)
    parser.add_argument("--withdrawals-only", action="store_true",
                        help="make no backup; take out of those there are who was erased since")  # fmt: skip
    parser.add_argument("--data", type=Path, required=True, help="folder of the server")
    parser.add_argument("--json", action="store_true", help="print one JSON document only")


def add_restore_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``restore``."""
    parser.add_argument("folder", type=Path, help="backup folder")
    parser.add_argument("--data", type=Path, required=True, help="new or empty folder of the server")
    parser.add_argument("--snapshot", metavar="NAME", help="which backup (default: the newest)")
    parser.add_argument("--keys", type=Path, metavar="FOLDER",
                        help="where the server's key files lie, when the backup has none")  # fmt: skip
    _add_passphrase(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document only")


def run_backup(args: argparse.Namespace) -> int:
    """Make a backup; the server may be running meanwhile."""
    from kiosk.central.backup import back_up, pass_on_withdrawals
    from kiosk.commands.central_data import opened

    with opened(args.data) as central:
        try:
            if args.withdrawals_only:
                unreadable = pass_on_withdrawals(central, args.folder)
                if args.json:
                    print(json.dumps({"folder": str(args.folder), "unreadable": list(unreadable)}))
                elif not unreadable:
                    print(f"{args.folder}: up to date")
                return _tell_unreadable(unreadable, args.json)
            passphrase = _passphrase(args, twice=True) if args.with_keys else ""
            keys_of = args.data if args.with_keys else None
            made = back_up(central, args.folder, args.keep, keys_of, passphrase)
        except OSError as error:
            raise _unwritable(args.folder, error) from error
    manifest = made.snapshot.manifest
    told = {
        "snapshot": made.snapshot.folder.name,
        "submissions": manifest.submissions,
        "pictures": manifest.blobs,
        "copied": made.copied,
        "removed": made.removed,
        "missing": list(manifest.missing),
        "keys": manifest.keys is not None,
        "unreadable": list(made.unreadable),
    }
    if args.json:
        print(json.dumps(told))
    else:
        print(
            f"{made.snapshot.folder}: {manifest.submissions} submissions, {manifest.blobs} pictures "
            f"({made.copied} new), {'with' if manifest.keys else 'without'} keys, {made.removed} old removed"
        )
        for sha256 in manifest.missing:
            print(f"MISSING  {sha256}   (kiosk central check says more)")
    incomplete = _tell_unreadable(made.unreadable, args.json)
    return EXIT_INCOMPLETE if manifest.missing else incomplete


def run_restore(args: argparse.Namespace) -> int:
    """Fill an empty folder from a backup and check what came of it."""
    from kiosk.central.checking import check, check_places
    from kiosk.central.restore import choose, restore
    from kiosk.central.settings import load_central_settings
    from kiosk.clock import SystemClock
    from kiosk.commands.central_check import tell
    from kiosk.commands.central_data import opened

    snapshot = choose(args.folder, args.snapshot)
    now = SystemClock().now().isoformat(timespec="milliseconds")
    try:
        keys = _keys(args, snapshot)
        done = restore(args.folder, snapshot, args.data, keys, now, load_central_settings())
    except OSError as error:
        raise _unwritable(args.data, error) from error
    with opened(args.data) as central:
        findings = [*check_places(args.data, central.settings), *check(central, args.data)]
    facts = {
        "snapshot": snapshot.folder.name,
        "made_at": snapshot.manifest.made_at,
        "submissions": done.submissions,
        "pictures": done.blobs,
        "still_erased": done.withdrawn,
    }
    if not args.json:
        print(
            f"{args.data}: {done.submissions} submissions, {done.blobs} pictures as of "
            f"{snapshot.manifest.made_at}; {done.withdrawn} erased since stay erased"
        )
        print("booths send again by themselves what came in later; everybody logs in anew")
    return tell(findings, args.json, facts)


def _tell_unreadable(names: tuple[str, ...], as_json: bool) -> int:
    for name in () if as_json else names:
        print(
            f"UNREADABLE  {name}   (who was erased may be in it, and no picture of any backup is removed: "
            f"copy it from another volume, or delete its folder)"
        )
    return EXIT_INCOMPLETE if names else 0


def _keys(args: argparse.Namespace, snapshot: Snapshot) -> Mapping[str, bytes]:
    from kiosk.central.sealed_keys import PATTERN, open_keys

    if args.keys is not None:
        return {path.name: path.read_bytes() for path in sorted(args.keys.glob(PATTERN))}
    if snapshot.manifest.keys is None:
        raise KioskError(
            "restore-keys",
            "This backup holds no keys, and booths trust no others.",
            "Give the folder with the server's key files with --keys.",
        )
    return open_keys((snapshot.folder / snapshot.manifest.keys).read_bytes(), _passphrase(args, twice=False))


def _add_passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE",
                        help="read the passphrase of the keys here instead of asking")  # fmt: skip


def _passphrase(args: argparse.Namespace, twice: bool) -> str:
    if args.passphrase_file is not None:
        return str(args.passphrase_file.read_text(encoding="utf-8").strip())
    given = getpass.getpass("passphrase of the keys: ")
    if twice and getpass.getpass("once more: ") != given:
        raise KioskError("passphrase-differs", "The two passphrases differ.", "Try again.")
    return given


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _unwritable(folder: Path, error: OSError) -> KioskError:
    return KioskError(
        "backup-unwritable", f"{folder} cannot be used: {error.strerror}.", "Check the volume and its space."
    )
