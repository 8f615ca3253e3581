"""A member's second factor in the database: set up, asked for, each code taken once, reset."""

from __future__ import annotations

import logging

from sqlalchemy import CursorResult, delete, func, select
from sqlalchemy.orm import Session

from kiosk.central.audit import record
from kiosk.central.central import Central
from kiosk.central.keys import derived_key
from kiosk.central.roles import Role
from kiosk.central.tables import RecoveryCode, Staff, StaffSession
from kiosk.central.totp import (
    SetUp,
    matching_step,
    new_recovery_codes,
    new_secret,
    plain_recovery_code,
    seal,
    set_up_of,
    unseal,
)
from kiosk.digest import sha256_hex

log = logging.getLogger(__name__)

PURPOSE = b"photo-kiosk one-time codes v1"


def is_required(central: Central, role: Role) -> bool:
    """Tell whether a role logs in with a second factor only."""
    return role is Role.ADMINISTRATOR or central.settings.staff.totp_reviewers


def begin_set_up(central: Central, session: str, name: str) -> SetUp:
    """Return what a log-in's page shows to set an authenticator up; the same until that is done.

    The secret belongs to the log-in: what somebody else was shown earlier can never become the member's.
    """
    key = derived_key(central.keys, PURPOSE)
    with central.session() as db, db.begin():
        row = db.scalars(select(StaffSession).where(StaffSession.id == session)).one()
        secret = None if row.pending is None else unseal(row.pending, key, name)
        if secret is None:
            secret = new_secret()
            row.pending = seal(secret, key, name)
    return set_up_of(secret, name)


def finish_set_up(db: Session, central: Central, session: str, name: str, code: str) -> bool:
    """Take the authenticator over within the caller's transaction if ``code`` proves that it works."""
    row = db.scalars(select(StaffSession).where(StaffSession.id == session)).one()
    staff = db.get_one(Staff, name, with_for_update=True)
    key = derived_key(central.keys, PURPOSE)
    secret = None if row.pending is None else unseal(row.pending, key, name)
    step = None if secret is None else matching_step(secret, code, _now_s(central), None)
    if secret is None or step is None:
        return False
    staff.totp_secret, staff.totp_step, row.pending = seal(secret, key, name), step, None
    record(db, central.timestamp(), name, "second-factor-set-up", name)
    return True


def renew_recovery_codes(db: Session, central: Central, name: str) -> tuple[str, ...]:
    """Replace a member's recovery codes within the caller's transaction; return them, to be shown once."""
    codes = new_recovery_codes()
    db.execute(delete(RecoveryCode).where(RecoveryCode.staff == name))
    db.add_all(RecoveryCode(code_sha256=sha256_hex(code.encode()), staff=name) for code in codes)
    record(db, central.timestamp(), name, "recovery-codes", name, f"{len(codes)} new")
    return codes


def count_recovery_codes(central: Central, name: str) -> int:
    """Return how many recovery codes a member has left."""
    with central.session() as db:
        query = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.staff == name)
        return db.scalar(query) or 0


def take_code(db: Session, central: Central, name: str, code: str) -> bool:
    """Use a code up within the caller's transaction; False when it is none, or was used before."""
    staff = db.get(Staff, name, with_for_update=True)
    if staff is None or staff.totp_secret is None:
        return False
    secret = unseal(staff.totp_secret, derived_key(central.keys, PURPOSE), name)
    if secret is None:
        log.error("a second factor was sealed with other keys: reset it with kiosk central staff totp-reset")
    else:
        step = matching_step(secret, code, _now_s(central), staff.totp_step)
        if step is not None:
            staff.totp_step = step
            return True
    recovery = plain_recovery_code(code)
    if recovery is None:
        return False
    taken = db.execute(
        delete(RecoveryCode).where(
            RecoveryCode.staff == name, RecoveryCode.code_sha256 == sha256_hex(recovery.encode())
        )
    )
    assert isinstance(taken, CursorResult)
    if taken.rowcount == 1:
        record(db, central.timestamp(), name, "recovery-code-used", name)
    return taken.rowcount == 1


def remove_second_factor(db: Session, staff: Staff) -> None:
    """Forget a member's authenticator and codes within the caller's transaction."""
    staff.totp_secret = staff.totp_step = None
    db.execute(delete(RecoveryCode).where(RecoveryCode.staff == staff.name))


def _now_s(central: Central) -> float:
    return central.clock.now().timestamp()
