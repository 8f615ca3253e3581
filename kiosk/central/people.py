"""What the server knows of a capture code's holder: roster, submissions, photos made, the fee."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.campaign.campaign import Campaign
from kiosk.campaign.digests import person_key
from kiosk.campaign.roster import RosterEntry
from kiosk.campaign.standing import AHEAD, Paid, Review
from kiosk.capture_code.payload import parse_payload
from kiosk.central.fee_orders import held_order, paid_by
from kiosk.central.models import PhotoItem, ResolvedPerson
from kiosk.central.tables import PhotoCountRow, RosterRow, Submission

ROSTER_FIELDS = (
    "name_masked", "last4", "student_number", "name", "category", "level", "college", "class_name",
)  # fmt: skip


_NOWHERE = ("", "00" * 16, 0.0)
"""A campaign's id, salt and pause where none is held: nobody is known there."""


def key_of(campaign: Campaign, code: str) -> str:
    """Return under which key the holder of a code's raw text is known in a campaign."""
    return person_key(campaign.salt, parse_payload(code))


def resolve(db: Session, campaign: Campaign | None, code: str, now: datetime) -> ResolvedPerson | None:
    """Return what is known of a code's holder; None when nothing is.

    Every question is asked whatever the others gave, and of a campaign that is not held as well, so that
    the time tells nothing.
    """
    id_, salt, pause_h = _NOWHERE if campaign is None else _where(campaign)
    key = person_key(salt, parse_payload(code))
    listed = db.get(RosterRow, (id_, key))
    newest = db.execute(
        select(Submission.id, Submission.review, Submission.reason, Submission.note, Submission.rejections)
        .where(Submission.campaign == id_, Submission.person_key == key, Submission.erased_at.is_(None))
        .order_by(Submission.received_at.desc(), Submission.changed.desc())
        .limit(1)
    ).first()
    since = now - timedelta(hours=pause_h)
    photos = db.scalars(
        select(PhotoCountRow.at)
        .where(
            PhotoCountRow.campaign == id_,
            PhotoCountRow.person == key,
            PhotoCountRow.at > _text(since),
            PhotoCountRow.at <= _text(now + AHEAD),
        )
        .order_by(PhotoCountRow.at)
    ).all()
    order = held_order(db, id_, key)
    if campaign is None:
        return None
    paid = paid_by(campaign, order)
    if listed is None and newest is None and not photos and paid is not Paid.PAID:
        return None
    return ResolvedPerson(
        name_masked=None if listed is None else listed.name_masked,
        on_roster=listed is not None,
        review=str(Review.NONE) if newest is None else newest.review,
        reason=None if newest is None else newest.reason,
        note=None if newest is None else newest.note,
        submission=None if newest is None else newest.id,
        rejections=0 if newest is None else newest.rejections,
        photos=list(photos),
        paid=str(paid),
    )


def _where(campaign: Campaign) -> tuple[str, str, float]:
    return campaign.id, campaign.salt, campaign.limits.pause_h


def count_photos(db: Session, device: str, items: Sequence[PhotoItem], now: datetime) -> None:
    """Count finished photos a booth tells of; one it told before is not counted again.

    One that is still to come by the booth's own clock was made now: its clock must not decide for how long a
    person waits. Within what clocks may differ its word is kept, by which the booth knows its own again.
    """
    known = set(db.scalars(select(PhotoCountRow.id).where(PhotoCountRow.id.in_([i.id for i in items]))))
    for item in items:
        if item.id not in known:
            known.add(item.id)
            db.add(
                PhotoCountRow(
                    id=item.id,
                    device=device,
                    campaign=item.campaign,
                    person=item.person,
                    at=_text(item.at if item.at <= now + AHEAD else now),
                )
            )


def earlier_rejections(db: Session, campaign: str, key: str) -> int:
    """Return how often this person's submissions were sent back so far."""
    counts = db.scalars(
        select(Submission.rejections).where(Submission.campaign == campaign, Submission.person_key == key)
    )
    return max(counts, default=0)


def roster_page(db: Session, campaign: str, after: str | None, limit: int) -> list[RosterEntry]:
    """Return up to ``limit`` people of a roster with a key above ``after``, in the order of their keys."""
    query = select(RosterRow).where(RosterRow.campaign == campaign)
    if after is not None:
        query = query.where(RosterRow.key > after)
    rows = db.scalars(query.order_by(RosterRow.key).limit(limit))
    return [RosterEntry(row.key, **{name: getattr(row, name) for name in ROSTER_FIELDS}) for row in rows]


def _text(at: datetime) -> str:
    """Return a time as text that sorts as the times do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
