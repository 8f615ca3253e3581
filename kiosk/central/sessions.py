"""Log-ins of staff: opened with a fresh token, ended by idleness, age, their owner or with the account."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kiosk.central.central import Central
from kiosk.central.roles import Member, Role
from kiosk.central.second_factor import is_required
from kiosk.central.tables import Staff, StaffCampaign, StaffSession
from kiosk.digest import sha256_hex

TOUCH_S = 60
"""A log-in's last use is written at most so often: pages with fifty pictures need not write fifty times."""
STEP_S = 600
"""So long may the way from the password to the second factor take, setting one up included."""


class Stage(StrEnum):
    """How far a log-in has come; only ``FULL`` opens any page of photos."""

    CODE = "code"
    ENROL = "enrol"
    FULL = "full"


@dataclass(frozen=True)
class Origin:
    """From where somebody calls, as its owner will see it in the list of their log-ins."""

    address: str
    browser: str


@dataclass(frozen=True)
class Found:
    """A log-in that holds, and whose it is."""

    member: Member
    stage: Stage
    pending: str | None


def open_session(db: Session, central: Central, staff: str, stage: Stage, origin: Origin) -> str:
    """Open a log-in within the caller's transaction; return its token, which nothing else ever holds.

    What has expired of anybody goes at the same time.
    """
    token, now = secrets.token_urlsafe(32), central.timestamp()
    lasts_s = central.settings.staff_session_hours * 3600 if stage is Stage.FULL else STEP_S
    db.execute(delete(StaffSession).where(StaffSession.expires_at <= now))
    db.add(
        StaffSession(
            token_sha256=sha256_hex(token.encode()),
            id=secrets.token_hex(16),
            staff=staff,
            stage=stage,
            opened_at=now,
            seen_at=now,
            expires_at=_shifted(central, lasts_s),
            confirmed_at=now,
            address=origin.address[:64],
            browser=origin.browser[:120],
        )
    )
    db.flush()
    return token


def find_session(central: Central, token: str) -> Found | None:
    """Return the log-in of a cookie; None when there is none, it is over, or its owner may not log in now."""
    with central.session() as db:
        row = db.get(StaffSession, sha256_hex(token.encode("utf-8", "surrogatepass")))
        if row is None or not _holds(central, row):
            return None
        staff = db.get(Staff, row.staff)
        if staff is None or staff.disabled_at is not None or _lacks_factor(central, row, staff):
            return None
        given = db.scalars(select(StaffCampaign.campaign).where(StaffCampaign.staff == staff.name))
        confirmed = row.confirmed_at > _shifted(central, -60 * central.settings.staff.confirm_minutes)
        member = Member(staff.name, Role(staff.role), frozenset(given), row.id, confirmed)
        found, seen_at = Found(member, Stage(row.stage), row.pending), row.seen_at
    if seen_at <= _shifted(central, -TOUCH_S):
        _touch(central, member.session)
    return found


def end_session(db: Session, token: str) -> None:
    """End a log-in by its token within the caller's transaction; an unknown token is fine."""
    digest = sha256_hex(token.encode("utf-8", "surrogatepass"))
    db.execute(delete(StaffSession).where(StaffSession.token_sha256 == digest))


def end_sessions(db: Session, staff: str, *, only: str | None = None, but: str | None = None) -> None:
    """End a member's log-ins within the caller's transaction: all, only one, or all but one, by id."""
    statement = delete(StaffSession).where(StaffSession.staff == staff)
    if only is not None:
        statement = statement.where(StaffSession.id == only)
    if but is not None:
        statement = statement.where(StaffSession.id != but)
    db.execute(statement)


def list_sessions(central: Central, staff: str) -> Sequence[StaffSession]:
    """Return a member's log-ins that hold, newest first."""
    with central.session() as db:
        rows = db.scalars(
            select(StaffSession)
            .where(StaffSession.staff == staff, StaffSession.stage == Stage.FULL)
            .order_by(StaffSession.opened_at.desc())
        ).all()
    return [row for row in rows if _holds(central, row)]


def confirm_session(db: Session, central: Central, id_: str) -> None:
    """Note within the caller's transaction that its owner just proved who they are."""
    row = db.scalar(select(StaffSession).where(StaffSession.id == id_))
    if row is not None:
        row.confirmed_at = central.timestamp()


def _holds(central: Central, row: StaffSession) -> bool:
    idle_since = _shifted(central, -60 * central.settings.staff.idle_minutes)
    return row.expires_at > central.timestamp() and row.seen_at > idle_since


def _lacks_factor(central: Central, row: StaffSession, staff: Staff) -> bool:
    """Tell whether a log-in went past no second factor though its owner needs one by now.

    It may have been opened in a rehearsal, or before reviewers needed one.
    """
    needed = is_required(central, Role(staff.role)) and not central.rehearsal
    return needed and row.stage == Stage.FULL and staff.totp_secret is None


def _touch(central: Central, id_: str) -> None:
    with central.session() as db, db.begin():
        row = db.scalar(select(StaffSession).where(StaffSession.id == id_))
        if row is not None:  # it may have been ended meanwhile
            row.seen_at = central.timestamp()


def _shifted(central: Central, seconds: float) -> str:
    return (central.clock.now() + timedelta(seconds=seconds)).isoformat(timespec="milliseconds")
