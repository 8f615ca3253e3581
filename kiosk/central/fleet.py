"""The booths as the server sees them, and what about each wants somebody's attention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kiosk.central.bound import Served
from kiosk.central.fleet_settings import FleetSettings
from kiosk.central.models import Heartbeat
from kiosk.central.tables import Device, Submission
from kiosk.central.versions import is_older

BACKUP_WRONG = frozenset({"absent", "same-disk", "failed"})
"""What a booth says of its second volume when somebody has to look after it."""


class Alarm(StrEnum):
    """Why somebody should look after a booth, the worst first."""

    GAP = "gap"
    UPGRADE = "upgrade"
    QUARANTINED = "quarantined"
    BLOCKED = "blocked"
    OLD = "old"
    DISK = "disk"
    BACKUP = "backup"
    CLOCK = "clock"
    SILENT = "silent"
    VERSION = "version"


@dataclass(frozen=True)
class Booth:
    """One booth.

    Attributes
    ----------
    seen_at
        When its last heartbeat came; None before the first.
    told
        What that heartbeat said.
    gap
        Submissions it numbered that are neither here nor, as it says, with it: lost, as far as anybody
        can tell. ``gap_since`` is when that was first seen.
    served
        The campaigns it is bound to.
    """

    id: str
    name: str
    enrolled_at: datetime
    revoked_at: datetime | None
    seen_at: datetime | None
    told: Heartbeat | None
    gap: int
    gap_since: datetime | None
    served: Served

    @property
    def revoked(self) -> bool:
        return self.revoked_at is not None


def all_booths(db: Session) -> list[Booth]:
    """Return every booth, those in use first, each group by name."""
    booths = [_booth(row) for row in db.scalars(select(Device))]
    return sorted(booths, key=lambda booth: (booth.revoked, booth.name, booth.id))


def find_booth(db: Session, id_: str) -> Booth | None:
    """Return a booth, None when there is none."""
    row = db.get(Device, id_)
    return None if row is None else _booth(row)


def alarms_of(booth: Booth, settings: FleetSettings, now: datetime, version: str) -> tuple[Alarm, ...]:
    """Return what is wrong with a booth; a revoked one and one that never spoke have no alarms.

    Parameters
    ----------
    version
        The one booths should have: this server's.
    """
    told = booth.told
    if booth.revoked or told is None or booth.seen_at is None:
        return ()
    outdated = bool(settings.least_version) and is_older(told.version, settings.least_version)
    wrong = {
        Alarm.GAP: booth.gap > 0,
        Alarm.UPGRADE: outdated,
        Alarm.QUARANTINED: told.quarantined > 0,
        Alarm.BLOCKED: told.blocked > 0,
        Alarm.OLD: (told.oldest_age_s or 0) > settings.oldest_s,
        Alarm.DISK: told.free_bytes < settings.free_bytes,
        Alarm.BACKUP: told.backup in BACKUP_WRONG,
        Alarm.CLOCK: abs(told.clock_offset_s or 0) > settings.clock_s,
        Alarm.SILENT: (now - booth.seen_at).total_seconds() > settings.silent_s,
        Alarm.VERSION: told.version != version and not outdated,
    }
    return tuple(alarm for alarm in Alarm if wrong[alarm])


def note_heartbeat(db: Session, device: Device, told: Heartbeat, now: str) -> None:
    """Keep what a booth says, and how many of its submissions nobody has.

    Every submission a booth saved has a number without gaps, and one row here once it arrived, a
    tombstone after it was erased. What is not here must be with the booth; the booth speaks between two
    deliveries. What it has sent without hearing of the answer counts twice, so a gap is never overstated.
    """
    arrived = db.scalar(select(func.count()).select_from(Submission).where(Submission.device == device.id))
    with_booth = told.queued + told.blocked + told.quarantined + told.withdrawn
    gap = max(0, told.last_seq - (arrived or 0) - with_booth)
    device.gap_since = (device.gap_since or now) if gap else None
    device.seen_at, device.heartbeat, device.gap = now, told.model_dump_json(), gap
    device.version = told.version


@dataclass(frozen=True)
class Total:
    """Submissions that wait, are blocked or set aside at all booths in use, and the oldest one's age, s."""

    queued: int
    oldest_age_s: int | None
    blocked: int
    quarantined: int


def total(booths: Sequence[Booth]) -> Total:
    """Return the sums over the booths in use, as they last said."""
    told = [booth.told for booth in booths if booth.told is not None and not booth.revoked]
    ages = [one.oldest_age_s for one in told if one.oldest_age_s is not None]
    return Total(
        queued=sum(one.queued for one in told),
        oldest_age_s=max(ages, default=None),
        blocked=sum(one.blocked for one in told),
        quarantined=sum(one.quarantined for one in told),
    )


def _booth(row: Device) -> Booth:
    return Booth(
        id=row.id,
        name=row.name or "",
        enrolled_at=datetime.fromisoformat(row.enrolled_at),
        revoked_at=_moment(row.revoked_at),
        seen_at=_moment(row.seen_at),
        told=None if row.heartbeat is None else Heartbeat.model_validate_json(row.heartbeat),
        gap=row.gap,
        gap_since=_moment(row.gap_since),
        served=Served.from_column(row.campaigns),
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
