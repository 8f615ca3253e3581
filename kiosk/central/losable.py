"""SQLite: what a power cut may take waits for no sync; the next thing that must last takes it along.

A sync of the write-ahead log takes everything along that was written to it before, by whichever process;
what was not synced is missing after a power cut, and nothing else is (https://sqlite.org/wal.html, section
2.3 on ``synchronous=NORMAL``). A rollback journal knows no such thing: without its syncs a database breaks.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event

LOSABLE = "kiosk_losable"
"""Execution option of transactions that nobody was promised anything of."""
_LOGS, _NOW = "kiosk_logs", "kiosk_losable_now"
_SYNCED, _UNSYNCED = "FULL", "NORMAL"


def sync_what_must_last(engine: Engine) -> None:
    """Let transactions of an SQLite ``engine`` with the option :data:`LOSABLE` wait for no sync."""

    def connected(raw: Any, record: Any) -> None:
        ((mode,),) = raw.execute("PRAGMA journal_mode").fetchall()
        record.info[_LOGS] = mode == "wal"

    def begin(connection: Connection) -> None:
        losable = bool(connection.get_execution_options().get(LOSABLE, False))
        info = connection.info
        if info[_LOGS] and losable != info.get(_NOW, False):
            connection.exec_driver_sql(f"PRAGMA synchronous = {_UNSYNCED if losable else _SYNCED}")
            info[_NOW] = losable

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begin)
