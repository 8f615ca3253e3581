"""The reviewers' queue: which submissions, in which order, and what comes before and after one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from kiosk.campaign.standing import Review
from kiosk.central.roles import Member
from kiosk.central.tables import Submission

WAITING = "waiting"
"""Everything that still needs a decision."""
ANY = "any"
STATES = (
    WAITING, ANY, Review.RECEIVED, Review.IN_REVIEW, Review.APPROVED, Review.REJECTED,
    Review.RETAKE_REQUESTED,
)  # fmt: skip


@dataclass(frozen=True)
class QueueFilter:
    """Which submissions are shown; an empty text asks for nothing.

    ``first_day`` and ``last_day`` are days of arrival in UTC, ISO 8601.
    """

    state: str = WAITING
    campaign: str = ""
    reason: str = ""
    waived: str = ""
    first_day: str = ""
    last_day: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> QueueFilter:
        """Return the filter of a query string; what is not known in it is left out."""
        state = given.get("state", WAITING)
        return cls(
            state=state if state in STATES else WAITING,
            campaign=given.get("campaign", "")[:40],
            reason=given.get("reason", "")[:40],
            waived=given.get("waived", "") if given.get("waived") in ("yes", "no") else "",
            first_day=_day(given.get("first_day", "")),
            last_day=_day(given.get("last_day", "")),
        )

    @property
    def query(self) -> str:
        """The filter as a query string, without what is not asked for."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what the rows must fulfil."""
        found: list[ColumnElement[bool]] = [Submission.erased_at.is_(None)]
        if self.state == WAITING:
            found.append(Submission.review.in_((Review.RECEIVED, Review.IN_REVIEW)))
        elif self.state != ANY:
            found.append(Submission.review == self.state)
        if self.campaign:
            found.append(Submission.campaign == self.campaign)
        if self.reason:
            found.append(Submission.reason == self.reason)
        if self.waived:
            found.append(
                Submission.waiver.is_not(None) if self.waived == "yes" else Submission.waiver.is_(None)
            )
        if self.first_day:
            found.append(Submission.received_at >= self.first_day)
        if self.last_day:
            after = date.fromisoformat(self.last_day) + timedelta(days=1)
            found.append(Submission.received_at < after.isoformat())
        return found


def count_queue(db: Session, filter_: QueueFilter, staff: Member) -> int:
    """Return how many of the member's submissions the filter finds."""
    return db.scalar(select(func.count()).select_from(Submission).where(*_wanted(filter_, staff))) or 0


def part_of_queue(
    db: Session, filter_: QueueFilter, staff: Member, offset: int, limit: int
) -> Sequence[Submission]:
    """Return some of the member's submissions that the filter finds, first come first."""
    order = (Submission.received_at, Submission.id)
    # The ids first: sorting whole rows would carry every manifest through the sort.
    ids = select(Submission.id).where(*_wanted(filter_, staff)).order_by(*order).offset(offset).limit(limit)
    return db.scalars(select(Submission).where(Submission.id.in_(ids)).order_by(*order)).all()


def neighbours(
    db: Session, filter_: QueueFilter, staff: Member, row: Submission
) -> tuple[str | None, str | None]:
    """Return the ids before and after a submission in the filter's order; it need not be found itself."""
    at, id_ = Submission.received_at, Submission.id
    before = or_(at < row.received_at, and_(at == row.received_at, id_ < row.id))
    after = or_(at > row.received_at, and_(at == row.received_at, id_ > row.id))
    base = select(Submission.id).where(staff.scope(Submission.campaign), *filter_.conditions())
    return (
        db.scalar(base.where(before).order_by(at.desc(), id_.desc()).limit(1)),
        db.scalar(base.where(after).order_by(at, id_).limit(1)),
    )


def known_campaigns(db: Session) -> list[str]:
    """Return the campaigns that submissions came in for, by name."""
    found = db.scalars(select(Submission.campaign).where(Submission.campaign.is_not(None)).distinct())
    return sorted(name for name in found if name)


def _wanted(filter_: QueueFilter, staff: Member) -> list[ColumnElement[bool]]:
    return [staff.scope(Submission.campaign), *filter_.conditions()]


def _day(text: str) -> str:
    """Return a day that has one after it, else nothing."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return ""
    return day.isoformat() if day < date.max else ""
