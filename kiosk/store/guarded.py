"""The one way to the booth's database: under its lock, faults of the environment told apart from bugs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kiosk.clock import Clock
from kiosk.sqlite import sqlite3
from kiosk.store import schema
from kiosk.store.faults import environment_faults


class Guarded:
    """Base of everything that reads or writes the database; several may share one lock."""

    def __init__(self, db: sqlite3.Connection, clock: Clock, lock: threading.RLock) -> None:
        self._db, self._clock, self._lock = db, clock, lock

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock, environment_faults():
            yield self._db

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, environment_faults(), schema.immediate(self._db) as db:
            yield db

    @contextmanager
    def _forgetting(self) -> Iterator[sqlite3.Connection]:
        """Write, and leave no trace of what is deleted or changed in the log."""
        with self._lock:
            with self._writing() as db:
                yield db
            schema.drop_traces(self._db)
