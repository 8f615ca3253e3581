"""A second copy of what the booth holds, on another volume: sealed files as they come, the database too.

Everything is copied as it lies, so nothing in a backup can be read without the booth's keys or the offline
recovery key. It reads beside the running booth and never holds its lock.
"""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.durable import PART, make_directory, remove_durably, write_durably
from kiosk.sqlite import read_only, sqlite3
from kiosk.store.schema import copy_whole
from kiosk.store.sealed_files import SUFFIX
from kiosk.store.submission import Delivery

DATABASE = "store.db"
NOTES = ("device", "recovery.key")
SMALL_FOLDERS = ("secrets", "withdrawn")
"""Copied whole each time: credentials, and who took the consent back."""
PAGES_A_STEP = 256
"""A megabyte; between two steps of a copy the booth may write."""


class SourceDamaged(Exception):
    """The booth's own database cannot be copied; the last good copy stays."""


@dataclass(frozen=True)
class Copied:
    """What one round did, and how many sealed files are still without a copy."""

    files: int = 0
    removed: int = 0
    database: bool = False
    waiting: int = 0


def place_of(store: Path, backups: Path) -> Path:
    """Return where below ``backups`` this booth's copy lies: a folder named by the booth's id.

    Raises
    ------
    OSError
        When the store has no id yet or cannot be read.
    """
    return backups / (store / "device").read_text("ascii").strip()


def copy_files(store: Path, place: Path, limit: int) -> Copied:
    """Bring the sealed files and small notes of ``place`` up to date, at most ``limit`` new files.

    A copy is removed only when the booth's database says its submission was purged: a file the booth
    merely lost is what the backup is for.

    Raises
    ------
    OSError
        As the second volume gives it; what is there stays whole.
    """
    make_directory(place / "sealed")
    for name in NOTES:
        _renew(store / name, place / name)
    for folder in SMALL_FOLDERS:
        make_directory(place / folder)
        names = _names(store / folder)
        for name in names:
            _renew(store / folder / name, place / folder / name)
        for gone in _names(place / folder) - names:
            remove_durably(place / folder / gone)
    here, there = _names(store / "sealed"), _names(place / "sealed")
    purged = _purged(store, there - here)
    for name in purged:
        remove_durably(place / "sealed" / name)
    missing = sorted(here - there)  # named by UUIDv7: oldest first
    done = 0
    for name in missing[:limit]:
        with suppress(FileNotFoundError):  # purged meanwhile
            write_durably(place / "sealed" / name, (store / "sealed" / name).read_bytes())
            done += 1
    return Copied(files=done, removed=len(purged), waiting=max(0, len(missing) - limit))


def copy_database(store: Path, place: Path) -> None:
    """Replace the database's copy by one of now, checked before it takes the old one's place.

    Raises
    ------
    SourceDamaged
        When the booth's database cannot be read or the copy fails its check.
    OSError
        As the second volume gives it.
    """
    make_directory(place)
    try:
        with closing(_reader(store)) as source:
            copy_whole(source, place / DATABASE, PAGES_A_STEP)
    except sqlite3.DatabaseError as error:
        if (getattr(error, "sqlite_errorcode", 0) & 0xFF) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise SourceDamaged from error
        raise OSError(str(error)) from error  # full, failing or busy: a later round may succeed


def _renew(source: Path, target: Path) -> None:
    try:
        content = source.read_bytes()
    except FileNotFoundError:
        return
    if not target.exists() or target.read_bytes() != content:
        write_durably(target, content)


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*") if path.suffix != PART}


def _purged(store: Path, names: set[str]) -> set[str]:
    if not names:
        return set()
    with closing(_reader(store)) as db:
        rows = db.execute("SELECT id FROM submission WHERE state = ?", (Delivery.PURGED.value,))
        return names & {f"{row[0]}{SUFFIX}" for row in rows}


def _reader(store: Path) -> sqlite3.Connection:
    return read_only(store / DATABASE)
