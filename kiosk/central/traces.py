"""What SQLite's write-ahead log still has of somebody who was erased: nothing, once it was emptied."""

from __future__ import annotations

import logging
from contextlib import closing

from sqlalchemy import Engine

from kiosk.central.database import is_postgresql
from kiosk.sqlite import empty_log, sqlite3

log = logging.getLogger(__name__)

PATIENCE_S = 1.0
"""Writers wait meanwhile, for readers to end; those read for milliseconds."""


def drop_traces(engine: Engine) -> None:
    """Empty the log after a commit that erased somebody; whatever holds it up, housekeeping tries again.

    PostgreSQL's own log is its administrator's: it is recycled, and archived only where that was set up.
    """
    if is_postgresql(engine):
        return
    with closing(engine.raw_connection()) as raw:
        assert isinstance(raw.driver_connection, sqlite3.Connection)
        try:
            if not empty_log(raw.driver_connection, PATIENCE_S):
                log.info("the log is being read: it is emptied later")
        except sqlite3.DatabaseError as error:  # a full disk, say; what was committed is safe in the log
            log.error("the log could not be emptied: %s", type(error).__name__)
