"""The audit log: every change of state, each row hashed over the one before it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kiosk.digest import canonical_json, sha256_hex
from kiosk.sqlite import sqlite3

GENESIS = "0" * 64
_COLUMNS = ("n", "at", "subject", "from_state", "to_state", "reason", "previous")


def append(
    db: sqlite3.Connection, at: datetime, subject: str, from_state: str | None, to_state: str, reason: str
) -> None:
    """Add a row within the caller's transaction; ``reason`` is a code, never personal data."""
    last = db.execute("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1").fetchone()
    n, previous = (1, GENESIS) if last is None else (last["n"] + 1, last["hash"])
    row = (n, at.isoformat(timespec="milliseconds"), subject, from_state, to_state, reason, previous)
    db.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*row, _hash(row)))


def head(db: sqlite3.Connection) -> str:
    """Return the hash of the newest row: whoever knows it can tell whether rows were cut off."""
    last = db.execute("SELECT hash FROM audit ORDER BY n DESC LIMIT 1").fetchone()
    return GENESIS if last is None else str(last["hash"])


def first_break(db: sqlite3.Connection) -> int | None:
    """Return the number of the first row that does not fit the chain, None when all do."""
    previous = GENESIS
    for expected, row in enumerate(db.execute("SELECT * FROM audit ORDER BY n"), 1):
        values = tuple(row[name] for name in _COLUMNS)
        if row["n"] != expected or row["previous"] != previous or row["hash"] != _hash(values):
            return expected
        previous = row["hash"]
    return None


def fits(row: tuple[Any, ...], n: int, previous: str) -> bool:
    """Whether a whole row, in the order of its columns, is number ``n`` after the one hashed ``previous``."""
    *values, told = row
    try:
        return bool(values[0] == n and values[-1] == previous and told == _hash(tuple(values)))
    except ValueError:
        return False  # not as many columns as a row has


def _hash(row: tuple[int | str | None, ...]) -> str:
    return sha256_hex(canonical_json(dict(zip(_COLUMNS, row, strict=True))))
