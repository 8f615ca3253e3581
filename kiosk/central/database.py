"""Opening the central server's database: durable SQLite by default, migrated by Alembic."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event

from kiosk.durable import durable_pragmas

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_S = 15


def open_engine(path: Path) -> Engine:
    """Return an engine on the SQLite file ``path``, migrated to this version.

    Every transaction is ``BEGIN IMMEDIATE``, so what it read is still true when it writes.
    """
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_TIMEOUT_S})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    with engine.begin() as connection:
        upgrade(connection)
    return engine


def upgrade(connection: Connection) -> None:
    """Apply the migrations that are missing, within the caller's transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _prepare(raw: Any, _record: Any) -> None:
    raw.isolation_level = None  # the driver must not open transactions of its own
    journal_mode, synchronous = durable_pragmas()
    for pragma in (
        f"journal_mode = {journal_mode}",
        f"synchronous = {synchronous}",
        "foreign_keys = ON",
        "secure_delete = ON",  # an erased person's data must not linger in free pages
    ):
        raw.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
