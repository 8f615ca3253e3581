"""Who may call: booths by token, staff by a log-in cookie; tokens are kept as hashes only."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Annotated

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kiosk.central.central import Central
from kiosk.central.problems import Problem
from kiosk.central.tables import Device, Staff, StaffSession
from kiosk.digest import sha256_hex

COOKIE = "kiosk_staff"

_bearer = HTTPBearer(auto_error=False, description="The device token of an enrolled booth.")


def central_of(request: Request) -> Central:
    """Return the server's parts."""
    central = request.app.state.central
    assert isinstance(central, Central)
    return central


CentralDep = Annotated[Central, Depends(central_of)]


def new_token() -> tuple[str, str]:
    """Return a token of 256 random bits and its SHA-256 (which needs no salt: it cannot be guessed)."""
    token = secrets.token_urlsafe(32)
    return token, sha256_hex(token.encode())


def device_of(
    central: CentralDep, bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> str:
    """Return the id of the calling booth.

    Raises
    ------
    Problem
        401 ``unauthorized`` or 403 ``device-revoked``.
    """
    if bearer is not None:
        with central.session() as db:
            token_sha256 = sha256_hex(bearer.credentials.encode())
            device = db.scalar(select(Device).where(Device.token_sha256 == token_sha256))
            if device is not None and device.revoked_at is not None:
                raise Problem(403, "device-revoked", "This booth was revoked.")
            if device is not None:
                return device.id
    raise Problem(
        401, "unauthorized", "A valid device token is required.", headers={"WWW-Authenticate": "Bearer"}
    )


DeviceDep = Annotated[str, Depends(device_of)]


def log_in(central: Central, name: str, password: str) -> str | None:
    """Return a fresh session token, None when name or password is wrong."""
    hasher = PasswordHasher()
    with central.session() as db, db.begin():
        staff = db.get(Staff, name)
        # An unknown name costs the same time as a wrong password: another's hash is tried instead.
        hashed = staff.password if staff else db.scalars(select(Staff.password).limit(1)).one()
        try:
            hasher.verify(hashed, password)
        except VerificationError:
            return None
        if staff is None:
            return None
        token, token_sha256 = new_token()
        expires = central.clock.now() + timedelta(hours=central.settings.staff_session_hours)
        db.add(
            StaffSession(
                token_sha256=token_sha256,
                staff=staff.name,
                expires_at=expires.isoformat(timespec="milliseconds"),
            )
        )
        _forget_expired(db, central.timestamp())
        return token


def log_out(central: Central, token: str) -> None:
    """End a session; an unknown token is fine."""
    with central.session() as db, db.begin():
        db.execute(delete(StaffSession).where(StaffSession.token_sha256 == sha256_hex(token.encode())))


def staff_of(request: Request) -> str | None:
    """Return the name of the staff member whose cookie this is, None without a valid one."""
    token = request.cookies.get(COOKIE)
    if token is None:
        return None
    central = central_of(request)
    with central.session() as db:
        found = db.get(StaffSession, sha256_hex(token.encode()))
        return found.staff if found is not None and found.expires_at > central.timestamp() else None


StaffDep = Annotated[str | None, Depends(staff_of)]


def _forget_expired(db: Session, now: str) -> None:
    db.execute(delete(StaffSession).where(StaffSession.expires_at <= now))
