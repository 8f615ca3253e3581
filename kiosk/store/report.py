"""Reading the queue from beside the running booth: no lock taken, nothing changed, no personal data."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from kiosk.errors import KioskError
from kiosk.store.submission import Delivery


@dataclass(frozen=True)
class QueueRow:
    """One submission as the booth's database has it; ``reason`` is why it came into its state."""

    id: str
    seq: int
    state: Delivery
    saved_at: datetime
    attempts: int
    reason: str


def queue_rows(directory: Path) -> tuple[QueueRow, ...]:
    """Return every submission of the store below ``directory``, oldest first.

    Raises
    ------
    KioskError
        ``store-missing`` when no booth has stored anything there, ``store-damaged`` when it cannot be read.
    """
    path = directory / "store.db"
    if not path.exists():
        raise KioskError(
            "store-missing",
            f"There is no store in {directory}.",
            "Name the settings of a booth that has run before.",
        )
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    database = Database(connection)
    try:
        rows = list(
            database["submission"].rows_where(
                select="id, seq, state, saved_at, attempts, reason", order_by="seq"
            )
        )
    except sqlite3.DatabaseError as error:
        raise KioskError(
            "store-damaged",
            f"The store in {directory} cannot be read: {error}.",
            "Start the kiosk: it sets a damaged database aside and rebuilds it from the sealed files.",
        ) from error
    finally:
        database.close()
    return tuple(
        QueueRow(
            id=str(row["id"]),
            seq=int(row["seq"]),
            state=Delivery(row["state"]),
            saved_at=datetime.fromtimestamp(float(row["saved_at"]), UTC),
            attempts=int(row["attempts"]),
            reason=str(row["reason"]),
        )
        for row in rows
    )
