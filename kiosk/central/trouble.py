"""What the machine below the server cannot do, as answers that make a booth wait and keep its copy."""

from __future__ import annotations

import errno
import logging

from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from kiosk.central.blobs import BlobTrouble
from kiosk.central.database import lost_a_race
from kiosk.central.problems import Problem
from kiosk.sqlite import sqlite3

log = logging.getLogger(__name__)

RETRY_BUSY_S, RETRY_FULL_S = 5, 300
"""A lock is gone in seconds; a full disk takes a person."""

_FULL_ERRNO = (errno.ENOSPC, errno.EDQUOT)
_FULL_SQLSTATE = "53100"
"""``disk_full`` of PostgreSQL, appendix A of its manual."""


def trouble(error: Exception) -> Problem | None:
    """Return the answer to a failing disk or database, None when the error is neither."""
    if isinstance(error, DataError):  # PostgreSQL has no place for it, like a NUL in a text
        return Problem(422, "request-invalid", "The request is not valid.", faults=[])
    for cause in (error, error.__cause__):
        if isinstance(cause, OSError) and cause.errno in _FULL_ERRNO:
            return _full()
    if isinstance(error, BlobTrouble | PoolTimeout):
        log.error("what the server depends on does not answer: %s", error)
        return _busy()
    if isinstance(error, OperationalError):
        if lost_a_race(error):
            return None  # done again, further out
        cause = error.orig
        full = getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        if full or getattr(cause, "sqlstate", None) == _FULL_SQLSTATE:
            return _full()
        log.error("the database does not answer: %s", type(cause).__name__)  # its words may hold values
        return _busy()
    return None


def _busy() -> Problem:
    return Problem(503, "busy", "The server is busy.", {"Retry-After": str(RETRY_BUSY_S)})


def _full() -> Problem:
    log.error("the disk is full")
    return Problem(507, "storage-full", "The server's disk is full.", {"Retry-After": str(RETRY_FULL_S)})
