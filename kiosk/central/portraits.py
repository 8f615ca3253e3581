"""Enrolment photos that the school handed in: sealed in the database, given to booths, gone in time.

A booth compares with them where a campaign says so and the person agreed. They are no part of a submission,
nobody looks at them here, and they are erased some time after they came, at the latest with the campaign.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from kiosk.campaign.campaign import Campaign
from kiosk.central.audit import record
from kiosk.central.central import Central
from kiosk.central.gone import What, note_gone
from kiosk.central.holds import hold_campaign
from kiosk.central.people import key_of
from kiosk.central.portrait_seal import PortraitSeal
from kiosk.central.tables import Portrait
from kiosk.central.traces import drop_traces
from kiosk.central.waiting import discard_waiting

BY = "retention"


def find_portrait(db: Session, seal: PortraitSeal, campaign: Campaign, code: str, now: str) -> bytes | None:
    """Return the enrolment photo of a code's holder as JPEG; None where none is held any more."""
    person = key_of(campaign, code)
    row = db.get(Portrait, (campaign.id, person))
    if row is None or row.expires_at <= now:
        return None
    return seal.open(row.sealed, campaign.id, person)


def expiry(central: Central) -> str:
    """Return until when a picture that comes in now is kept."""
    until = central.clock.now() + timedelta(days=central.settings.retention.portrait_days)
    return until.isoformat(timespec="milliseconds")


def erase_expired_portraits(central: Central) -> int:
    """Erase what was kept long enough; return how many."""
    now = central.timestamp()
    with central.session() as db, db.begin():
        campaigns = db.execute(
            select(Portrait.campaign, func.count())
            .where(Portrait.expires_at <= now)
            .group_by(Portrait.campaign)
        ).all()
        if campaigns:
            db.execute(delete(Portrait).where(Portrait.expires_at <= now))
        for campaign, count in campaigns:
            record(db, now, BY, "portraits-expired", campaign, f"{count} enrolment photos")
    return sum(count for _, count in campaigns)


def erase_portraits(central: Central, campaign: str, staff: str) -> int:
    """Erase every enrolment photo of a campaign now, and those that wait to be confirmed; return how many."""
    with central.session() as db, db.begin():
        hold_campaign(db, campaign)
        held = count_portraits(db, campaign)
        discard_waiting(db, campaign, only_portraits=True)
        note_gone(db, campaign, (What.PORTRAIT,), central.timestamp())
        db.execute(delete(Portrait).where(Portrait.campaign == campaign))
        record(db, central.timestamp(), staff, "portraits-erased", campaign, f"{held} enrolment photos")
    drop_traces(central.engine)
    return held


def count_portraits(db: Session, campaign: str) -> int:
    """Return how many are held for a campaign."""
    return db.scalar(select(func.count()).select_from(Portrait).where(Portrait.campaign == campaign)) or 0
