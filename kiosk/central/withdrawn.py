"""What must not come back with an old backup: erased submissions, revoked booths, staff who were let go.

Kept beside the backups, in ids and times only, and applied to each of them and to whatever is restored.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.central.central import next_change
from kiosk.central.erasure import ERASED, empty
from kiosk.central.tables import Device, Staff, Submission
from kiosk.durable import write_durably
from kiosk.errors import KioskError

FILE = "withdrawn.json"


@dataclass(frozen=True)
class Withdrawn:
    """Attributes
    ----------
    erased
        Submission → its booth and when it was erased.
    revoked
        Booth → when it was revoked.
    staff
        Everybody who may log in; None: not known, so nobody is kept out.
    """

    erased: dict[str, tuple[str, str]] = field(default_factory=dict)
    revoked: dict[str, str] = field(default_factory=dict)
    staff: tuple[str, ...] | None = None

    def with_older(self, older: Withdrawn) -> Withdrawn:
        """Return it with what an older record knows besides: nothing that was erased becomes unerased."""
        return Withdrawn(
            {**older.erased, **self.erased},
            {**older.revoked, **self.revoked},
            older.staff if self.staff is None else self.staff,
        )


def read_withdrawn(folder: Path) -> Withdrawn:
    """Return what a backup folder has on record.

    Raises
    ------
    KioskError
        ``backup-withdrawn`` when the record is there but cannot be read: going on without it could bring
        somebody back.
    """
    path = folder / FILE
    try:
        data: dict[str, Any] = json.loads(path.read_bytes())
        staff = data["staff"]
        return Withdrawn(
            {id_: (str(device), str(at)) for id_, (device, at) in data["erased"].items()},
            {str(device): str(at) for device, at in data["revoked"].items()},
            None if staff is None else tuple(staff),
        )
    except FileNotFoundError:
        return Withdrawn()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KioskError(
            "backup-withdrawn",
            f"{path} cannot be read: who asked to be erased is not known.",
            "Take the copy of this file from another volume.",
        ) from error


def write_withdrawn(folder: Path, withdrawn: Withdrawn) -> None:
    """Keep the record, durably."""
    write_durably(folder / FILE, json.dumps(asdict(withdrawn), indent=1, sort_keys=True).encode("ascii"))


def withdrawn_in(db: Session) -> Withdrawn:
    """Return what a database has on record."""
    erased = select(Submission.id, Submission.device, Submission.erased_at)
    revoked = select(Device.id, Device.revoked_at).where(Device.revoked_at.is_not(None))
    return Withdrawn(
        {id_: (device, at or "") for id_, device, at in db.execute(erased.where(_IS_ERASED))},
        {id_: at or "" for id_, at in db.execute(revoked)},
        tuple(db.scalars(select(Staff.name).where(Staff.disabled_at.is_(None)).order_by(Staff.name))),
    )


def apply_withdrawn(db: Session, withdrawn: Withdrawn, now: str) -> set[str]:
    """Take out of a database what must not be in it; return the pictures that nobody claims any more."""
    unclaimed: set[str] = set()
    for id_, (device, at) in withdrawn.erased.items():
        row = db.get(Submission, id_)
        if row is None:
            db.add(
                Submission(
                    id=id_, device=device, review=ERASED, erased_at=at, changed=next_change(db, device)
                )
            )
            db.flush()
        elif row.erased_at is None:
            unclaimed |= empty(db, row, at)
            db.flush()
    for device, at in withdrawn.revoked.items():
        booth = db.get(Device, device)
        if booth is not None and booth.revoked_at is None:
            booth.revoked_at = at
    if withdrawn.staff is not None:
        for member in db.scalars(select(Staff).where(Staff.name.not_in(withdrawn.staff))):
            member.disabled_at = member.disabled_at or now  # an administrator can let them in again
    return unclaimed


_IS_ERASED = Submission.erased_at.is_not(None)
