"""The booth's database: how it is opened, its numbered migrations, its one kind of transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kiosk.durable import durable_pragmas
from kiosk.errors import KioskError

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
        """CREATE TABLE submission (
            id TEXT PRIMARY KEY,
            seq INTEGER NOT NULL UNIQUE,
            state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'accepted', 'purged', 'blocked',
                                                 'quarantined', 'withdrawn', 'superseded')),
            fingerprint TEXT NOT NULL,
            saved_at REAL NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            wait_since REAL NOT NULL DEFAULT 0,
            wait_s REAL NOT NULL DEFAULT 0,
            reason TEXT NOT NULL,
            receipt TEXT,
            held_at REAL
        ) STRICT""",
        "CREATE INDEX submission_by_state ON submission (state, seq)",
        """CREATE TABLE audit (
            n INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            subject TEXT NOT NULL,
            from_state TEXT,
            to_state TEXT NOT NULL,
            reason TEXT NOT NULL,
            previous TEXT NOT NULL,
            hash TEXT NOT NULL
        ) STRICT""",
    ),
    (
        """CREATE TABLE photo_count (
            id TEXT PRIMARY KEY,
            campaign TEXT NOT NULL,
            person TEXT NOT NULL,
            at REAL NOT NULL,
            told INTEGER NOT NULL CHECK (told IN (0, 1))
        ) STRICT""",
        "CREATE INDEX photo_count_by_person ON photo_count (campaign, person, at)",
        """CREATE TABLE visit (
            submission TEXT PRIMARY KEY,
            campaign TEXT NOT NULL,
            person TEXT NOT NULL,
            at REAL NOT NULL,
            review TEXT NOT NULL,
            reason TEXT,
            note BLOB,
            rejections INTEGER NOT NULL
        ) STRICT""",
        "CREATE INDEX visit_by_person ON visit (campaign, person, at)",
        """CREATE TABLE campaign (
            id TEXT PRIMARY KEY,
            version INTEGER NOT NULL,
            document TEXT NOT NULL,
            received_at REAL NOT NULL
        ) STRICT""",
        """CREATE TABLE roster (
            campaign TEXT NOT NULL,
            key TEXT NOT NULL,
            entry BLOB NOT NULL,
            PRIMARY KEY (campaign, key)
        ) STRICT, WITHOUT ROWID""",
    ),
)
"""Each entry is one version's statements; ``PRAGMA user_version`` counts those applied. Append only."""


class Unreadable(Exception):
    """The file is not a database any more."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the database durably and bring it to this program's version.

    An older database is copied aside (``NAME.vN``) before it is changed.

    Raises
    ------
    KioskError
        ``store-newer`` when a later program wrote it.
    Unreadable
        When it is not a database or ``quick_check`` fails.
    sqlite3.DatabaseError
        Otherwise as SQLite gives it.
    """
    # autocommit: the transactions are ours (see `immediate`), never opened behind our back
    connection = sqlite3.connect(path, timeout=5.0, isolation_level=None, check_same_thread=False)
    try:
        connection.row_factory = sqlite3.Row
        journal_mode, synchronous = durable_pragmas()
        connection.execute(f"PRAGMA journal_mode = {journal_mode}")
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise Unreadable("quick_check failed")
        _migrate(connection, path)
    except sqlite3.DatabaseError as error:
        connection.close()
        if (getattr(error, "sqlite_errorcode", 0) & 0xFF) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise Unreadable("not a database") from error
        raise
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def immediate(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One write transaction: all of the block or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(MIGRATIONS):
        raise KioskError(
            "store-newer",
            "The booth's store was written by a newer version of the kiosk.",
            "Install that version again, or a later one.",
        )
    if version == len(MIGRATIONS):
        return
    if version > 0:
        with closing(sqlite3.connect(path.with_name(f"{path.name}.v{version}"))) as copy:
            connection.backup(copy)
    with immediate(connection):
        for number, statements in enumerate(MIGRATIONS[version:], version + 1):
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
