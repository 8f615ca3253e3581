"""Erasing a submission: content and pictures go, a tombstone without personal data stays."""

from __future__ import annotations

from sqlalchemy import select

from kiosk.central.central import Central, next_change
from kiosk.central.problems import Problem
from kiosk.central.tables import Blob, Submission, SubmissionBlob

ERASED = "erased"


def erase(central: Central, device: str, id_: str) -> None:
    """Erase, or note in advance for one that never arrived, so that a late copy is refused.

    Raises
    ------
    Problem
        404 ``unknown`` when it is another booth's.
    """
    now = central.timestamp()
    with central.session() as db, db.begin():
        row, change = db.get(Submission, id_), next_change(db)
        if row is None:
            row = Submission(id=id_, device=device, review=ERASED, changed=change)
            db.add(row)
        elif row.device != device:
            raise Problem(404, "unknown", "No such submission.")
        row.review, row.changed = ERASED, change
        row.erased_at = row.erased_at or now
        row.person_key = row.reason = row.note = row.decided_by = row.decided_at = None
        row.seq = row.manifest = row.waiver = row.receipt = row.fingerprint = row.received_at = None
        own = list(db.scalars(select(SubmissionBlob).where(SubmissionBlob.submission == id_)))
        digests = {link.sha256 for link in own}
        for link in own:
            db.delete(link)
        db.flush()
        shared = set(
            db.scalars(select(SubmissionBlob.sha256).where(SubmissionBlob.sha256.in_(digests)).distinct())
        )
        for sha256 in digests - shared:
            blob = db.get(Blob, sha256)
            if blob is not None:
                db.delete(blob)
    for sha256 in digests - shared:  # rows first: the sweep at start removes what a crash leaves
        central.blobs.remove(sha256)
