"""Notes beside the database that a consent was withdrawn: losing the database must not bring a photo back."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from kiosk.digest import canonical_json
from kiosk.durable import drop_unfinished, make_directory, remove_durably, write_durably
from kiosk.log import short_id
from kiosk.sqlite import sqlite3
from kiosk.store import ledger
from kiosk.store.sealing import Context
from kiosk.store.submission import Delivery

log = logging.getLogger(__name__)

SUFFIX = ".withdrawn"
REASON = "withdrawal-noted"


class Withdrawals:
    """One small file a withdrawal, from before its row changes until the server was told.

    Each says what a row is made of and nothing of the person; raises ``OSError`` as the system gives it.
    """

    def __init__(self, directory: Path, device: str) -> None:
        self._directory, self._device = directory, device
        make_directory(directory)

    def note(self, row: sqlite3.Row) -> None:
        """Keep it durably."""
        sealed_at = datetime.fromtimestamp(row["saved_at"], UTC).isoformat()
        context = Context(row["id"], self._device, row["seq"], row["fingerprint"], sealed_at)
        write_durably(self._path(context.id), canonical_json(asdict(context)))

    def forget(self, id_: str) -> None:
        """The server was told, or the withdrawal did not come about; absent is fine."""
        remove_durably(self._path(id_))

    def apply(self, db: sqlite3.Connection, now: datetime) -> None:
        """Withdraw what was noted, whatever its row says, also without one; in the caller's transaction."""
        for context in self._noted():
            state = ledger.state(db, context.id)
            if state is None:
                ledger.insert(db, ledger.with_free_seq(db, context), now, "rebuilt")
                state = Delivery.QUEUED
            if Delivery.WITHDRAWN in ledger.ALLOWED[state]:
                ledger.transition(db, context.id, state, Delivery.WITHDRAWN, REASON, now)

    def _noted(self) -> Iterator[Context]:
        drop_unfinished(self._directory)
        for path in sorted(self._directory.glob(f"*{SUFFIX}")):
            try:
                yield Context(**json.loads(path.read_bytes()))
            except (ValueError, TypeError):
                log.error("the note of a withdrawal is unreadable: %s", short_id(path.stem))

    def _path(self, id_: str) -> Path:
        return self._directory / f"{id_}{SUFFIX}"
