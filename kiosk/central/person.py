"""Everything that is held about one person: to be handed to them, or erased when they ask for it."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from kiosk.campaign.campaign import Campaign
from kiosk.capture_code.payload import parse_payload
from kiosk.capture_code.typed import as_student_number
from kiosk.central.audit import record
from kiosk.central.campaigns import all_campaigns
from kiosk.central.central import Central
from kiosk.central.erasure import ERASED, withdraw
from kiosk.central.gone import What, note_gone
from kiosk.central.holds import hold_campaign
from kiosk.central.jpeg_parts import without_metadata
from kiosk.central.numbers import number_digest
from kiosk.central.people import key_of
from kiosk.central.problems import Problem
from kiosk.central.tables import (
    AuditRow,
    Base,
    FeeOrder,
    Notice,
    PhotoCountRow,
    Portrait,
    PrintOrder,
    ReviewVote,
    RosterRow,
    RosterVersion,
    Submission,
)
from kiosk.central.traces import drop_traces
from kiosk.central.waiting import drop_waiting, waiting_portraits, waiting_rows

_OF_SUBMISSION: dict[str, Any] = {"votes": ReviewVote, "notices": Notice, "prints": PrintOrder}


@dataclass(frozen=True)
class Candidate:
    """Somebody a student number may belong to: their capture code, and what tells them from others."""

    code: str
    name_masked: str | None
    campaigns: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """One submission, as the page lists it; ``photo`` is its picture's SHA-256, hex."""

    id: str
    campaign: str
    name_masked: str | None
    student_number: str | None
    received_at: str
    review: str
    photo: str


@dataclass(frozen=True)
class Held:
    """What is held about a person, or waits to be confirmed: submissions one by one, of the rest how many."""

    submissions: tuple[Shown, ...]
    roster: int
    photos_made: int
    orders: int
    portraits: int


@dataclass(frozen=True)
class Erased:
    """What was erased; ``orders`` stay for the accounts, under a keyed digest."""

    submissions: int
    roster: int
    orders: int


def codes_of_number(db: Session, key: bytes, text: str) -> list[Candidate]:
    """Return who delivered something under a student number, by code; empty when it is none, or nobody did.

    A roster keeps a student number only as a digest under the person's code, so it is not found there.
    Two schools may give the same number to two people: whoever asks has to say which of them is meant.

    Parameters
    ----------
    key
        Under which numbers are digested.
    """
    number = as_student_number(text)
    if number is None:
        return []
    query = select(Submission.manifest).where(
        Submission.number_digest == number_digest(key, number), Submission.manifest.is_not(None)
    )
    found: dict[str, tuple[str | None, set[str]]] = {}
    for manifest in db.scalars(query):
        plain = json.loads(manifest or "")
        code = plain["person"]["code_raw"]
        found.setdefault(code, (plain["person"]["name_masked"], set()))[1].add(plain["campaign"])
    return [Candidate(code, name, tuple(sorted(campaigns))) for code, (name, campaigns) in found.items()]


def held_about(db: Session, code: str) -> Held | None:
    """Return what is held about a code's holder, None when it is nothing."""
    campaigns = all_campaigns(db)
    held = Held(
        submissions=tuple(_shown(row) for row in _submissions(db, campaigns, code)),
        roster=len(_by_key(db, campaigns, code, RosterRow, "key")) + len(waiting_rows(db, campaigns, code)),
        photos_made=len(_by_key(db, campaigns, code, PhotoCountRow, "person")),
        orders=len(_by_key(db, campaigns, code, FeeOrder, "person")),
        portraits=len(_by_key(db, campaigns, code, Portrait, "person"))
        + len(waiting_portraits(db, campaigns, code)),
    )
    counts = (held.roster, held.photos_made, held.orders, held.portraits)
    return held if held.submissions or any(counts) else None


def export_person(central: Central, code: str, by: str) -> bytes | None:
    """Return a ZIP with all that is held about a code's holder, None when it is nothing.

    ``person.json`` has every row as it is kept; the pictures lie beside it under their submissions' ids.
    """
    data = io.BytesIO()
    with central.session() as db, db.begin():
        campaigns = all_campaigns(db)
        rows = _submissions(db, campaigns, code)
        told = {
            "submissions": [_told(db, row) for row in rows],
            "roster": [_plain(row) for row in _by_key(db, campaigns, code, RosterRow, "key")],
            "roster_waiting": [_plain(row) for _, row in waiting_rows(db, campaigns, code)],
            "photos_made": [_plain(row) for row in _by_key(db, campaigns, code, PhotoCountRow, "person")],
            "fees": [_plain(row) for row in _by_key(db, campaigns, code, FeeOrder, "person")],
        }
        own = _by_key(db, campaigns, code, Portrait, "person")
        waiting = waiting_portraits(db, campaigns, code)
        enrolled = [(f"enrolment-{held.campaign}", held.campaign, held) for held in own]
        enrolled += [(f"enrolment-{campaign}-waiting", campaign, held) for campaign, held in waiting]
        if not any(told.values()) and not enrolled:
            return None
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("person.json", json.dumps(told, ensure_ascii=False, indent=1))
            for row in rows:
                for role, blob in json.loads(row.manifest or "{}")["blobs"].items():
                    picture = central.blobs.get(blob["sha256"])
                    if picture is not None:
                        archive.writestr(f"{row.id}-{role}.jpg", without_metadata(picture))
            for name, campaign, held in enrolled:
                archive.writestr(f"{name}.jpg", central.portraits.open(held.sealed, campaign, held.person))
        record(db, central.timestamp(), by, "person-exported", "person", f"{len(rows)} submissions")
    return data.getvalue()


def erase_person(central: Central, code: str, by: str) -> Erased:
    """Erase a code's holder: every submission, their row of each roster, their enrolment photos, and what an
    import that waits to be confirmed would bring back.

    How many photos were made of them stays as a number under a keyed digest, or erasing would be a way
    around the campaign's limit. Backups forget them with the next ``kiosk central backup``.
    """
    with central.reading() as db:
        campaigns = all_campaigns(db)
        ids = [row.id for row in _submissions(db, campaigns, code)]
    for id_ in ids:
        try:
            withdraw(central, id_, by)
        except Problem as problem:
            if problem.name != ERASED:  # by its booth, a moment ago
                raise
    with central.session() as db, db.begin():
        for id_ in sorted(campaign.id for campaign in campaigns):
            hold_campaign(db, id_)  # an import that is being confirmed would bring them back
        waiting = drop_waiting(db, campaigns, code)
        listed = _by_key(db, campaigns, code, RosterRow, "key")
        for row in listed:
            db.delete(row)
            version = db.get(RosterVersion, row.campaign, with_for_update=True)
            if version is not None:  # booths take the roster anew, without them
                version.version, version.imported_at = version.version + 1, central.timestamp()
        for portrait in _by_key(db, campaigns, code, Portrait, "person"):
            db.delete(portrait)
        for campaign in campaigns:  # wherever they are not listed now: an older backup may have them
            person = key_of(campaign, code)
            note_gone(db, campaign.id, (What.ROSTER, What.PORTRAIT), central.timestamp(), person)
        orders = len(_by_key(db, campaigns, code, FeeOrder, "person"))
        detail = f"{len(ids)} submissions, {len(listed) + waiting} rows of rosters"
        record(db, central.timestamp(), by, "person-erased", "person", detail)
    drop_traces(central.engine)
    return Erased(len(ids), len(listed) + waiting, orders)


def _submissions(db: Session, campaigns: tuple[Campaign, ...], code: str) -> list[Submission]:
    """Return the person's submissions, those too that came in before their campaign was known here."""
    found = _by_key(db, campaigns, code, Submission, "person_key")
    wanted = parse_payload(code)
    homeless = select(Submission).where(Submission.person_key.is_(None), Submission.erased_at.is_(None))
    for row in db.scalars(homeless.execution_options(yield_per=500)):
        raw = json.loads(row.manifest or "{}")["person"]["code_raw"]
        if raw == code or (wanted.number is not None and parse_payload(raw).number == wanted.number):
            found.append(row)
    return [row for row in found if row.erased_at is None]


def _by_key(db: Session, campaigns: tuple[Campaign, ...], code: str, table: Any, column: str) -> list[Any]:
    """Return a table's rows under the person's key, which every campaign makes with a salt of its own."""
    found: list[Any] = []
    for campaign in campaigns:
        query = select(table).where(
            table.campaign == campaign.id, getattr(table, column) == key_of(campaign, code)
        )
        found += db.scalars(query)
    return found


def _shown(row: Submission) -> Shown:
    manifest = json.loads(row.manifest or "{}")
    person = manifest["person"]
    return Shown(
        id=row.id,
        campaign=manifest["campaign"],
        name_masked=person["name_masked"],
        student_number=person["student_number"],
        received_at=row.received_at or "",
        review=row.review,
        photo=manifest["blobs"]["photo"]["sha256"],
    )


def _told(db: Session, row: Submission) -> dict[str, Any]:
    parts: dict[str, Any] = _plain(row)
    for name in ("manifest", "waiver", "receipt"):
        parts[name] = None if parts[name] is None else json.loads(parts[name])
    for name, table in _OF_SUBMISSION.items():
        parts[name] = [_plain(one) for one in db.scalars(select(table).where(table.submission == row.id))]
    audit = select(AuditRow).where(AuditRow.subject == row.id).order_by(AuditRow.n)
    parts["audit"] = [_plain(one) for one in db.scalars(audit)]
    return parts


def _plain(row: Base) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(row).mapper.column_attrs}
