"""SQLite: the one place that chooses its driver, and says how a database outlasts a power cut.

``pysqlite3`` brings an SQLite of its own, newer than the system's, whose write-ahead log is sound; where it
is not installed the standard library's serves. Two SQLites in one process would drop each other's locks on
a file (https://sqlite.org/howtocorrupt.html, section 2.2.1), so nobody imports either of them elsewhere.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import sqlite3 as sqlite3
else:
    try:
        import pysqlite3 as sqlite3
    except ImportError:
        import sqlite3

C = TypeVar("C", bound=sqlite3.Connection)

WAL_SAFE_FROM = (3, 51, 3)
"""SQLite 3.7.0 to 3.51.2 can lose a WAL reset; https://sqlite.org/wal.html, section 'known bug'."""

IOERR_FSYNC, IOERR_DIR_FSYNC = sqlite3.SQLITE_IOERR | 4 << 8, sqlite3.SQLITE_IOERR | 5 << 8
IOERR_TRUNCATE, IOERR_SHMSIZE = sqlite3.SQLITE_IOERR | 6 << 8, sqlite3.SQLITE_IOERR | 19 << 8
"""Extended result codes, which not every driver names; https://sqlite.org/rescode.html."""

BESIDE = ("-journal", "-wal", "-shm")
"""Suffixes of what SQLite keeps beside a database; its content is in all of them together."""

_OPEN_READWRITE, _OPEN_CREATE, _OPEN_EXRESCODE = 0x2, 0x4, 0x02000000
_EXTENDED: dict[str, Any] = (
    {} if sqlite3.__name__ == "sqlite3" else {"flags": _OPEN_READWRITE | _OPEN_CREATE | _OPEN_EXRESCODE}
)
"""``pysqlite3`` tells the primary code only, unless SQLite is asked for more when a file is opened."""


LOG_KEPT_BYTES = 8 << 20
"""How much room a write-ahead log keeps once it is empty. It is emptied at 4 MB, SQLite's own choice; only a
long reader or one large change lets it grow beyond."""


def durable_pragmas(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> tuple[str, str]:
    """Return (journal_mode, synchronous) under which no acknowledged commit is lost."""
    return ("WAL", "FULL") if version >= WAL_SAFE_FROM else ("TRUNCATE", "EXTRA")


def driver() -> str:
    """Return which SQLite this is, and which driver brings it."""
    return f"{sqlite3.sqlite_version} ({sqlite3.__name__})"


def connect(path: Path, timeout_s: float, factory: type[C]) -> C:
    """Open a database to be written, in autocommit: no transaction is ever opened behind our back.

    Errors carry extended result codes; with ``pysqlite3`` such an error is a plain ``DatabaseError``.
    """
    connection = sqlite3.connect(
        path, timeout=timeout_s, isolation_level=None, check_same_thread=False, factory=factory, **_EXTENDED
    )
    assert isinstance(connection, factory)
    return connection


def read_only(path: Path, timeout_s: float = 5.0) -> sqlite3.Connection:
    """Open a database that somebody else may be writing; nothing in it can be changed.

    Where nothing may be written at all, as on a disk mounted read-only, SQLite cannot join in a log's index:
    a database that nothing lies beside, so that nobody has it open, is then read as the file it is.
    """
    alone = not any(path.with_name(path.name + suffix).exists() for suffix in BESIDE)
    still = "&immutable=1" if alone and not os.access(path.parent, os.W_OK) else ""
    uri = f"{path.absolute().as_uri()}?mode=ro{still}"
    connection: sqlite3.Connection = sqlite3.connect(uri, uri=True, timeout=timeout_s, **_EXTENDED)
    return connection


def make_durable(connection: sqlite3.Connection) -> None:
    """Let every commit of a connection last, and nothing linger that was deleted.

    One that journals otherwise goes over, a write-ahead log of a newer SQLite back to a journal that is
    sound here. Where the file system has no shared memory, and so no write-ahead log, the journal serves.

    Raises
    ------
    sqlite3.DatabaseError
        ``SQLITE_BUSY`` while another program has it open and keeps it from going over.
    """
    journal, synchronous = durable_pragmas()
    if not _journals(connection, journal):
        journal, synchronous = durable_pragmas((3, 0))
        if not _journals(connection, journal):
            raise sqlite3.OperationalError("the database keeps no journal that outlasts a power cut")
    connection.execute(f"PRAGMA synchronous = {synchronous}").close()
    connection.execute(f"PRAGMA journal_size_limit = {LOG_KEPT_BYTES}").close()
    connection.execute("PRAGMA secure_delete = ON").close()


def _journals(connection: sqlite3.Connection, mode: str) -> bool:
    (told,) = connection.execute(f"PRAGMA journal_mode = {mode}").fetchone()
    return bool(told.upper() == mode)


def empty_log(connection: sqlite3.Connection, patience_s: float) -> bool:
    """Bring a write-ahead log into its database and cut it: what was deleted is in neither.

    Returns whether it was; a reader that does not end within ``patience_s`` keeps it, and whoever asks
    again later finds the same log. Without one there is nothing to do.

    Raises
    ------
    sqlite3.DatabaseError
        As SQLite gives it; what was committed is safe in the log.
    """
    (before_ms,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute(f"PRAGMA busy_timeout = {int(patience_s * 1000)}").close()
    try:
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute(f"PRAGMA busy_timeout = {before_ms}").close()
    return not busy
