"""Opening the central server's database, migrated by Alembic: durable SQLite by default, or PostgreSQL.

What a transaction read must still be true when it writes. On SQLite every transaction is ``BEGIN
IMMEDIATE``: one writer at a time, however many processes. On PostgreSQL transactions are READ COMMITTED and
run side by side, so each locks what it decides on: a row by ``with_for_update`` (SQLite leaves it out), what
is no row yet by :func:`hold`. The order is always the same, so that two never wait for each other: named
locks and rows of the thing decided on, then its pictures, then the feed
(:func:`kiosk.central.central.next_change`), the audit last.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import (
    BigInteger,
    Connection,
    Engine,
    FromClause,
    Table,
    bindparam,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session

from kiosk.central.losable import sync_what_must_last
from kiosk.central.prepared import Prepared
from kiosk.central.turns import take_turns
from kiosk.digest import sha256_hex
from kiosk.sqlite import make_durable, sqlite3

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_S = 15
POSTGRESQL = "postgresql"
_LOCK = Prepared(select(func.pg_advisory_xact_lock(bindparam("key", type_=BigInteger))))
_RACES = frozenset({"40001", "40P01", "23503", "23505"})
"""PostgreSQL's codes of what another transaction was in the way of: serialization failure, deadlock, and a
row that was removed or made meanwhile. Nothing of this one was kept; done again it sees the other's work."""


def open_sqlite(path: Path) -> Engine:
    """Return an engine on the SQLite file ``path``, migrated to this version."""
    engine = create_engine(f"sqlite:///{path}", module=sqlite3, connect_args={"timeout": BUSY_TIMEOUT_S})
    event.listen(engine, "connect", _prepare)
    sync_what_must_last(engine)
    take_turns(engine, BUSY_TIMEOUT_S)
    with engine.begin() as connection:
        upgrade(connection)
    return engine


def upgrade(connection: Connection) -> None:
    """Apply the migrations that are missing, within the caller's transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def is_postgresql(db: Session | Connection | Engine) -> bool:
    """Whether several may write at once, so that locks have to be taken."""
    bind = db.get_bind() if isinstance(db, Session) else db
    return bind.dialect.name == POSTGRESQL


def hold(db: Session | Connection, name: str) -> None:
    """Keep everybody else who holds ``name`` waiting until this transaction ends.

    What is read afterwards includes what whoever held it before has committed. SQLite has one writer
    anyway.
    """
    if is_postgresql(db):
        connection = db.connection() if isinstance(db, Session) else db
        _LOCK.rows(connection, key=lock_key(name))


def add_if_new(connection: Connection, table: type[DeclarativeBase], **values: Any) -> None:
    """Insert a row unless one with its key is there."""
    statement = _insert_if_new(table.__table__, is_postgresql(connection), tuple(values))
    statement.run(connection, **values)


@cache
def _insert_if_new(table: FromClause, on_postgresql: bool, columns: tuple[str, ...]) -> Prepared:
    assert isinstance(table, Table)
    if on_postgresql:
        return Prepared(postgresql.insert(table).on_conflict_do_nothing(), columns)
    return Prepared(sqlite.insert(table).on_conflict_do_nothing(), columns)


def lost_a_race(error: DBAPIError) -> bool:
    """Whether the same transaction, begun anew, can be expected to succeed."""
    return getattr(error.orig, "sqlstate", None) in _RACES


def lock_key(name: str) -> int:
    """Return a lock's number: two names with the same one would only wait without need."""
    return int.from_bytes(bytes.fromhex(sha256_hex(f"photo-kiosk {name}".encode())[:16]), signed=True)


def _prepare(raw: Any, _record: Any) -> None:
    raw.isolation_level = None  # the driver must not open transactions of its own
    make_durable(raw)
    raw.execute("PRAGMA foreign_keys = ON").close()
