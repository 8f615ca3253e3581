"""The rows of the store: which submission is in which state, and the only way to change it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from kiosk.sqlite import sqlite3
from kiosk.store import audit
from kiosk.store.sealing import Context
from kiosk.store.stored import Held, Waiting
from kiosk.store.submission import Delivery

D = Delivery

ALLOWED: Mapping[Delivery, frozenset[Delivery]] = {
    D.QUEUED: frozenset({D.SENDING, D.QUARANTINED, D.WITHDRAWN, D.SUPERSEDED}),
    D.SENDING: frozenset({D.QUEUED, D.ACCEPTED, D.BLOCKED, D.QUARANTINED}),
    D.ACCEPTED: frozenset({D.PURGED, D.QUEUED, D.BLOCKED, D.QUARANTINED, D.WITHDRAWN}),
    D.BLOCKED: frozenset({D.QUEUED, D.QUARANTINED, D.WITHDRAWN, D.SUPERSEDED}),
    D.QUARANTINED: frozenset({D.QUEUED, D.WITHDRAWN}),
    D.WITHDRAWN: frozenset({D.PURGED}),
    D.SUPERSEDED: frozenset({D.PURGED, D.WITHDRAWN}),
    D.PURGED: frozenset({D.WITHDRAWN}),
}
"""State → the states it may change to."""


class WrongState(Exception):
    """A change was asked for from a state the submission is not in, or one that is not allowed."""


def meta(db: sqlite3.Connection, key: str) -> str | None:
    row = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row["value"])


def set_meta(db: sqlite3.Connection, key: str, value: str) -> None:
    db.execute(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (key, value)
    )


def with_free_seq(db: sqlite3.Connection, context: Context) -> Context:
    """Return ``context``, with the next number where another row has its own.

    The number in the row is only the booth's own order; the manifest keeps the one it was sealed with.
    """
    taken = db.execute("SELECT 1 FROM submission WHERE seq = ?", (context.seq,)).fetchone()
    return context if taken is None else replace(context, seq=int(meta(db, "last_seq") or 0) + 1)


def insert(db: sqlite3.Connection, context: Context, now: datetime, reason: str) -> None:
    """Add the row of a sealed file, queued, and move the booth's sequence on."""
    saved_at = datetime.fromisoformat(context.sealed_at).timestamp()
    db.execute(
        "INSERT INTO submission (id, seq, state, fingerprint, saved_at, reason) VALUES (?, ?, ?, ?, ?, ?)",
        (context.id, context.seq, D.QUEUED.value, context.fingerprint, saved_at, reason),
    )
    set_meta(db, "last_seq", str(max(context.seq, int(meta(db, "last_seq") or 0))))
    audit.append(db, now, context.id, None, D.QUEUED.value, reason)


def transition(
    db: sqlite3.Connection, id_: str, from_: Delivery, to: Delivery, reason: str, now: datetime
) -> None:
    """Change a state and write its audit row, within the caller's transaction.

    Raises
    ------
    WrongState
        When the submission is not in ``from_`` or the change is not in :data:`ALLOWED`.
    """
    if to not in ALLOWED[from_]:
        raise WrongState(f"{from_.value} does not become {to.value}")
    changed = db.execute(
        "UPDATE submission SET state = ?, reason = ? WHERE id = ? AND state = ?",
        (to.value, reason, id_, from_.value),
    ).rowcount
    if changed != 1:
        raise WrongState(f"the submission is not {from_.value}")
    audit.append(db, now, id_, from_.value, to.value, reason)


def set_wait(db: sqlite3.Connection, id_: str, attempts: int, wait_s: float, now: datetime) -> None:
    """Keep how often delivery was tried and how long to wait from ``now``."""
    db.execute(
        "UPDATE submission SET attempts = ?, wait_since = ?, wait_s = ? WHERE id = ?",
        (attempts, now.timestamp(), wait_s, id_),
    )


def set_receipt(db: sqlite3.Connection, id_: str, receipt: Mapping[str, Any]) -> None:
    db.execute("UPDATE submission SET receipt = ? WHERE id = ?", (json.dumps(dict(receipt)), id_))


def set_held(db: sqlite3.Connection, id_: str, at: datetime | None) -> None:
    value = None if at is None else at.timestamp()
    db.execute("UPDATE submission SET held_at = ? WHERE id = ?", (value, id_))


def supersede(db: sqlite3.Connection, campaign: str, person: str, now: datetime) -> None:
    """Set aside what waits to be sent of a person whose retake is being saved, in the same transaction.

    What the server has a receipt for is its own; what is on its way, and what is damaged, stays as it is.
    """
    rows = db.execute(
        "SELECT s.id, s.state FROM visit v JOIN submission s ON s.id = v.submission"
        " WHERE v.campaign = ? AND v.person = ? AND s.state IN ('queued', 'blocked')",
        (campaign, person),
    ).fetchall()
    for r in rows:
        transition(db, r["id"], Delivery(r["state"]), D.SUPERSEDED, "retake", now)


def replaced(db: sqlite3.Connection) -> tuple[str, ...]:
    """Return the superseded ones that nobody needs any more: no later one of the person waits here.

    Until the retake has arrived, the photo it replaced is kept.
    """
    rows = db.execute(
        "SELECT id FROM submission s WHERE state = 'superseded' AND NOT EXISTS ("
        " SELECT 1 FROM visit a JOIN visit b ON b.campaign = a.campaign AND b.person = a.person"
        " JOIN submission later ON later.id = b.submission"
        " WHERE a.submission = s.id AND later.seq > s.seq"
        " AND later.state IN ('queued', 'sending', 'blocked', 'quarantined')) ORDER BY seq"
    )
    return tuple(r["id"] for r in rows)


def state(db: sqlite3.Connection, id_: str) -> Delivery | None:
    row = db.execute("SELECT state FROM submission WHERE id = ?", (id_,)).fetchone()
    return None if row is None else Delivery(row["state"])


def row(db: sqlite3.Connection, id_: str) -> sqlite3.Row:
    """Return the whole row.

    Raises
    ------
    KeyError
        When there is none.
    """
    found = db.execute("SELECT * FROM submission WHERE id = ?", (id_,)).fetchone()
    if found is None:
        raise KeyError(id_)
    assert isinstance(found, sqlite3.Row)
    return found


def ids_in(db: sqlite3.Connection, *states: Delivery) -> tuple[str, ...]:
    marks = ", ".join("?" * len(states))
    query = f"SELECT id FROM submission WHERE state IN ({marks}) ORDER BY seq"
    return tuple(r["id"] for r in db.execute(query, [s.value for s in states]))


def due(db: sqlite3.Connection, now: datetime, limit: int) -> tuple[Waiting, ...]:
    """Return queued submissions whose wait is over, oldest first.

    A clock set back by more than the wait must not hold anything up, so a wait that seems to begin
    in the future counts as over.
    """
    s = now.timestamp()
    rows = db.execute(
        "SELECT id, seq, attempts FROM submission WHERE state = 'queued'"
        " AND (wait_since + wait_s <= ? OR wait_since > ?) ORDER BY seq LIMIT ?",
        (s, s, limit),
    )
    return tuple(Waiting(r["id"], r["seq"], r["attempts"]) for r in rows)


def next_due_s(db: sqlite3.Connection, now: datetime) -> float | None:
    """Return how many seconds remain until the next queued submission is due; None when none is queued."""
    s = now.timestamp()
    row = db.execute(
        "SELECT MIN(CASE WHEN wait_since > ? THEN 0 ELSE MAX(0, wait_since + wait_s - ?) END) AS s"
        " FROM submission WHERE state = 'queued'",
        (s, s),
    ).fetchone()
    return None if row["s"] is None else float(row["s"])


def accepted(db: sqlite3.Connection, after_seq: int, limit: int) -> tuple[tuple[int, Held], ...]:
    """Return (seq, submission) of accepted rows with a higher seq, in order."""
    rows = db.execute(
        "SELECT id, seq, fingerprint, held_at FROM submission"
        " WHERE state = 'accepted' AND seq > ? ORDER BY seq LIMIT ?",
        (after_seq, limit),
    )
    return tuple((r["seq"], Held(r["id"], r["fingerprint"], _moment(r["held_at"]))) for r in rows)


def counts(db: sqlite3.Connection) -> dict[Delivery, int]:
    """Return how many submissions are in each state; states without any are 0."""
    found: Counter[Delivery] = Counter(dict.fromkeys(Delivery, 0))
    for r in db.execute("SELECT state, COUNT(*) AS n FROM submission GROUP BY state"):
        found[Delivery(r["state"])] = r["n"]
    return dict(found)


def oldest_queued(db: sqlite3.Connection) -> datetime | None:
    row = db.execute(
        "SELECT MIN(saved_at) AS s FROM submission WHERE state IN ('queued', 'sending')"
    ).fetchone()
    return _moment(row["s"])


def _moment(epoch_s: float | None) -> datetime | None:
    return None if epoch_s is None else datetime.fromtimestamp(epoch_s, UTC)
