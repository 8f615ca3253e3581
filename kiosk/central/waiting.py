"""What was imported and waits for somebody to confirm it, of one person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kiosk.campaign.campaign import Campaign
from kiosk.central.people import key_of
from kiosk.central.roster_report import State
from kiosk.central.tables import PortraitImport, RosterImportRow, StagedPortrait, StagedRow


def waiting_rows(
    db: Session, campaigns: tuple[Campaign, ...], code: str
) -> list[tuple[RosterImportRow, StagedRow]]:
    """Return what imports that wait to be confirmed say of the person."""
    found: list[tuple[RosterImportRow, StagedRow]] = []
    for campaign in campaigns:
        query = (
            select(RosterImportRow, StagedRow)
            .join(StagedRow, StagedRow.import_id == RosterImportRow.id)
            .where(RosterImportRow.campaign == campaign.id, StagedRow.key == key_of(campaign, code))
        )
        found += [(import_, row) for import_, row in db.execute(query)]
    return found


def waiting_portraits(
    db: Session, campaigns: tuple[Campaign, ...], code: str
) -> list[tuple[str, StagedPortrait]]:
    """Return the person's enrolment photos that wait to be confirmed, with their campaigns."""
    found: list[tuple[str, StagedPortrait]] = []
    for campaign in campaigns:
        query = (
            select(StagedPortrait)
            .join(PortraitImport, PortraitImport.id == StagedPortrait.import_id)
            .where(PortraitImport.campaign == campaign.id, StagedPortrait.person == key_of(campaign, code))
        )
        found += [(campaign.id, row) for row in db.scalars(query)]
    return found


def drop_waiting(db: Session, campaigns: tuple[Campaign, ...], code: str) -> int:
    """Take the person out of what waits to be confirmed; return in how many rosters they were.

    A file that is being read right now may have them still to come: its import is given up.
    """
    ids = [campaign.id for campaign in campaigns]
    imports: tuple[Any, ...] = (RosterImportRow, PortraitImport)
    for table in imports:
        reading = update(table).where(table.campaign.in_(ids), table.state == State.STAGING)
        db.execute(reading.values(state=str(State.DISCARDED)))
    waiting = waiting_rows(db, campaigns, code)
    for import_, row in waiting:
        setattr(import_, row.change, getattr(import_, row.change) - 1)
        db.delete(row)
    for _, portrait in waiting_portraits(db, campaigns, code):
        db.delete(portrait)
    return len(waiting)
