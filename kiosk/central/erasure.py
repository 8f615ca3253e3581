"""Erasing a submission: content and pictures go from everywhere, a tombstone without personal data stays.

What stays beside the tombstone tells nothing of the person to whoever has it: that votes were given, and
how many photos a keyed digest had made of it. Without the latter a withdrawal would be a way around the
campaign's limit. The roster is the school's own list and stays as it is; an order of the fee stays for
the accounts.
"""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from kiosk.central.audit import record
from kiosk.central.central import Central, next_change
from kiosk.central.holds import hold_submission
from kiosk.central.numbers import NO_NUMBER
from kiosk.central.problems import Problem
from kiosk.central.review_votes import DECISIONS
from kiosk.central.sweeping import remove_files
from kiosk.central.tables import Blob, Notice, PrintOrder, ReviewVote, Submission, SubmissionBlob
from kiosk.central.traces import drop_traces

ERASED = "erased"


def erase(central: Central, device: str, id_: str, undecided: bool = False) -> None:
    """Erase, or note in advance for one that never arrived, so that a late copy is refused.

    Parameters
    ----------
    undecided
        Only as long as nobody decided on it.

    Raises
    ------
    Problem
        404 ``unknown`` when it is another booth's; 409 ``decided``.
    """
    with central.session() as db, db.begin():
        hold_submission(db, id_)
        row = db.get(Submission, id_, with_for_update=True)
        if row is None:
            row = Submission(id=id_, device=device, review=ERASED)
        elif row.device != device:
            raise Problem(404, "unknown", "No such submission.")
        elif undecided and row.review in DECISIONS:
            raise Problem(409, "decided", "This submission was decided on already.")
        unclaimed = empty(db, row, central.timestamp())
    remove_files(central, unclaimed)  # rows first: the sweep removes what a crash leaves
    drop_traces(central.engine)


def withdraw(central: Central, id_: str, staff: str) -> None:
    """Erase what staff withdraw for a person, whichever booth it came from and whatever was decided on it.

    The booth learns it from the feed and by reconciling, and purges what it still has.

    Raises
    ------
    Problem
        404 ``unknown``; 409 ``erased`` when it is gone already.
    """
    with central.session() as db, db.begin():
        row = db.get(Submission, id_, with_for_update=True)
        if row is None:
            raise Problem(404, "unknown", "No such submission.")
        if row.erased_at is not None:
            raise Problem(409, "erased", "This submission was erased already.")
        decided = row.review
        unclaimed = empty(db, row, central.timestamp())
        record(db, central.timestamp(), staff, "withdrawn", id_, f"was {decided}")
    remove_files(central, unclaimed)
    drop_traces(central.engine)


def empty(db: Session, row: Submission, now: str) -> set[str]:
    """Make a submission's rows a tombstone; return the pictures that belong to nobody any more."""
    row.review = ERASED
    row.erased_at = row.erased_at or now
    row.person_key = row.reason = row.note = row.decided_by = row.decided_at = None
    row.seq = row.manifest = row.waiver = row.receipt = row.fingerprint = row.received_at = None
    row.number_digest = NO_NUMBER
    db.execute(delete(Notice).where(Notice.submission == row.id))
    db.execute(delete(PrintOrder).where(PrintOrder.submission == row.id))
    db.execute(update(ReviewVote).where(ReviewVote.submission == row.id).values(reason=None, note=None))
    own = list(db.scalars(select(SubmissionBlob).where(SubmissionBlob.submission == row.id)))
    digests = {link.sha256 for link in own}
    for link in own:
        db.delete(link)
    db.flush()
    # Whoever is about to claim one of them has it locked and is waited for, so that the link is seen.
    pictures = list(
        db.scalars(select(Blob).where(Blob.sha256.in_(digests)).order_by(Blob.sha256).with_for_update())
    )
    shared = set(
        db.scalars(select(SubmissionBlob.sha256).where(SubmissionBlob.sha256.in_(digests)).distinct())
    )
    for picture in pictures:
        if picture.sha256 not in shared:
            db.delete(picture)
    db.flush()
    row.changed = next_change(db, row.device)
    db.add(row)
    db.flush()
    return digests - shared
