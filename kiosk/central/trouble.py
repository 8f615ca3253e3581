"""What the machine below the server cannot do, as answers that make a booth wait and keep its copy."""

from __future__ import annotations

import errno
import logging
import sqlite3

from sqlalchemy.exc import OperationalError

from kiosk.central.blobs import BlobTrouble
from kiosk.central.problems import Problem

log = logging.getLogger(__name__)

RETRY_BUSY_S, RETRY_FULL_S = 5, 300
"""A lock is gone in seconds; a full disk takes a person."""

_FULL_ERRNO = (errno.ENOSPC, errno.EDQUOT)
_FULL_SQLSTATE = "53100"
"""``disk_full`` of PostgreSQL, appendix A of its manual."""


def trouble(error: Exception) -> Problem | None:
    """Return the answer to a failing disk or database, None when the error is neither."""
    for cause in (error, error.__cause__):
        if isinstance(cause, OSError) and cause.errno in _FULL_ERRNO:
            return _full()
    if isinstance(error, BlobTrouble):
        log.error("the pictures cannot be used: %s", error)
        return Problem(503, "busy", "The pictures cannot be used now.", {"Retry-After": str(RETRY_BUSY_S)})
    if isinstance(error, OperationalError):
        cause = error.orig
        full = getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        if full or getattr(cause, "sqlstate", None) == _FULL_SQLSTATE:
            return _full()
        log.error("the database does not answer: %s", type(cause).__name__)  # its words may hold values
        return Problem(503, "busy", "The database is busy.", {"Retry-After": str(RETRY_BUSY_S)})
    return None


def _full() -> Problem:
    log.error("the disk is full")
    return Problem(507, "storage-full", "The server's disk is full.", {"Retry-After": str(RETRY_FULL_S)})
