"""The whole database as one SQLite file, whichever database it came from or goes to.

A backup is therefore one format: it can be looked into, an erased person can be taken out of it, and a
school that outgrew one machine restores it into PostgreSQL.
"""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, text

from kiosk.central.database import is_postgresql, open_sqlite
from kiosk.central.tables import Base, ReviewVote
from kiosk.durable import PART, remove_durably, sync_directory, sync_file
from kiosk.sqlite import sqlite3

_ROWS = 1_000
"""Rows copied in one statement: a few megabytes at most."""


def snapshot(engine: Engine, path: Path) -> None:
    """Write a consistent copy of a database that is in use to the new file ``path``.

    SQLite's own backup takes all pages in one step, so that no writer comes between; PostgreSQL's rows are
    read in one REPEATABLE READ transaction, which holds up nobody.
    """
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    if engine.dialect.name == "sqlite":
        source = f"file:{engine.url.database}?mode=ro"
        with closing(sqlite3.connect(source, uri=True)) as live, closing(sqlite3.connect(path)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
    else:
        target = open_sqlite(path)
        try:
            with engine.connect().execution_options(isolation_level="REPEATABLE READ") as live:
                live.execute(text("SET LOCAL statement_timeout = 0"))
                with target.begin() as copy:
                    copy_rows(live, copy)
        finally:
            target.dispose()
        with closing(sqlite3.connect(path)) as copy:
            copy.execute("PRAGMA journal_mode = DELETE")
    sync_file(path)


def copy_rows(source: Connection, target: Connection) -> None:
    """Replace every row of ``target`` by those of ``source``; both are of this version."""
    for table in reversed(Base.metadata.sorted_tables):
        target.execute(table.delete())
    for table in Base.metadata.sorted_tables:
        found = source.execution_options(yield_per=_ROWS).execute(select(table))
        for rows in found.partitions(_ROWS):
            target.execute(insert(table), [dict(row._mapping) for row in rows])
    if is_postgresql(target):
        _continue_numbers(target)


def compact(path: Path) -> None:
    """Rewrite a file that nobody has open without what was deleted in it.

    The new one is made beside it, as a large one has no room in memory, and the old one is destroyed; a
    crash between leaves what is only there under its own name once it was compacted.
    """
    fresh = path.with_name(f"{path.name}{PART}")
    os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = DELETE").close()
        database.execute("VACUUM INTO ?", (str(fresh),)).close()
    sync_file(fresh)
    remove_durably(path)
    os.replace(fresh, path)
    sync_directory(path.parent)


def fault_of(path: Path) -> str:
    """Return what SQLite finds wrong with the file, empty when it is whole."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            (told,) = database.execute("PRAGMA integrity_check(1)").fetchone()
            if told != "ok":
                return str(told)
            broken: list[Any] = database.execute("PRAGMA foreign_key_check").fetchmany(1)
            return f"a row of {broken[0][0]} points to nothing" if broken else ""
    except sqlite3.Error as error:
        return str(error)


def revision_of(path: Path) -> str | None:
    """Return the migration a SQLite file stands at, None when it was never migrated."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            row = database.execute("SELECT version_num FROM alembic_version").fetchone()
            return None if row is None else str(row[0])
    except sqlite3.Error:
        return None


def _continue_numbers(connection: Connection) -> None:
    """Let PostgreSQL count on above the numbers that were copied in."""
    newest = connection.scalar(select(func.max(ReviewVote.n))) or 0
    connection.execute(
        text("SELECT setval(pg_get_serial_sequence('review_vote', 'n'), :next, false)"), {"next": newest + 1}
    )
