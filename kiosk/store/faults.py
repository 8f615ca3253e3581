"""Turns what the disk and SQLite report into errors a person can act on."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from kiosk.errors import KioskError
from kiosk.sqlite import IOERR_SHMSIZE, sqlite3
from kiosk.store.schema import InDoubt

_FULL = ("disk-full", "The disk of the booth is full.", "Free space on the disk, then save again.")
_READONLY = (
    "store-readonly",
    "The booth's store cannot be written to.",
    "Check the permissions of the data folder and whether the disk was mounted read-only.",
)
_LOCKED = (
    "store-locked",
    "Another program is using the booth's store.",
    "Close the other kiosk or tool that has it open, then try again.",
)
_IO = (
    "store-io",
    "The disk of the booth reports an error.",
    "Try again; if it comes back, replace the disk.",
)
_DAMAGED = (
    "store-damaged",
    "The booth's database is damaged.",
    "Restart the kiosk: it sets the database aside and rebuilds it from the sealed files.",
)

_DOUBT = (
    "store-doubt",
    "The disk of the booth failed while writing.",
    "Restart the kiosk: it checks what the disk holds and goes on from there. Replace the disk.",
)

_OF_ERRNO = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EROFS: _READONLY,
    errno.EACCES: _READONLY,
    errno.EPERM: _READONLY,
}

_OF_SQLITE = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READONLY,
    sqlite3.SQLITE_PERM: _READONLY,
    sqlite3.SQLITE_CANTOPEN: _READONLY,
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_IOERR: _IO,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}


@contextmanager
def environment_faults() -> Iterator[None]:
    """Re-raise what disk and database report as :class:`KioskError`; our own mistakes stay as they are.

    Raises
    ------
    KioskError
        ``disk-full``, ``store-readonly``, ``store-locked``, ``store-io``, ``store-doubt``, ``store-damaged``.
    """
    try:
        yield
    except InDoubt as error:
        raise KioskError(*_DOUBT) from error
    except OSError as error:
        raise KioskError(*_OF_ERRNO.get(error.errno or 0, _IO)) from error
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) == IOERR_SHMSIZE:  # no room for the log's index
            raise KioskError(*_FULL) from error
        # The low byte is the primary code, the rest says more (e.g. IOERR_WRITE).
        primary = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
        if primary not in _OF_SQLITE:
            raise
        raise KioskError(*_OF_SQLITE[primary]) from error
