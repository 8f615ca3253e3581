"""Booths bound to campaigns: which ones a booth serves, and that it comes by nothing of the others.

A booth at one school's collection day has no business with another school's roster. What it delivered
before it was bound stays its own: it still learns what became of that, and may withdraw it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from kiosk.central.access import CentralDep, DeviceDep
from kiosk.central.audit import record
from kiosk.central.central import Central
from kiosk.central.prepared import Prepared
from kiosk.central.problems import Problem
from kiosk.central.tables import CampaignRow, Device
from kiosk.errors import KioskError

MAX_DETAIL = 200
"""Characters that the record keeps."""

_BOUND = Prepared(select(Device.campaigns).where(Device.id == bindparam("device")))


@dataclass(frozen=True)
class Served:
    """Ids of the campaigns that a booth serves; None: all there are and will be."""

    campaigns: frozenset[str] | None = None

    def __contains__(self, campaign: str | None) -> bool:
        return self.campaigns is None or campaign in self.campaigns

    @classmethod
    def from_column(cls, text: str | None) -> Served:
        """Return what a table's ``campaigns`` says."""
        return cls(None if text is None else frozenset(json.loads(text)))

    def as_column(self) -> str | None:
        return None if self.campaigns is None else json.dumps(sorted(self.campaigns))


def served_by(db: Session, device: str) -> Served:
    """Return what a booth serves."""
    rows = _BOUND.rows(db.connection(), device=device)
    return Served.from_column(rows[0][0] if rows else None)


def served_dependency(central: CentralDep, device: DeviceDep) -> Served:
    """Return what the calling booth serves."""
    with central.reading() as db:
        return served_by(db, device)


ServedDep = Annotated[Served, Depends(served_dependency)]


def must_serve(db: Session, device: str, campaign: str) -> None:
    """Refuse what a booth hands in for a campaign that is not its own.

    Raises
    ------
    Problem
        422 ``campaign-foreign``: of this one submission, which the booth keeps for staff to see. A 403
        would stop the whole booth.
    """
    if campaign not in served_by(db, device):
        raise Problem(422, "campaign-foreign", "This booth does not serve that campaign.")


def only(db: Session, campaigns: Iterable[str]) -> Served:
    """Return what serves just these campaigns.

    Raises
    ------
    KioskError
        ``bound-none`` when none is named, ``campaign-unknown`` when the server holds one of them not: a
        booth bound by a slip of the pen would stand idle.
    """
    named = frozenset(campaigns)
    if not named:
        raise KioskError("bound-none", "No campaign was chosen.", "Choose one at least, or all of them.")
    known = set(db.scalars(select(CampaignRow.id).where(CampaignRow.id.in_(named))))
    for id_ in sorted(named - known):
        raise KioskError("campaign-unknown", f"There is no campaign {id_[:40]}.", "Look at the list of them.")
    return Served(named)


def bind(central: Central, device: str, served: Served, by: str) -> None:
    """Have a booth serve these campaigns from its next call on.

    Raises
    ------
    Problem
        404 ``unknown``.
    """
    with central.session() as db, db.begin():
        row = db.get(Device, device, with_for_update=True)
        if row is None:
            raise Problem(404, "unknown", "There is no such booth.")
        row.campaigns = served.as_column()
        record(db, central.timestamp(), by, "device.campaigns", device, told(served))


def told(served: Served) -> str:
    """Return which campaigns these are, for the record."""
    return "all" if served.campaigns is None else " ".join(sorted(served.campaigns))[:MAX_DETAIL]
