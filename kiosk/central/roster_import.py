"""Importing a roster in two steps: a file is compared and staged, then somebody confirms it.

The file itself is never kept: what is staged has masked names and salted digests, as the roster has.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Select, delete, insert, select
from sqlalchemy.orm import Session

from kiosk.campaign.campaign import Campaign
from kiosk.central.audit import record
from kiosk.central.campaigns import find_campaign
from kiosk.central.central import Central
from kiosk.central.holds import hold_campaign
from kiosk.central.people import ROSTER_FIELDS
from kiosk.central.roster_reading import Reading, read_roster
from kiosk.central.roster_report import Change, Report, State, faults_text, numbers, report_of
from kiosk.central.tables import RosterImportRow, RosterRow, RosterVersion, StagedRow
from kiosk.errors import KioskError

CHUNK = 5_000
"""People staged in one transaction: booths that call meanwhile wait for a part of a second."""

Known = tuple[str | None, ...]
"""A person's fields in the order of ``ROSTER_FIELDS``."""


def stage(central: Central, campaign_id: str, data: bytes, staff: str) -> Report:
    """Read a file, compare it with the campaign's roster and keep the difference; the roster stays as it is.

    An earlier import of the campaign that nobody confirmed is discarded.

    Raises
    ------
    KioskError
        ``campaign-unknown``, ``roster-empty``, or those of :func:`kiosk.central.roster_reading.read_roster`.
    """
    with central.session() as db:
        campaign = _campaign(db, campaign_id)
    reading = read_roster(data, campaign, central.settings.imports)
    if not reading.entries and not reading.faults.rows:
        raise KioskError(
            "roster-empty", "There is nobody in the file.", "Check that it is the right file, and its sheet."
        )
    with central.session() as db:
        held = db.get(RosterVersion, campaign_id)
        base = 0 if held is None else held.version
        known = {row[0]: tuple(row[1:]) for row in db.execute(_everybody(campaign_id))}
    changes = list(_difference(reading, known))
    counts = {kind: sum(change is kind for change, _, _ in changes) for kind in Change}
    id_ = secrets.token_hex(16)
    with central.session() as db, db.begin():
        hold_campaign(db, campaign_id)
        _discard_others(db, campaign_id)
        db.add(
            RosterImportRow(
                id=id_,
                campaign=campaign_id,
                staff=staff,
                at=central.timestamp(),
                base_version=base,
                state=str(State.STAGING),
                rows=reading.rows,
                **{str(kind): count for kind, count in counts.items()},
                unchanged=len(reading.entries) - counts[Change.ADDED] - counts[Change.CHANGED],
                faulty=reading.faults.rows,
                faults=faults_text(reading),
            )
        )
    remaining = iter(changes)
    while chunk := list(islice(remaining, CHUNK)):
        with central.session() as db, db.begin():
            db.execute(insert(StagedRow), [_staged(id_, *change) for change in chunk])
    with central.session() as db, db.begin():
        row = db.get(RosterImportRow, id_, with_for_update=True)
        if row is None or row.state != State.STAGING:
            db.execute(delete(StagedRow).where(StagedRow.import_id == id_))
        else:
            row.state = str(State.STAGED)
            record(db, central.timestamp(), staff, "roster-staged", campaign_id, numbers(row))
            return report_of(row)
    raise KioskError(
        "import-overtaken", "Somebody else imported this roster meanwhile.", "Look at theirs first."
    )


def find_import(central: Central, id_: str) -> Report | None:
    """Return an import's report, None when there is no such import."""
    with central.session() as db:
        row = db.get(RosterImportRow, id_)
        return None if row is None else report_of(row)


def confirm(central: Central, id_: str, staff: str, without_faulty: bool) -> Report:
    """Take a staged import over in one transaction; booths pull the new version.

    Parameters
    ----------
    without_faulty
        Take the rest over although some rows are faulty: whoever stands in a faulty row stays on the
        roster as they are.

    Raises
    ------
    KioskError
        ``import-settled``, ``import-stale`` when the roster is not the compared one any more, or
        ``import-faulty``.
    """
    with central.session() as db, db.begin():
        row = _open_import(db, id_)
        if row.faulty and not without_faulty:
            raise KioskError(
                "import-faulty",
                f"{row.faulty} rows of the file are faulty.",
                "Mend the file and import it again, or confirm that the roster goes without these rows.",
            )
        now = central.timestamp()
        version = db.get(RosterVersion, row.campaign)
        if (0 if version is None else version.version) != row.base_version:
            raise KioskError(
                "import-stale",
                "The roster was changed after this file was compared with it.",
                "Import the file again to see what it changes now.",
            )
        staged = select(StagedRow.key).where(StagedRow.import_id == id_)
        gone = staged.where(StagedRow.change != Change.ADDED)
        db.execute(delete(RosterRow).where(RosterRow.campaign == row.campaign, RosterRow.key.in_(gone)))
        _insert_staged(db, row)
        if version is None:
            db.add(RosterVersion(campaign=row.campaign, version=1, imported_at=now))
        elif row.added or row.changed or row.removed:
            version.version, version.imported_at = version.version + 1, now
        db.execute(delete(StagedRow).where(StagedRow.import_id == id_))
        row.state = str(State.CONFIRMED)
        record(db, now, staff, "roster-imported", row.campaign, numbers(row))
        return report_of(row)


def discard(central: Central, id_: str, staff: str) -> Report:
    """Drop a staged import; the roster stays as it is.

    Raises
    ------
    KioskError
        ``import-settled``.
    """
    with central.session() as db, db.begin():
        row = _open_import(db, id_)
        db.execute(delete(StagedRow).where(StagedRow.import_id == id_))
        row.state = str(State.DISCARDED)
        record(db, central.timestamp(), staff, "roster-discarded", row.campaign, numbers(row))
        return report_of(row)


def _campaign(db: Session, id_: str) -> Campaign:
    campaign = find_campaign(db, id_)
    if campaign is None:
        raise KioskError(
            "campaign-unknown",
            "This server has no campaign of that name.",
            "Put the campaign here first: kiosk central campaign put FILE.toml, or on the campaigns' page.",
        )
    return campaign


def _open_import(db: Session, id_: str) -> RosterImportRow:
    campaign = db.scalar(select(RosterImportRow.campaign).where(RosterImportRow.id == id_))
    if campaign is not None:
        hold_campaign(db, campaign)
    row = db.get(RosterImportRow, id_)
    if row is None or row.state != State.STAGED:
        raise KioskError(
            "import-settled",
            "This import is not waiting any more: it was confirmed, discarded or replaced.",
            "Look at the campaign's page for how the roster stands.",
        )
    return row


def _everybody(campaign: str) -> Select[Any]:
    columns = [getattr(RosterRow, name) for name in ROSTER_FIELDS]
    return select(RosterRow.key, *columns).where(RosterRow.campaign == campaign)


def _difference(reading: Reading, known: dict[str, Known]) -> Iterator[tuple[Change, str, Known]]:
    for key, entry in reading.entries.items():
        fields = tuple(getattr(entry, name) for name in ROSTER_FIELDS)
        if key not in known:
            yield Change.ADDED, key, fields
        elif known[key] != fields:
            yield Change.CHANGED, key, fields
    for key in known:
        if key not in reading.entries and key not in reading.unclear:
            yield Change.REMOVED, key, (None,) * len(ROSTER_FIELDS)


def _staged(id_: str, change: Change, key: str, fields: Known) -> dict[str, str | None]:
    return {
        "import_id": id_,
        "key": key,
        "change": str(change),
        **dict(zip(ROSTER_FIELDS, fields, strict=True)),
    }


def _insert_staged(db: Session, row: RosterImportRow) -> None:
    fields = [getattr(StagedRow, name) for name in ROSTER_FIELDS]
    source = (
        select(RosterImportRow.campaign, StagedRow.key, *fields)
        .join(RosterImportRow, RosterImportRow.id == StagedRow.import_id)
        .where(StagedRow.import_id == row.id, StagedRow.change != Change.REMOVED)
    )
    db.execute(insert(RosterRow).from_select(["campaign", "key", *ROSTER_FIELDS], source))


def _discard_others(db: Session, campaign: str) -> None:
    open_ = select(RosterImportRow).where(
        RosterImportRow.campaign == campaign, RosterImportRow.state.in_([State.STAGING, State.STAGED])
    )
    for row in db.scalars(open_):
        db.execute(delete(StagedRow).where(StagedRow.import_id == row.id))
        row.state = str(State.DISCARDED)
