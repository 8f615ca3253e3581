"""Logging without personal data: fixed messages, ids hashed, exceptions by type and place."""

from __future__ import annotations

import hashlib
import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from kiosk.errors import KioskError

FORM = "%(asctime)s %(levelname)s %(name)s %(message)s"
FILE = "kiosk.log"
FILE_BYTES, OLD_FILES = 1_000_000, 4
"""Weeks of a healthy booth; of one that complains without end, the last 5 MB."""


class PlacesFormatter(logging.Formatter):
    """Shows of an exception its type and where it came from; messages may quote what a person typed."""

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        kind, error, trace = ei
        return "" if kind is None else places(kind, error, trace)

    def formatStack(self, stack_info: str) -> str:
        return ""  # source lines, of a caller nobody asked about


def configure_logging(level: int = logging.WARNING) -> None:
    """Send the kiosk's own log to stderr; safe to call twice."""
    # its warnings quote addresses with submission ids in plain
    logging.getLogger("urllib3").setLevel(logging.ERROR)
    logger = logging.getLogger("kiosk")
    logger.setLevel(level)
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(PlacesFormatter(FORM))
        logger.addHandler(handler)


class _RollingFile(RotatingFileHandler):
    """Says nothing when its disk is full: the same record goes to stderr."""

    def handleError(self, record: logging.LogRecord) -> None:
        return


@contextmanager
def rolling_log(folder: Path) -> Iterator[None]:
    """Keep the log in ``folder`` too, in files that roll, as long as the block runs."""
    logger = logging.getLogger("kiosk")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = _RollingFile(
            folder / FILE, maxBytes=FILE_BYTES, backupCount=OLD_FILES, encoding="utf-8", delay=True
        )
    except OSError:
        logger.exception("no log can be kept in a file")
        yield
        return
    handler.setFormatter(PlacesFormatter(FORM))
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        handler.close()


def short_id(text: str) -> str:
    """Return 8 hex digits that stand for ``text`` in a log: enough to follow it, not to recover it."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def places(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> str:
    """Return an exception and those it came from as types and places, innermost last, without any message.

    Of a :class:`KioskError` the code is shown too: it is one of a fixed set.
    """
    lines = list(_chain(kind, error, trace))
    return "\n".join(reversed(lines))


def _chain(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> Iterator[str]:
    seen: set[int] = set()
    while True:
        seen.add(id(error))
        code = f" {error.code}" if isinstance(error, KioskError) else ""
        where = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace)]
        yield "\n  ".join([f"{kind.__module__}.{kind.__qualname__}{code}", *where])
        before = None if error is None else error.__cause__ or error.__context__
        if before is None or id(before) in seen:
            return
        kind, error, trace = type(before), before, before.__traceback__
