"""What staff did, written in the transaction that does it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from kiosk.central.tables import AuditRow


def record(db: Session, now: str, staff: str, action: str, subject: str, detail: str | None = None) -> None:
    """Add one line; ``subject`` is an id and ``detail`` holds numbers and versions, never personal data."""
    db.add(AuditRow(at=now, staff=staff, action=action, subject=subject, detail=detail))
