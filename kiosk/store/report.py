"""Reading the store from beside the running booth: no lock taken, nothing changed, no personal data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from kiosk.errors import KioskError
from kiosk.sqlite import read_only, sqlite3
from kiosk.store import audit
from kiosk.store.sealed_files import SUFFIX
from kiosk.store.sealing import Damaged, read_header
from kiosk.store.submission import Delivery

_COLUMNS = "id, seq, state, saved_at, attempts, reason"


@dataclass(frozen=True)
class QueueRow:
    """One submission as the booth's database has it; ``reason`` is why it came into its state."""

    id: str
    seq: int
    state: Delivery
    saved_at: datetime
    attempts: int
    reason: str


@dataclass(frozen=True)
class QueueItem:
    """All that can be said of one submission without opening it.

    Attributes
    ----------
    received_at
        The server's time in the verified receipt, None before delivery.
    file_bytes
        Size of the sealed file, None when there is none (any more).
    recoverable
        Whether the offline recovery key opens it too; None without a readable file.
    history
        Its audit rows: time, from, to, reason.
    """

    row: QueueRow
    fingerprint: str
    received_at: str | None
    file_bytes: int | None
    recoverable: bool | None
    history: tuple[tuple[str, str | None, str, str], ...]


@dataclass(frozen=True)
class AuditReport:
    """The audit chain: its length, its head, the first row that does not fit (None when all do).

    ``knows`` tells whether a head that was told before is one of its rows; None when none was named.
    """

    rows: int
    head: str
    first_break: int | None
    knows: bool | None

    @property
    def whole(self) -> bool:
        """Whether nothing was altered and nothing was cut off."""
        return self.first_break is None and self.knows is not False


def queue_rows(directory: Path) -> tuple[QueueRow, ...]:
    """Return every submission of the store below ``directory``, oldest first.

    Raises
    ------
    KioskError
        ``store-missing`` when no booth has stored anything there, ``store-damaged`` when it cannot be read.
    """
    with _beside(directory) as database:
        rows = database["submission"].rows_where(select=_COLUMNS, order_by="seq")
        return tuple(_queue_row(row) for row in rows)


def queue_item(directory: Path, name: str) -> QueueItem:
    """Return one submission, named by its number at this booth, its id, or the end of its id.

    Raises
    ------
    KioskError
        ``queue-unknown`` when none or several fit; or as :func:`queue_rows`.
    """
    id_ = find_id(queue_rows(directory), name)
    with _beside(directory) as database:
        (row,) = database["submission"].rows_where("id = ?", [id_])
        audited = database["audit"].rows_where("subject = ?", [id_], order_by="n")
        history = tuple((r["at"], r["from_state"], r["to_state"], r["reason"]) for r in audited)
    receipt = None if row["receipt"] is None else json.loads(row["receipt"])
    path = directory / "sealed" / f"{id_}{SUFFIX}"
    present = path.exists()
    return QueueItem(
        _queue_row(row),
        str(row["fingerprint"]),
        None if receipt is None else str(receipt.get("received_at")),
        path.stat().st_size if present else None,
        _recoverable(path) if present else None,
        history,
    )


def find_id(rows: tuple[QueueRow, ...], name: str) -> str:
    """Return the id of the submission that ``name`` means; errors as :func:`queue_item`."""
    exact = [row.id for row in rows if row.id == name or str(row.seq) == name]
    fits = exact or [row.id for row in rows if len(name) >= 6 and row.id.endswith(name)]
    if len(fits) == 1:
        return fits[0]
    raise KioskError(
        "queue-unknown",
        "Several submissions fit that name." if fits else "This booth holds no such submission.",
        "Name it by its number or its whole id, as kiosk queue list shows them.",
    )


def audit_report(directory: Path, told: str | None = None) -> AuditReport:
    """Check the audit chain, and whether it still holds the head ``told`` to somebody earlier.

    Raises
    ------
    KioskError
        As :func:`queue_rows`.
    """
    with _beside(directory) as database:
        connection = database.conn
        connection.row_factory = sqlite3.Row
        connection.execute("BEGIN")  # one snapshot, although the booth goes on writing
        rows = int(connection.execute("SELECT COUNT(*) FROM audit").fetchone()[0])
        knows: bool | None = None
        if told is not None:
            found = connection.execute("SELECT 1 FROM audit WHERE hash = ?", (told,)).fetchone()
            knows = told == audit.GENESIS or found is not None
        return AuditReport(rows, audit.head(connection), audit.first_break(connection), knows)


@contextmanager
def _beside(directory: Path) -> Iterator[Database]:
    path = directory / "store.db"
    if not path.exists():
        raise KioskError(
            "store-missing",
            f"There is no store in {directory}.",
            "Name the settings of a booth that has run before.",
        )
    connection = read_only(path)
    database = Database(connection)
    try:
        yield database
    except sqlite3.DatabaseError as error:
        raise KioskError(
            "store-damaged",
            f"The store in {directory} cannot be read: {error}.",
            "Start the kiosk: it sets a damaged database aside and rebuilds it from the sealed files.",
        ) from error
    finally:
        database.close()


def _queue_row(row: dict[str, Any]) -> QueueRow:
    return QueueRow(
        id=str(row["id"]),
        seq=int(row["seq"]),
        state=Delivery(row["state"]),
        saved_at=datetime.fromtimestamp(float(row["saved_at"]), UTC),
        attempts=int(row["attempts"]),
        reason=str(row["reason"]),
    )


def _recoverable(path: Path) -> bool | None:
    with path.open("rb") as file:
        try:
            return read_header(file).recovery is not None
        except Damaged:
            return None
