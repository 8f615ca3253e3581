"""What staff did, written in the transaction that does it: a chain in which nothing can be changed unseen.

Every line holds the SHA-256 of itself and of the line before it, so whoever changes, removes or slips in a
line has to make all later ones anew. The newest digest lies in a row of its own, which is also the lock
that keeps two processes from writing after the same line. Whoever may write the database can still forge
the whole chain: a digest noted elsewhere (:func:`verify`, ``kept``) finds that too.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.central.tables import AuditHead, AuditRow
from kiosk.digest import canonical_json, sha256_hex

START = "0" * 64
"""What the first line follows."""
HEAD = 1
"""The id of the one row of the newest digest."""


@dataclass(frozen=True)
class Verified:
    """What a walk along the chain found.

    Attributes
    ----------
    lines
        How many lines there are.
    head
        Digest of the newest line, hex.
    broken_at
        Number of the first line that is not what was written; None when all are.
    fault
        What is wrong: ``changed``, ``order``, ``end``, ``kept-missing``; empty when nothing is.
    """

    lines: int
    head: str
    broken_at: int | None = None
    fault: str = ""


def record(db: Session, now: str, staff: str, action: str, subject: str, detail: str | None = None) -> None:
    """Add one line; ``subject`` is an id and ``detail`` holds numbers and versions, never personal data."""
    head = db.get(AuditHead, HEAD, with_for_update=True)
    if head is None:
        head = AuditHead(id=HEAD, n=0, digest=START)
        db.add(head)
    row = AuditRow(n=head.n + 1, at=now, staff=staff, action=action, subject=subject, detail=detail)
    row.previous = head.digest
    row.digest = digest_of(row)
    head.n, head.digest = row.n, row.digest
    db.add(row)
    db.flush()


def digest_of(row: AuditRow) -> str:
    """Return the SHA-256 of a line and of the one before it, as canonical JSON, hex."""
    names = ("n", "at", "staff", "action", "subject", "detail", "previous")
    return sha256_hex(canonical_json({name: getattr(row, name) for name in names}))


def verify(db: Session, kept: str | None = None) -> Verified:
    """Walk along the whole chain.

    Parameters
    ----------
    kept
        A digest that was noted earlier, hex: it has to be one of the chain's.
    """
    previous, lines, number, seen = START, 0, 0, kept is None
    query = select(AuditRow).order_by(AuditRow.n).execution_options(yield_per=500)
    with closing(db.scalars(query)) as rows:  # a database server keeps the place in it until it is told
        for row in rows:
            if row.previous != previous:
                return Verified(lines, previous, row.n, "order")
            if row.digest != digest_of(row):
                return Verified(lines, previous, row.n, "changed")
            previous, lines, number = row.digest, lines + 1, row.n
            seen = seen or row.digest == kept
    head = db.get(AuditHead, HEAD, populate_existing=True)
    if (number, previous) != ((0, START) if head is None else (head.n, head.digest)):
        return Verified(lines, previous, number, "end")
    return Verified(lines, previous, None, "") if seen else Verified(lines, previous, None, "kept-missing")
