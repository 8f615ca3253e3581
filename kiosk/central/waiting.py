"""What was imported and waits for somebody to confirm it: of one person, and when nobody ever does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from kiosk.campaign.campaign import Campaign
from kiosk.central.audit import record
from kiosk.central.central import Central
from kiosk.central.holds import hold_campaign
from kiosk.central.people import key_of
from kiosk.central.roster_report import State
from kiosk.central.tables import PortraitImport, RosterImportRow, StagedPortrait, StagedRow

OPEN = (str(State.STAGING), str(State.STAGED))
_KINDS: tuple[tuple[Any, Any], ...] = ((RosterImportRow, StagedRow), (PortraitImport, StagedPortrait))
BY = "retention"


def discard_old(central: Central) -> int:
    """Drop what nobody confirmed for as long as an enrolment photo is kept; return how many imports.

    One whose reading died half-way is among them.
    """
    days = central.settings.retention.portrait_days
    before = (central.clock.now() - timedelta(days=days)).isoformat(timespec="milliseconds")
    with central.reading() as db:
        found = [
            db.scalars(select(imports.campaign).where(imports.state.in_(OPEN), imports.at <= before))
            for imports, _ in _KINDS
        ]
        campaigns = sorted({campaign for each in found for campaign in each})
    dropped = 0
    for campaign in campaigns:
        with central.session() as db, db.begin():
            hold_campaign(db, campaign)
            count = discard_waiting(db, campaign, before)
            if count:
                record(db, central.timestamp(), BY, "imports-expired", campaign, f"{count} never confirmed")
        dropped += count
    with central.session() as db, db.begin():  # what a reader that died had put in after it was overtaken
        for imports, staged in _KINDS:
            settled = select(imports.id).where(imports.state.not_in(OPEN))
            db.execute(delete(staged).where(staged.import_id.in_(settled)))
    return dropped


def discard_all_waiting(db: Session) -> None:
    """Drop every import that waits, and what is left of those that do not, of a database nobody else has."""
    for imports, staged in _KINDS:
        db.execute(delete(staged))
        db.execute(update(imports).where(imports.state.in_(OPEN)).values(state=str(State.DISCARDED)))


def discard_waiting(
    db: Session, campaign: str, before: str | None = None, only_portraits: bool = False
) -> int:
    """Drop a campaign's imports that wait, ``before`` or earlier; return how many. The campaign is held."""
    dropped = 0
    for imports, staged in _KINDS[1:] if only_portraits else _KINDS:
        waiting = select(imports).where(imports.campaign == campaign, imports.state.in_(OPEN))
        for row in db.scalars(waiting if before is None else waiting.where(imports.at <= before)):
            row.state = str(State.DISCARDED)
            db.execute(delete(staged).where(staged.import_id == row.id))
            dropped += 1
    return dropped


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
