"""What can still be read of a database that was set aside, and may be believed.

The sealed files bring back what they hold. Only the database knows who took the consent back, what was purged
with which receipt, how many photos somebody has had, how far the numbers went, and the audit chain.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from kiosk.sqlite import read_only, sqlite3
from kiosk.store import audit, ledger
from kiosk.store.schema import immediate
from kiosk.store.submission import Delivery

_WHOLE_ROWS = {
    "submission": f"WHERE state IN ('{Delivery.WITHDRAWN}', '{Delivery.PURGED}') ORDER BY seq",
    "photo_count": "",
    "visit": "",
}
"""Table → which rows are taken as they are. A submission in any other state is rebuilt from its file and sent
again; sending one again that was withdrawn would break a promise."""


def salvage(aside: Path, db: sqlite3.Connection) -> int:
    """Copy what can be read of the database at ``aside`` into the new, empty ``db``; return how many rows."""
    with closing(read_only(aside)) as old, immediate(db):
        kept = _keep_chain(old, db)
        for table, which in _WHOLE_ROWS.items():
            for row in _readable(old, f"SELECT * FROM {table} {which}"):
                kept += _insert(db, table, row)
        last = _last_seq(old)
        if last > 0:
            ledger.set_meta(db, "last_seq", str(last))
    return kept


def _keep_chain(old: sqlite3.Connection, db: sqlite3.Connection) -> int:
    """Copy the audit rows up to the first that does not fit; the new ones go on from there."""
    kept, previous = 0, audit.GENESIS
    for row in _readable(old, "SELECT * FROM audit ORDER BY n"):
        if not audit.fits(row, kept + 1, previous):
            break
        kept, previous = kept + _insert(db, "audit", row), str(row[-1])
    return kept


def _last_seq(old: sqlite3.Connection) -> int:
    """Return the highest number two places agree on; of two that differ the smaller, of one that one."""
    found = [
        int(row[0])
        for query in (
            "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'last_seq'",
            "SELECT MAX(seq) FROM submission",
        )
        for row in _readable(old, query)
        if row[0] is not None
    ]
    return min(found, default=0)


def _readable(old: sqlite3.Connection, query: str) -> Iterator[tuple[Any, ...]]:
    """Yield rows until the first that cannot be read."""
    with suppress(sqlite3.DatabaseError, UnicodeDecodeError):
        yield from old.execute(query)


def _insert(db: sqlite3.Connection, table: str, row: tuple[Any, ...]) -> int:
    """Insert a row if it fits the table; return how many were."""
    try:
        return db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row).rowcount
    except sqlite3.DatabaseError as error:
        if (getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF) in _MISFIT:
            return 0
        raise


_MISFIT = (sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_ERROR)
"""A damaged row: a value that is not of its column, a number that is there already, too many columns."""
