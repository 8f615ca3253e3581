"""Deciding on submissions: votes are kept, what holds is computed from them, everything is audited."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.campaign.reasons import OTHER, load_reasons
from kiosk.campaign.standing import Review
from kiosk.central import notices, orders
from kiosk.central.audit import record
from kiosk.central.central import Central, next_change
from kiosk.central.holds import hold_person
from kiosk.central.problems import Problem
from kiosk.central.review_votes import DECISIONS, Outcome, Vote, judge_votes
from kiosk.central.tables import ReviewVote, Submission

NOTE_MAX_CHARS = 200


def decide(
    central: Central,
    id_: str,
    staff: str,
    review: Review,
    reason: str | None = None,
    note: str | None = None,
    seen: int | None = None,
) -> Review:
    """Record what a staff member says about a photo and return the state that follows.

    Parameters
    ----------
    reason, note
        A code of ``config/reasons.toml`` unless approved; the note's own words go with ``other``.
    seen
        The submission's cursor when the page was made; None decides whatever happened since.

    Raises
    ------
    Problem
        404 ``unknown``; 409 ``approved-locked`` or ``decided-meanwhile``; 422 ``decision-invalid``.
    """
    note = " ".join((note or "").split()) or None
    _check(review, reason, note)
    now = central.timestamp()
    with central.session() as db, db.begin():
        row = _held(db, id_)
        if row.campaign is not None and row.person_key is not None:
            hold_person(db, row.campaign, row.person_key)  # a second photo of theirs may be coming in
        if row.review == Review.APPROVED:
            raise Problem(409, "approved-locked", "An approved photo cannot be changed.")
        if seen is not None and seen != row.changed:
            raise Problem(409, "decided-meanwhile", "Somebody else decided on this photo meanwhile.")
        if review is Review.APPROVED and _other_approved(db, row):
            # The first of two votes as well: no second one could settle it.
            raise Problem(409, "approved-locked", "Another photo of this person was approved already.")
        needed = 2 if central.settings.review.two_people else 1
        db.add(
            ReviewVote(
                submission=id_, staff=staff, at=now, review=review, reason=reason, note=note, needed=needed
            )
        )
        outcome = _apply(db, central, row)
        record(db, now, staff, "review", id_, f"{review} {reason or ''}".strip() + f" -> {outcome.review}")
        if outcome.settled is not None:
            notices.enqueue(db, central, row)
        return outcome.review


def undo(central: Central, id_: str, staff: str) -> Review:
    """Take back the newest vote on a photo, by whoever gave it and for a short time only.

    What holds again then held when that vote was given. It was no approval, no vote follows one: so an undo
    never makes a second photo of a person an approved one.

    Raises
    ------
    Problem
        404 ``unknown``; 409 ``undo-late`` when it is another's, too old or taken back already, ``printed``
        when prints were made meanwhile.
    """
    now = central.timestamp()
    with central.session() as db, db.begin():
        row = _held(db, id_)
        if row.campaign is not None and row.person_key is not None:
            hold_person(db, row.campaign, row.person_key)
        newest = newest_undoable(central, db, id_, staff)
        if newest is None:
            raise Problem(409, "undo-late", "This decision can no longer be taken back.")
        newest.undone_at = now
        outcome = _apply(db, central, row)
        record(db, now, staff, "undo", id_, f"{newest.review} -> {outcome.review}")
        return outcome.review


def newest_undoable(central: Central, db: Session, id_: str, staff: str) -> ReviewVote | None:
    """Return the newest vote on a submission when it is this staff member's and may be taken back."""
    oldest = central.clock.now() - timedelta(seconds=central.settings.review.undo_s)
    newest = db.scalars(
        select(ReviewVote)
        .where(ReviewVote.submission == id_, ReviewVote.undone_at.is_(None))
        .order_by(ReviewVote.n.desc())
        .limit(1)
    ).first()
    if newest is None or newest.staff != staff:
        return None
    return newest if newest.at > oldest.isoformat(timespec="milliseconds") else None


def votes_on(db: Session, id_: str) -> list[Vote]:
    """Return the votes on a submission that were not taken back, oldest first."""
    rows = db.scalars(
        select(ReviewVote)
        .where(ReviewVote.submission == id_, ReviewVote.undone_at.is_(None))
        .order_by(ReviewVote.n)
    )
    return [Vote(v.staff, Review(v.review), v.reason, v.note, v.at, v.needed) for v in rows]


def approved_already(db: Session, campaign: str, key: str) -> bool:
    """Whether a photo of this person was approved in the campaign: no other takes its place then."""
    query = select(Submission.id).where(
        Submission.campaign == campaign, Submission.person_key == key, Submission.review == Review.APPROVED
    )
    return db.scalar(query.limit(1)) is not None


def _other_approved(db: Session, row: Submission) -> bool:
    """Whether another photo of the same person was approved; nobody knows where the campaign is not held."""
    if row.campaign is None or row.person_key is None:
        return False
    return approved_already(db, row.campaign, row.person_key)


def newer_of(db: Session, row: Submission) -> str | None:
    """Return the newest submission of the same person that came after this one; None when none did."""
    if row.person_key is None:
        return None
    query = select(Submission.id).where(
        Submission.campaign == row.campaign,
        Submission.person_key == row.person_key,
        Submission.erased_at.is_(None),
        Submission.received_at > row.received_at,
    )
    return db.scalar(query.order_by(Submission.received_at.desc()).limit(1))


def _held(db: Session, id_: str) -> Submission:
    row = db.get(Submission, id_, with_for_update=True)
    if row is None or row.erased_at is not None:
        raise Problem(404, "unknown", "No such submission.")
    return row


def _check(review: Review, reason: str | None, note: str | None) -> None:
    approved = review is Review.APPROVED
    if (
        review not in DECISIONS
        or (reason is None) != approved
        or (reason is not None and reason not in load_reasons())
        or (reason == OTHER and note is None)
        or (note is not None and (approved or len(note) > NOTE_MAX_CHARS or not note.isprintable()))
    ):
        raise Problem(
            422,
            "decision-invalid",
            "A reason is needed to send a photo back, and a note with another reason.",
        )


def _apply(db: Session, central: Central, row: Submission) -> Outcome:
    """Bring the submission and its order to what the votes come to."""
    db.flush()
    outcome = judge_votes(votes_on(db, row.id))
    before, settled = row.review, outcome.settled
    row.review, row.changed = outcome.review, next_change(db, row.device)
    row.reason = None if settled is None else settled.reason
    row.note = None if settled is None else settled.note
    row.decided_at = None if settled is None else settled.at
    row.decided_by = None if settled is None else settled.staff
    row.rejections += (outcome.review is Review.REJECTED) - (before == Review.REJECTED)
    if outcome.review is Review.APPROVED:
        orders.open_order(db, row, central.timestamp())
    elif before == Review.APPROVED:
        orders.withdraw_order(db, row.id)
    return outcome
