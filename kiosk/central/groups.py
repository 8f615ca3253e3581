"""Group commit: what comes together is made durable together, and nobody is told before it is.

On SQLite one transaction is one round of syncs, whoever it is for. Those who want to write while another
one's transaction is being synced therefore wait for the next one and share it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar, cast

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from kiosk.sqlite import sqlite3

T = TypeVar("T")

MOST = 32
"""Of one transaction: more would keep the first of them waiting for longer than the syncs they save."""


_OF_ALL = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY})


def _concerns_all(error: BaseException) -> bool:
    """Whether the database itself is in trouble, whoever asks."""
    code = getattr(error.orig, "sqlite_errorcode", 0) if isinstance(error, OperationalError) else 0
    return code & 0xFF in _OF_ALL


class _Task:
    """What one caller wants to have done, and what became of it."""

    def __init__(self, work: Callable[[Session], Any], losable: bool) -> None:
        self.work, self.losable = work, losable
        self.woken = threading.Event()
        self.leads = False
        self.value: Any = None
        self.error: BaseException | None = None


class Groups:
    """Carries out work on a database, each in a transaction that it may share with others.

    Parameters
    ----------
    sessions, losable
        Make a session; the second one of which nothing is promised (:mod:`kiosk.central.losable`).
    together
        Whether work is grouped. A database that many write to at once groups their syncs itself.
    """

    def __init__(
        self, sessions: Callable[[], Session], losable: Callable[[], Session], together: bool
    ) -> None:
        self._sessions, self._losable, self._together = sessions, losable, together
        self._lock = threading.Lock()
        self._waiting: list[_Task] = []
        self._is_led = False

    def carry_out(self, work: Callable[[Session], T], losable: bool = False) -> T:
        """Return what ``work`` returned, once it is committed; raise what it raised, with nothing of it kept.

        ``work`` may be called twice (never after a commit) and on another thread. What is ``losable`` is
        committed, but may not outlast a power cut.
        """
        if not self._together:
            with (self._losable if losable else self._sessions)() as db, db.begin():
                return work(db)
        task = _Task(work, losable)
        with self._lock:
            self._waiting.append(task)
            task.leads, self._is_led = not self._is_led, True
        if not task.leads:
            task.woken.wait()
        if task.leads:
            self._lead()
        if task.error is not None:
            raise task.error
        return cast(T, task.value)

    def _lead(self) -> None:
        """Carry out what is waiting, then let the first who came meanwhile lead."""
        with self._lock:
            group, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        try:
            self._commit(group)
        finally:
            with self._lock:
                self._is_led = bool(self._waiting)
                if self._waiting:
                    self._waiting[0].leads = True
                    self._waiting[0].woken.set()
            for task in group:
                task.leads = False
                task.woken.set()

    def _commit(self, group: list[_Task]) -> None:
        sessions = self._losable if all(task.losable for task in group) else self._sessions
        try:
            with sessions() as db, db.begin():
                for task in group:
                    task.value = task.work(db)
        except BaseException as error:
            # Nothing of the group was kept. A database that is busy or full is so for each of them: waiting
            # for it one by one would keep the last for minutes. Else whose fault it was shows when alone.
            if len(group) == 1 or _concerns_all(error):
                for task in group:
                    task.error = error
                return
            for task in group:
                self._commit([task])
