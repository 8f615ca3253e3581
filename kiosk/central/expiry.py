"""Erasing what has served its purpose: some time after a campaign closed, only tombstones of it stay."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from kiosk.campaign.campaign import Campaign
from kiosk.central.audit import record
from kiosk.central.campaigns import all_campaigns
from kiosk.central.central import Central
from kiosk.central.erasure import empty
from kiosk.central.gone import What, note_gone, was_noted
from kiosk.central.holds import hold_campaign
from kiosk.central.leases import take_turn
from kiosk.central.limits import forget_calls
from kiosk.central.portraits import count_portraits, erase_expired_portraits
from kiosk.central.sweeping import remove_files, sweep
from kiosk.central.tables import (
    PhotoCountRow,
    Portrait,
    RosterRow,
    RosterVersion,
    Submission,
)
from kiosk.central.traces import drop_traces
from kiosk.central.waiting import discard_old, discard_waiting

log = logging.getLogger(__name__)

BY = "retention"
"""Who erased it, in the audit."""
PERIOD_S = 3600.0
_BATCH = 100
"""Submissions erased in one transaction: booths that call meanwhile wait for a part of a second."""


def erase_expired(central: Central) -> int:
    """Erase every submission of campaigns that closed long enough ago; return how many.

    The roster goes too, enrolment photos, and how many photos were made of whom. Orders of fees stay for
    the accounts: they name nobody to whoever has not the campaign's salt and the code.
    """
    days = central.settings.retention.erase_after_days
    if days == 0:
        return 0
    with central.reading() as db:
        campaigns = [one for one in all_campaigns(db) if _is_over(one, central, days)]
    erased = sum(_erase_campaign(central, campaign.id) for campaign in campaigns)
    drop_traces(central.engine)
    return erased


def keep_house(central: Central) -> None:
    """Erase what expired, sweep what belongs to nothing, forget who asked how often; leave no traces.

    What fails is logged and left to the next time; the rest is done all the same.
    """
    for name, work in (
        ("campaigns", lambda: erase_expired(central)),
        ("enrolment photos", lambda: erase_expired_portraits(central)),
        ("imports", lambda: discard_old(central)),
        ("pictures", lambda: sweep(central)),
        ("calls", lambda: forget_calls(central)),
        ("traces", lambda: drop_traces(central.engine)),
    ):
        try:
            work()
        except Exception as error:  # a campaign that cannot be read, a store that is away: whatever it is
            log.error("housekeeping put off, %s: %s", name, type(error).__name__)


class Housekeeping:
    """The thread that erases what expired and sweeps what belongs to nothing, once an hour.

    Of several processes one does it: whoever takes the turn.
    """

    def __init__(self, central: Central) -> None:
        self._central = central
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="housekeeping")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Finish what is being done and end; safe when it was never started."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _work(self) -> None:
        while not self._stop.wait(PERIOD_S):
            try:
                if take_turn(self._central, "housekeeping", PERIOD_S / 2):
                    keep_house(self._central)
            except Exception as error:  # the next hour finds the same work
                log.error("housekeeping put off: %s", type(error).__name__)


def _is_over(campaign: Campaign, central: Central, days: int) -> bool:
    closed = campaign.closes_at
    return closed is not None and closed + timedelta(days=days) <= central.clock.now()


def _erase_campaign(central: Central, campaign: str) -> int:
    erased = 0
    while batch := _erase_batch(central, campaign):
        erased += batch
    with central.session() as db, db.begin():
        hold_campaign(db, campaign)
        people, now = _count(db, campaign), central.timestamp()
        for what, held in ((What.ROSTER, people), (What.PORTRAIT, count_portraits(db, campaign))):
            if held or not was_noted(db, campaign, what):
                note_gone(db, campaign, (what,), now)
        discard_waiting(db, campaign)
        db.execute(delete(RosterRow).where(RosterRow.campaign == campaign))
        db.execute(delete(Portrait).where(Portrait.campaign == campaign))
        db.execute(delete(PhotoCountRow).where(PhotoCountRow.campaign == campaign))
        version = db.get(RosterVersion, campaign)
        if people and version is not None:  # booths take the roster anew, without anybody
            version.version, version.imported_at = version.version + 1, now
        if erased or people:
            detail = f"{erased} submissions, {people} people of the roster"
            record(db, now, BY, "expired", campaign, detail)
    return erased


def _erase_batch(central: Central, campaign: str) -> int:
    query = select(Submission).where(Submission.campaign == campaign, Submission.erased_at.is_(None))
    unclaimed: set[str] = set()
    with central.session() as db, db.begin():
        rows = db.scalars(query.order_by(Submission.id).limit(_BATCH).with_for_update()).all()
        for row in rows:
            unclaimed |= empty(db, row, central.timestamp())
    remove_files(central, unclaimed)
    return len(rows)


def _count(db: Session, campaign: str) -> int:
    return db.scalar(select(func.count()).select_from(RosterRow).where(RosterRow.campaign == campaign)) or 0
