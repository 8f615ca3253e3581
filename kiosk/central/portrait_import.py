"""Taking in enrolment photos in two steps, as a roster: compared and staged, then confirmed by somebody."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, insert, literal, select
from sqlalchemy.orm import Session

from kiosk.central.audit import record
from kiosk.central.campaigns import find_campaign
from kiosk.central.central import Central
from kiosk.central.holds import hold_campaign
from kiosk.central.portrait_files import PhotoFault, read_photos
from kiosk.central.portraits import expiry
from kiosk.central.roster_report import State
from kiosk.central.tables import Portrait, PortraitImport, StagedPortrait
from kiosk.errors import KioskError

CHUNK = 100
"""Pictures staged in one transaction, some 4 MB: booths that call meanwhile wait for a part of a second."""
FIRST_FAULTS = 20
_OPEN = (State.STAGING, State.STAGED)


@dataclass(frozen=True)
class PortraitReport:
    """What a delivery holds; ``first_faults``: file and what is wrong with it, told once and not kept."""

    id: str
    campaign: str
    state: State
    files: int
    added: int
    changed: int
    unchanged: int
    faults: Mapping[PhotoFault, int]
    first_faults: tuple[tuple[str, PhotoFault], ...] = ()

    @property
    def faulty(self) -> int:
        return sum(self.faults.values())


def stage_portraits(central: Central, campaign_id: str, source: Path, staff: str) -> PortraitReport:
    """Read a folder or zip, compare it with the photos that are held, and keep what is new or other, sealed.

    People without a file keep the photo they have. A delivery that nobody confirmed is discarded.

    Raises
    ------
    KioskError
        ``campaign-unknown``, ``portraits-missing``, or ``portraits-empty``.
    """
    with central.session() as db:
        campaign = find_campaign(db, campaign_id)
        if campaign is None:
            raise KioskError(
                "campaign-unknown",
                "This server has no campaign of that name.",
                "Put the campaign here first: kiosk central campaign put FILE.toml",
            )
        rows = db.execute(select(Portrait.person, Portrait.mark).where(Portrait.campaign == campaign_id))
        held = {row.person: row.mark for row in rows}
    id_, seal = secrets.token_hex(16), central.portraits
    with central.session() as db, db.begin():
        hold_campaign(db, campaign_id)
        _discard_open(db, campaign_id)
        db.add(
            PortraitImport(
                id=id_, campaign=campaign_id, staff=staff, at=central.timestamp(), state=str(State.STAGING),
                files=0, added=0, changed=0, unchanged=0, faulty=0,
            )
        )  # fmt: skip
    counts: Counter[str] = Counter()
    faults: Counter[PhotoFault] = Counter()
    first: list[tuple[str, PhotoFault]] = []
    waiting: list[dict[str, object]] = []
    for photo in read_photos(source, campaign):
        counts["files"] += 1
        if photo.fault is not None or photo.person is None or photo.picture is None:
            fault = photo.fault or PhotoFault.PICTURE
            faults[fault] += 1
            first += [(photo.name, fault)] if len(first) < FIRST_FAULTS else []
            continue
        mark = seal.mark(photo.picture)
        known = held.get(photo.person)
        counts["unchanged" if known == mark else "added" if known is None else "changed"] += 1
        # One that is held already comes in again too: from now on it is kept anew.
        sealed = seal.seal(photo.picture, campaign_id, photo.person)
        waiting.append({"import_id": id_, "person": photo.person, "sealed": sealed, "mark": mark})
        if len(waiting) == CHUNK:
            _keep(central, waiting)
    _keep(central, waiting)
    if not counts["files"]:
        discard_portraits(central, id_, staff)
        raise KioskError(
            "portraits-empty",
            "There is no picture in it.",
            "Name the folder or zip that holds the pictures themselves.",
        )
    with central.session() as db, db.begin():
        row = db.get(PortraitImport, id_, with_for_update=True)
        if row is None or row.state != State.STAGING:
            db.execute(delete(StagedPortrait).where(StagedPortrait.import_id == id_))
        else:
            row.files, row.faulty, row.state = counts["files"], sum(faults.values()), str(State.STAGED)
            row.added, row.changed, row.unchanged = counts["added"], counts["changed"], counts["unchanged"]
            record(db, central.timestamp(), staff, "portraits-staged", campaign_id, _numbers(row))
            return _report(row, faults, tuple(first))
    raise KioskError("import-overtaken", "Somebody else imported photos meanwhile.", "Look at theirs first.")


def confirm_portraits(central: Central, id_: str, staff: str) -> PortraitReport:
    """Take a staged delivery over in one transaction; faulty files are left out.

    Raises
    ------
    KioskError
        ``import-settled``.
    """
    with central.session() as db, db.begin():
        row = _staged(db, id_)
        people = select(StagedPortrait.person).where(StagedPortrait.import_id == id_)
        db.execute(delete(Portrait).where(Portrait.campaign == row.campaign, Portrait.person.in_(people)))
        until = expiry(central)
        source = (
            select(PortraitImport.campaign, StagedPortrait.person, StagedPortrait.sealed, StagedPortrait.mark)
            .join(PortraitImport, PortraitImport.id == StagedPortrait.import_id)
            .where(StagedPortrait.import_id == id_)
            .add_columns(literal(until))
        )
        columns = ["campaign", "person", "sealed", "mark", "expires_at"]
        db.execute(insert(Portrait).from_select(columns, source))
        return _settle(central, db, row, State.CONFIRMED, "portraits-imported", staff)


def discard_portraits(central: Central, id_: str, staff: str) -> PortraitReport:
    """Drop a delivery that was not confirmed; errors as :func:`confirm_portraits`."""
    with central.session() as db, db.begin():
        row = _staged(db, id_)
        return _settle(central, db, row, State.DISCARDED, "portraits-discarded", staff)


def _settle(
    central: Central, db: Session, row: PortraitImport, state: State, action: str, staff: str
) -> PortraitReport:
    db.execute(delete(StagedPortrait).where(StagedPortrait.import_id == row.id))
    row.state = str(state)
    record(db, central.timestamp(), staff, action, row.campaign, _numbers(row))
    return _report(row, {}, ())


def _staged(db: Session, id_: str) -> PortraitImport:
    campaign = db.scalar(select(PortraitImport.campaign).where(PortraitImport.id == id_))
    if campaign is not None:
        hold_campaign(db, campaign)
    row = db.get(PortraitImport, id_)
    if row is None or row.state not in _OPEN:
        raise KioskError(
            "import-settled",
            "This delivery is not waiting any more: it was confirmed, discarded or replaced.",
            "Import the photos again.",
        )
    return row


def _keep(central: Central, waiting: list[dict[str, object]]) -> None:
    if waiting:
        with central.session() as db, db.begin():
            db.execute(insert(StagedPortrait), waiting)
    waiting.clear()


def _discard_open(db: Session, campaign: str) -> None:
    open_ = select(PortraitImport).where(
        PortraitImport.campaign == campaign, PortraitImport.state.in_([str(state) for state in _OPEN])
    )
    for row in db.scalars(open_):
        db.execute(delete(StagedPortrait).where(StagedPortrait.import_id == row.id))
        row.state = str(State.DISCARDED)


def _numbers(row: PortraitImport) -> str:
    return f"{row.added} new, {row.changed} other, {row.unchanged} as before, {row.faulty} faulty"


def _report(
    row: PortraitImport, faults: Mapping[PhotoFault, int], first: tuple[tuple[str, PhotoFault], ...]
) -> PortraitReport:
    return PortraitReport(
        row.id,
        row.campaign,
        State(row.state),
        row.files,
        row.added,
        row.changed,
        row.unchanged,
        faults,
        first,
    )
