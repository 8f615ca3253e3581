"""Logging without personal data: fixed messages, ids hashed, one line an event."""

from __future__ import annotations

import hashlib
import logging
import sys


def configure_logging(level: int = logging.WARNING) -> None:
    """Send the kiosk's own log to stderr; safe to call twice."""
    # its warnings quote addresses with submission ids in plain
    logging.getLogger("urllib3").setLevel(logging.ERROR)
    logger = logging.getLogger("kiosk")
    logger.setLevel(level)
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        logger.addHandler(handler)


def short_id(text: str) -> str:
    """Return 8 hex digits that stand for ``text`` in a log: enough to follow it, not to recover it."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]
