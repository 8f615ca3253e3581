"""Photos received and sent back, by day and by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kiosk.campaign.standing import Review
from kiosk.central.tables import Submission

_TEN_MINUTES = len("2026-01-01T00:0")
"""Zones differ by quarters of an hour at the finest and most by whole ones: rows are counted by the ten
minutes they fall into, and those are put on days here."""


@dataclass(frozen=True)
class Day:
    """One day in the server's own time; ``rejected`` counts decisions, whenever the photo came."""

    day: date
    received: int
    rejected: int


@dataclass(frozen=True)
class Days:
    """The days asked for, the oldest first and none left out, and why photos were sent back, most first."""

    days: tuple[Day, ...]
    reasons: tuple[tuple[str, int], ...]


def count_days(db: Session, now: datetime, days: int) -> Days:
    """Count the last ``days`` days up to ``now``, whose zone says when a day begins.

    What was erased meanwhile is no longer counted: a tombstone keeps no times.
    """
    zone = now.tzinfo
    first = now.date() - timedelta(days=days - 1)
    begin = datetime.combine(first, datetime.min.time(), zone).astimezone(UTC)
    received = _by_day(db, Submission.received_at, begin, zone)
    sent_back = Submission.review == Review.REJECTED
    rejected = _by_day(db, Submission.decided_at, begin, zone, sent_back)
    reasons = db.execute(
        select(func.coalesce(Submission.reason, ""), func.count())
        .where(sent_back, Submission.decided_at >= _text(begin))
        .group_by(Submission.reason)
    )
    return Days(
        tuple(Day(day, received[day], rejected[day]) for day in (first + timedelta(n) for n in range(days))),
        tuple(sorted(((reason, count) for reason, count in reasons), key=lambda pair: (-pair[1], pair[0]))),
    )


def _by_day(db: Session, column: Any, begin: datetime, zone: tzinfo | None, *where: Any) -> Counter[date]:
    part = func.substr(column, 1, _TEN_MINUTES)
    rows = db.execute(select(part, func.count()).where(column >= _text(begin), *where).group_by(part))
    return _on_days(((str(text), count) for text, count in rows), zone)


def _on_days(rows: Iterable[tuple[str, int]], zone: tzinfo | None) -> Counter[date]:
    days: Counter[date] = Counter()
    for text, count in rows:
        days[datetime.fromisoformat(f"{text}0+00:00").astimezone(zone).date()] += count
    return days


def _text(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
