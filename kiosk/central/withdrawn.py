"""What must not come back with an old backup: erased submissions and people, revoked booths, staff let go.

Kept beside the backups, in ids, keyed digests and times only, and applied to each of them and to whatever is
restored. What waits for somebody to confirm it is in no backup at all: it is imported again.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kiosk.central.central import next_change
from kiosk.central.erasure import ERASED, empty
from kiosk.central.gone import What, apply_gone, gone_in, holds_gone
from kiosk.central.tables import Device, Portrait, Staff, Submission
from kiosk.central.waiting import discard_all_waiting
from kiosk.durable import write_durably
from kiosk.errors import KioskError
from kiosk.sqlite import sqlite3

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
    gone
        Whose row of a roster or enrolment photo was erased, and when (:mod:`kiosk.central.gone`).
    """

    erased: dict[str, tuple[str, str]] = field(default_factory=dict)
    revoked: dict[str, str] = field(default_factory=dict)
    staff: tuple[str, ...] | None = None
    gone: dict[str, str] = field(default_factory=dict)

    def with_older(self, older: Withdrawn) -> Withdrawn:
        """Return it with what an older record knows besides: nothing that was erased becomes unerased."""
        return Withdrawn(
            {**older.erased, **self.erased},
            {**older.revoked, **self.revoked},
            older.staff if self.staff is None else self.staff,
            {name: max(self.gone.get(name, ""), older.gone.get(name, "")) for name in older.gone | self.gone},
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
            {_checked(name): str(at) for name, at in data.get("gone", {}).items()},  # none in an older record
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
        gone_in(db),
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
    apply_gone(db, withdrawn.gone)
    db.execute(delete(Portrait).where(Portrait.expires_at <= now))
    discard_all_waiting(db)
    return unclaimed


def holds_withdrawn(raw: sqlite3.Connection, withdrawn: Withdrawn, now: str) -> bool:
    """Whether a file, which may be of an older version, has what :func:`apply_withdrawn` takes out."""
    held = {id_ for (id_,) in raw.execute("SELECT id FROM submission WHERE erased_at IS NULL")}
    booths = {id_ for (id_,) in raw.execute("SELECT id FROM device WHERE revoked_at IS NULL")}
    if held & withdrawn.erased.keys() or booths & withdrawn.revoked.keys():
        return True
    tables = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table, condition, values in (
        ("portrait", "expires_at <= ?", (now,)),
        ("portrait_staged", "TRUE", ()),
        ("roster_staged", "TRUE", ()),
    ):
        query = f"SELECT 1 FROM {table} WHERE {condition} LIMIT 1"
        if table in tables and raw.execute(query, values).fetchone():
            return True
    return holds_gone(raw, withdrawn.gone)


def _checked(name: str) -> str:
    what, _campaign, _person = name.split(" ")
    What(what)
    return name


_IS_ERASED = Submission.erased_at.is_not(None)
