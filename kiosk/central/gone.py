"""Of whom a roster's row or an enrolment photo was erased, so that no backup of before brings them back.

A database that was copied later knows of the erasure itself: what it holds of the person came in again after
it, and stays. One that was copied earlier does not know, and loses the rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kiosk.central.tables import Gone, Portrait, RosterRow
from kiosk.sqlite import sqlite3

EVERYBODY = ""
"""Instead of a person: all of the campaign."""


class What(StrEnum):
    """The table whose rows were erased."""

    ROSTER = "roster_row"
    PORTRAIT = "portrait"


_PERSON: dict[What, Any] = {What.ROSTER: RosterRow.key, What.PORTRAIT: Portrait.person}


def note_gone(db: Session, campaign: str, whats: tuple[What, ...], now: str, person: str = EVERYBODY) -> None:
    """Note an erasure, within its transaction, which holds the campaign."""
    for what in whats:
        row = db.get(Gone, (campaign, person, what))
        if row is None:
            db.add(Gone(campaign=campaign, person=person, what=str(what), at=now))
        else:  # after the earlier one, also when the clock was set back
            row.at = max(now, _next(row.at))


def was_noted(db: Session, campaign: str, what: What) -> bool:
    """Whether it is on record that everybody of a campaign was erased once."""
    return db.get(Gone, (campaign, EVERYBODY, what)) is not None


def gone_in(db: Session) -> dict[str, str]:
    """Return what a database has on record: table, campaign and person in one word each, and when."""
    return {_name(row.what, row.campaign, row.person): row.at for row in db.scalars(select(Gone))}


def apply_gone(db: Session, gone: Mapping[str, str]) -> None:
    """Erase from a database what it does not know to be erased, and put that on its record."""
    known = gone_in(db)
    for name, at in gone.items():
        if known.get(name, "") >= at:
            continue
        what, campaign, person = name.split(" ")
        key = _PERSON[What(what)]
        rows = delete(key.class_).where(key.class_.campaign == campaign)
        db.execute(rows if person == EVERYBODY else rows.where(key == person))
        db.merge(Gone(campaign=campaign, person=person, what=what, at=at))
    db.flush()


def holds_gone(raw: sqlite3.Connection, gone: Mapping[str, str]) -> bool:
    """Whether a database file, which may be of an older version, has rows that :func:`apply_gone` erases."""
    tables = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    noted = raw.execute("SELECT what, campaign, person, at FROM gone") if "gone" in tables else ()
    known = {_name(what, campaign, person): at for what, campaign, person, at in noted}
    for name, at in gone.items():
        what, campaign, person = name.split(" ")
        if what not in tables or known.get(name, "") >= at:
            continue
        query = f"SELECT 1 FROM {What(what)} WHERE campaign = ?"
        if person != EVERYBODY:
            query += f" AND {_PERSON[What(what)].key} = ?"
        if raw.execute(f"{query} LIMIT 1", (campaign, person)[: query.count("?")]).fetchone():
            return True
    return False


def _name(what: str, campaign: str, person: str) -> str:
    return f"{what} {campaign} {person}"


def _next(at: str) -> str:
    return (datetime.fromisoformat(at) + timedelta(milliseconds=1)).isoformat(timespec="milliseconds")
