"""Logging in: the password, then the second factor; and proving again that it is still the same person."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.central.audit import record
from kiosk.central.central import Central
from kiosk.central.lockout import begin_try, clear_tries, note_wrong, take_back_try
from kiosk.central.passwords import hash_password, is_outdated, matches
from kiosk.central.roles import Role
from kiosk.central.second_factor import finish_set_up, is_required, renew_recovery_codes, take_code
from kiosk.central.sessions import (
    Found,
    Origin,
    Stage,
    confirm_session,
    end_session,
    end_sessions,
    open_session,
)
from kiosk.central.tables import Staff


@dataclass(frozen=True)
class Entered:
    """A log-in that has come as far as ``stage``; ``recovery_codes`` are shown now and never again."""

    token: str
    stage: Stage
    recovery_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refused:
    """Nobody came in; ``wait_s`` > 0: nothing was even looked at, and so long nothing will be."""

    wait_s: float = 0.0


def log_in(
    central: Central, name: str, password: str, origin: Origin, *, before: str = "", exempt: bool = False
) -> Entered | Refused:
    """Judge name and password and open a log-in with a fresh token.

    Parameters
    ----------
    before
        Token of the cookie that came along: that log-in ends.
    exempt
        Whether a second factor that was never set up is not insisted on (rehearsals on this machine).
    """
    wait_s = begin_try(central, name)
    if wait_s > 0:
        return Refused(wait_s)
    hashed = _hash_of(central, name)
    if hashed is None:
        return Refused()
    # Hashing takes a fifth of a second on purpose: no transaction waits for it.
    fresh = None
    right = matches(hashed, password)
    if right and is_outdated(hashed):
        fresh = hash_password(password)
    with central.session() as db, db.begin():
        staff = db.get(Staff, name, with_for_update=True)
        # The hash again: it may be another's, or have been changed while we were hashing.
        if right and staff is not None and staff.disabled_at is None and staff.password == hashed:
            staff.password = fresh or hashed
            stage = _next_stage(central, staff, exempt)
            end_session(db, before)
            take_back_try(db, central, name)
            return Entered(_opened(db, central, name, stage, origin), stage)
    note_wrong(central, name)
    return Refused()


def enter_code(central: Central, found: Found, code: str, origin: Origin, before: str) -> Entered | Refused:
    """Judge the second factor of a log-in that has come past the password; its token is replaced."""
    name = found.member.name
    wait_s = begin_try(central, name)
    if wait_s > 0:
        return Refused(wait_s)
    with central.session() as db, db.begin():
        if take_code(db, central, name, code):
            end_session(db, before)
            return Entered(_opened(db, central, name, Stage.FULL, origin), Stage.FULL)
    note_wrong(central, name)
    return Refused()


def enter_set_up(central: Central, found: Found, code: str, origin: Origin) -> Entered | Refused:
    """Take an authenticator over; every log-in that there was ends, a fresh one begins."""
    name = found.member.name
    wait_s = begin_try(central, name)
    if wait_s > 0:
        return Refused(wait_s)
    with central.session() as db, db.begin():
        if finish_set_up(db, central, found.member.session, name, code):
            codes = renew_recovery_codes(db, central, name)
            end_sessions(db, name)
            return Entered(_opened(db, central, name, Stage.FULL, origin), Stage.FULL, codes)
    note_wrong(central, name)
    return Refused()


def confirm(central: Central, found: Found, password: str, code: str) -> Refused | None:
    """Judge the password or a code of somebody who is logged in; None when it is them."""
    name = found.member.name
    wait_s = begin_try(central, name)
    if wait_s > 0:
        return Refused(wait_s)
    hashed = _hash_of(central, name)
    by_password = bool(password) and hashed is not None and matches(hashed, password)
    with central.session() as db, db.begin():
        if by_password or (code and take_code(db, central, name, code)):
            confirm_session(db, central, found.member.session)
            clear_tries(db, central, name)
            return None
    note_wrong(central, name)
    return Refused()


def _hash_of(central: Central, name: str) -> str | None:
    """Return a member's hash; of a name nobody has somebody's, so that both cost the same time."""
    with central.session() as db:
        staff = db.get(Staff, name)
        if staff is not None:
            return staff.password
        return db.scalars(select(Staff.password).order_by(Staff.name).limit(1)).first()


def _next_stage(central: Central, staff: Staff, exempt: bool) -> Stage:
    if staff.totp_secret is not None:
        return Stage.CODE
    return Stage.ENROL if is_required(central, Role(staff.role)) and not exempt else Stage.FULL


def _opened(db: Session, central: Central, name: str, stage: Stage, origin: Origin) -> str:
    token = open_session(db, central, name, stage, origin)
    if stage is Stage.FULL:
        # Only now: who knows the password must not get fresh tries at the codes by it.
        clear_tries(db, central, name)
        record(db, central.timestamp(), name, "log-in", name)
    return token
