"""SQLite has one writer: transactions of one process wait for each other here, not in its busy handler.

SQLite lets whoever finds the database busy sleep, longer each time, up to 100 ms; somebody who waits for a
lock goes on at once when it is free. Other processes are still waited for in SQLite's own way.
"""

from __future__ import annotations

import threading
from typing import Any

from sqlalchemy import Connection, Engine, event

READING = "kiosk_reading"
"""Execution option of transactions that only read: they begin as such and wait for no turn."""
_TURN = "kiosk_turn"


def take_turns(engine: Engine, timeout_s: float) -> None:
    """Make every transaction of an SQLite ``engine`` that may write ``BEGIN IMMEDIATE``, one at a time.

    What such a transaction read is therefore still true when it writes. Whoever waited ``timeout_s`` goes
    on to SQLite, which says that it is busy.
    """
    turn = threading.Lock()

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(READING, False):
            connection.exec_driver_sql("BEGIN")
            return
        connection.info[_TURN] = turn.acquire(timeout=timeout_s)
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def returned(_raw: Any, record: Any) -> None:
        # Not at the commit: the event of that name comes before it.
        if record.info.pop(_TURN, False):
            turn.release()

    event.listen(engine, "begin", begin)
    event.listen(engine, "checkin", returned)
