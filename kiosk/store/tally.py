"""Counts of a booth's days, by hour: how many photos were taken, submitted, delivered, taken again and why.

Only numbers: they stay when the photos are purged, and nobody can be found in them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from kiosk.sqlite import sqlite3
from kiosk.store.guarded import Guarded

KEPT_DAYS = 400
"""A year to look back on, and a little."""
HOURS = 24
_REASON = "retaken:"


class Counted(StrEnum):
    """What is counted."""

    CAPTURED = "captured"
    SUBMITTED = "submitted"
    DELIVERED = "delivered"
    RETAKEN = "retaken"


@dataclass(frozen=True)
class DayCounts:
    """One day's counts.

    Attributes
    ----------
    hours
        For each kind 24 numbers, one an hour of the booth's own time zone.
    reasons
        Why photos were taken again, most frequent first: name and count.
    """

    day: date
    hours: dict[Counted, tuple[int, ...]]
    reasons: tuple[tuple[str, int], ...]

    def total(self, kind: Counted) -> int:
        """Return the day's number."""
        return sum(self.hours.get(kind, ()))


def add(db: sqlite3.Connection, now: datetime, kind: str, count: int = 1) -> None:
    """Count within the caller's transaction."""
    at = now.astimezone()
    db.execute(
        "INSERT INTO tally VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
        (at.date().isoformat(), at.hour, kind, count),
    )


class Tally(Guarded):
    """Shares the store's database and lock; raises what :class:`kiosk.store.rows.Rows` raises."""

    def captured(self) -> None:
        """A photo was taken."""
        with self._writing() as db:
            add(db, self._clock.now(), Counted.CAPTURED)

    def retaken(self, reasons: Iterable[str]) -> None:
        """Another photo is taken of the same person; ``reasons`` are names of checks, or codes."""
        now = self._clock.now()
        with self._writing() as db:
            add(db, now, Counted.RETAKEN)
            for reason in dict.fromkeys(reasons):
                add(db, now, f"{_REASON}{reason}")
            oldest = now.astimezone().date() - timedelta(days=KEPT_DAYS)
            db.execute("DELETE FROM tally WHERE day < ?", (oldest.isoformat(),))

    def day(self, day: date | None = None) -> DayCounts:
        """Return the counts of a day, by default of today."""
        day = day or self._clock.now().astimezone().date()
        hours = {kind: [0] * HOURS for kind in Counted}
        reasons: dict[str, int] = {}
        with self._reading() as db:
            for row in db.execute("SELECT hour, kind, count FROM tally WHERE day = ?", (day.isoformat(),)):
                kind = row["kind"]
                if kind.startswith(_REASON):
                    name = kind.removeprefix(_REASON)
                    reasons[name] = reasons.get(name, 0) + row["count"]
                else:
                    hours[Counted(kind)][row["hour"]] += row["count"]
        ordered = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
        return DayCounts(day, {kind: tuple(counts) for kind, counts in hours.items()}, tuple(ordered))
