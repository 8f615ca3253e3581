"""A second copy of what the booth holds, on another volume: sealed files as they come, the database too.

Everything is copied as it lies, so nothing in a backup can be read without the booth's keys or the offline
recovery key. It reads beside the running booth and never holds its lock.
"""

from __future__ import annotations

from collections.abc import Set
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kiosk.durable import PART, make_directory, remove_durably, write_durably
from kiosk.sqlite import read_only, sqlite3
from kiosk.store.schema import copy_whole
from kiosk.store.sealed_files import SUFFIX, is_unreadable
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
    """What one round did, and how many sealed files are still without a copy.

    ``unreadable``: names of what the booth's own disk could not read, those that were passed over included.
    """

    files: int = 0
    removed: int = 0
    waiting: int = 0
    unreadable: frozenset[str] = frozenset()


def place_of(store: Path, backups: Path) -> Path:
    """Return where below ``backups`` this booth's copy lies: a folder named by the booth's id.

    Raises
    ------
    OSError
        When the store has no id yet or cannot be read.
    """
    return backups / (store / "device").read_text("ascii").strip()


def copy_files(store: Path, place: Path, limit: int, lost: Set[str] = frozenset()) -> Copied:
    """Bring the sealed files and small notes of ``place`` up to date, at most ``limit`` new files.

    A copy is removed only when the booth's database says its submission was purged: a file the booth
    merely lost is what the backup is for. One that the booth's disk cannot read holds up no other. What an
    earlier round left half-written or half-destroyed, the volume unplugged or the power cut, is destroyed.

    Parameters
    ----------
    lost
        Names of files to pass over, because the disk could not read them before.

    Raises
    ------
    OSError
        As the second volume gives it; what is there stays whole.
    """
    for folder in (".", "sealed", *SMALL_FOLDERS):
        make_directory(place / folder)
        _drop_unfinished(place / folder)
    unreadable = set(lost)
    for name in NOTES:
        _renew(store / name, place / name, unreadable)
    for folder in SMALL_FOLDERS:
        names = _names(store / folder)
        for name in names:
            _renew(store / folder / name, place / folder / name, unreadable)
        for gone in _names(place / folder) - names:
            remove_durably(place / folder / gone)
    here, there = _names(store / "sealed"), _names(place / "sealed")
    purged = _purged(store, there - here)
    for name in purged:
        remove_durably(place / "sealed" / name)
    unreadable -= {name for name in lost if name.endswith(SUFFIX)} - (here - there)  # purged or mended since
    missing = sorted(here - there - lost)  # named by UUIDv7: oldest first
    done = 0
    for name in missing[:limit]:
        content = _content(store / "sealed" / name, unreadable)
        if content is not None:
            write_durably(place / "sealed" / name, content)
            done += 1
    return Copied(done, len(purged), max(0, len(missing) - limit), frozenset(unreadable))


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


def _drop_unfinished(folder: Path) -> None:
    """Destroy leftovers, and those beside a database's; each is taken away first.

    Another program may be copying to the same place: of a file that it writes just now either its own new
    name comes first, or it is told that the file is gone; never is a finished copy overwritten.
    """
    for left in folder.glob(f"*{PART}*"):
        remove_durably(left)


def _renew(source: Path, target: Path, unreadable: set[str]) -> None:
    content = _content(source, unreadable)
    if content is not None and (not target.exists() or target.read_bytes() != content):
        write_durably(target, content)


def _content(source: Path, unreadable: set[str]) -> bytes | None:
    """Return what is in a file of the booth's, None when it is gone meanwhile or its disk cannot read it."""
    if source.name in unreadable:
        return None
    try:
        return source.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        if not is_unreadable(error):
            raise
        unreadable.add(source.name)
        return None


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
