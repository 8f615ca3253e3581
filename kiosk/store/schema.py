"""The booth's database: how it is opened, its numbered migrations, its one kind of transaction."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from kiosk import sqlite
from kiosk.durable import PART, sync_directory
from kiosk.errors import KioskError
from kiosk.sqlite import sqlite3

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
    (
        """CREATE TABLE tally (
            day TEXT NOT NULL,
            hour INTEGER NOT NULL CHECK (hour BETWEEN 0 AND 23),
            kind TEXT NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (day, hour, kind)
        ) STRICT, WITHOUT ROWID""",
    ),
)
"""Each entry is one version's statements; ``PRAGMA user_version`` counts those applied. Append only."""


_UNKNOWN_OUTCOME = frozenset({sqlite.IOERR_FSYNC, sqlite.IOERR_DIR_FSYNC, sqlite.IOERR_TRUNCATE})

_TABLES = "SELECT tbl_name, type, name, sql FROM sqlite_master ORDER BY type, name"
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)


class Unreadable(Exception):
    """The file is not a database any more."""


class InDoubt(Exception):
    """A sync of this database failed: until it is opened again nobody knows what of it is on the disk."""


class Database(sqlite3.Connection):
    """A connection that takes no more changes once a sync of its file failed.

    The system keeps what it could not write readable and drops it later, so what can be read is not what is
    on the disk. A mark beside the database has the next :func:`connect` write every page anew, through the
    journal, before anybody acts on what it reads; a power cut ends the doubt and may take the mark with it.
    """

    in_doubt = False
    mark: Path | None = None
    yield_room: Callable[[], None] | None = None
    """Asked before every change: whoever keeps room on the disk gives it up in time."""

    def doubt(self) -> None:
        """Take no more changes, and say so to whoever opens the database next."""
        self.in_doubt = True
        if self.mark is not None:
            with suppress(OSError):
                self.mark.touch()

    def settle(self) -> None:
        """Write every page anew if there is a mark, and remove it."""
        if self.mark is not None and self.mark.exists():
            self.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
            self.execute("VACUUM")
            self.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
            self.mark.unlink()


def connect(path: Path) -> Database:
    """Open the database durably and bring it to this program's version.

    An older database is copied aside (``NAME.vN``) before it is changed.

    Raises
    ------
    KioskError
        ``store-newer`` when a later program wrote it.
    Unreadable
        When it is not a database or fails ``integrity_check`` (which also compares tables and indexes).
    sqlite3.DatabaseError
        Otherwise as SQLite gives it.
    """
    connection = sqlite.connect(path, 5.0, Database)
    try:
        connection.row_factory = sqlite3.Row
        sqlite.make_durable(connection)
        if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise Unreadable("integrity_check failed")
        connection.mark = path.with_name(f"{path.name}.doubt")
        connection.settle()
        _migrate(connection, path)
        _read_through(connection)
        drop_traces(connection)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        connection.close()
        # Our own statements have no mistakes: what they do not fit is a schema or a text that was altered.
        if isinstance(error, UnicodeDecodeError) or _primary(error) in _DAMAGE:
            raise Unreadable("not a database") from error
        raise
    except BaseException:
        connection.close()
        raise
    return connection


def copy_whole(source: sqlite3.Connection, path: Path, pages: int = -1) -> None:
    """Replace ``path`` by a copy of a database as it is now, one file with nothing beside it, checked first.

    Durably: SQLite itself syncs what it writes.

    Parameters
    ----------
    pages
        Of one step, between two of which others may write to ``source``; -1: all at once.

    Raises
    ------
    sqlite3.DatabaseError
        ``SQLITE_CORRUPT`` when the copy fails its check, or as SQLite gives it.
    OSError
        As the system gives it.
    """
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}{PART}")
    try:
        with closing(sqlite.connect(part, 5.0, sqlite3.Connection)) as copy:
            source.backup(copy, pages=pages, sleep=0.01)
            copy.execute("PRAGMA journal_mode = DELETE").close()  # what is copied says that it keeps a log
            _refuse_damage(copy)
        os.replace(part, path)
        sync_directory(path.parent)
    finally:
        for left in path.parent.glob(f"{part.name}*"):
            left.unlink(missing_ok=True)


def _primary(error: sqlite3.DatabaseError) -> int:
    """Return SQLite's primary result code; texts that cannot be decoded come without any."""
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF


def check(path: Path) -> None:
    """Read the whole database on a connection of its own.

    Raises
    ------
    sqlite3.DatabaseError
        ``SQLITE_CORRUPT`` or as SQLite gives it.
    """
    with closing(sqlite.read_only(path)) as reader:
        _refuse_damage(reader)


def _refuse_damage(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        damaged = sqlite3.DatabaseError("integrity_check failed")
        damaged.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise damaged


@contextmanager
def immediate(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One write transaction: all of the block or nothing of it.

    Raises
    ------
    InDoubt
        Once a sync has failed.
    """
    refuse_doubt(connection)
    if isinstance(connection, Database) and connection.yield_room is not None:
        connection.yield_room()
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException as error:
        if isinstance(connection, Database) and outcome_unknown(error):
            connection.doubt()
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def drop_traces(connection: sqlite3.Connection) -> None:
    """Let the log keep nothing of what is no longer in the database.

    Somebody who just reads beside the booth, or a disk that refuses, only puts it off: to the next time that
    something is forgotten, or to the next start.
    """
    with suppress(sqlite3.DatabaseError):
        sqlite.empty_log(connection, 0.0)


def refuse_doubt(connection: sqlite3.Connection) -> None:
    """Raise :class:`InDoubt` once a sync of this database has failed."""
    if isinstance(connection, Database) and connection.in_doubt:
        raise InDoubt


def outcome_unknown(error: BaseException) -> bool:
    """Whether a transaction that failed with ``error`` may nevertheless be there after a restart.

    A failed fsync says nothing of what is on the disk, and asking again says less
    (https://www.usenix.org/conference/atc20/presentation/rebello).
    """
    return getattr(error, "sqlite_errorcode", None) in _UNKNOWN_OUTCOME


def _read_through(connection: sqlite3.Connection) -> None:
    """Compare the tables with those a new database has, and read every value once.

    ``integrity_check`` is content with a column whose name lost a bit and with a text that is no UTF-8.

    Raises
    ------
    Unreadable
        When the tables are others.
    sqlite3.OperationalError
        When a text cannot be decoded.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        for statement in (statement for statements in MIGRATIONS for statement in statements):
            fresh.execute(statement)
        expected = [tuple(row) for row in fresh.execute(_TABLES)]
    found = [tuple(row) for row in connection.execute(_TABLES)]
    if found != expected:
        raise Unreadable("the tables are not those of a store")
    for table in {row[0] for row in found}:
        for _ in connection.execute(f"SELECT * FROM {table}"):
            pass


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
        kept = path.with_name(f"{path.name}.v{version}")
        for left in path.parent.glob(f"{kept.name}.*{PART}*"):  # a start that was cut off in the middle
            left.unlink()
        copy_whole(connection, kept)
    with immediate(connection):
        for number, statements in enumerate(MIGRATIONS[version:], version + 1):
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
