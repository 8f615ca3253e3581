"""Who may call: booths by token, staff by a log-in cookie; tokens are kept as hashes only."""

from __future__ import annotations

import ipaddress
import secrets
from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import bindparam, select, update

from kiosk.central.central import Central
from kiosk.central.prepared import Prepared, Row
from kiosk.central.problems import Problem
from kiosk.central.roles import Member
from kiosk.central.sessions import STEP_S, Found, Origin, Stage, find_session
from kiosk.central.tables import Device
from kiosk.central.versions import must_be_recent
from kiosk.digest import sha256_hex

COOKIE = "kiosk_staff"
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")

_bearer = HTTPBearer(auto_error=False, description="The device token of an enrolled booth.")


class LogInFirst(Exception):
    """Only staff may do this; the application answers with the way to the log-in page."""


class ConfirmFirst(Exception):
    """Whoever is logged in has to prove it is still them; the application answers with the way there."""


async def central_dependency(request: Request) -> Central:
    """Return the server's parts; asynchronous, so that no thread is taken for it."""
    return central_of(request)


def central_of(request: Request) -> Central:
    """Return the server's parts."""
    central = request.app.state.central
    assert isinstance(central, Central)
    return central


CentralDep = Annotated[Central, Depends(central_dependency)]


def new_token() -> tuple[str, str]:
    """Return a token of 256 random bits and its SHA-256 (which needs no salt: it cannot be guessed)."""
    token = secrets.token_urlsafe(32)
    return token, sha256_hex(token.encode())


_COLUMNS = (Device.id, Device.revoked_at, Device.version)
_OF_TOKEN = Prepared(select(*_COLUMNS).where(Device.token_sha256 == bindparam("token")))
_OF_NEXT_TOKEN = Prepared(select(*_COLUMNS).where(Device.next_token_sha256 == bindparam("token")))


def device_with(central: Central, token: str | None, of_any_version: bool = False) -> str:
    """Return the id of the booth that has a token.

    A token that was handed out in exchange for another takes its place here, with its first use: until
    then the booth may have lost the answer, and the other one is all it has.

    Parameters
    ----------
    of_any_version
        Whether a booth whose program is too old may make this call.

    Raises
    ------
    Problem
        401 ``unauthorized``, 403 ``device-revoked`` or 426 ``upgrade-required``.
    """
    if token is not None:
        sha256 = sha256_hex(token.encode())
        found = _OF_TOKEN.rows_alone(central.engine, token=sha256)
        if not found and (waiting := _OF_NEXT_TOKEN.rows_alone(central.engine, token=sha256)):
            # Asked again: meanwhile another call may have put it in its place, or another token there.
            found = waiting if waiting[0][1] is not None else _put_in_place(central, sha256)
        for device, revoked_at, version in found:
            if revoked_at is not None:
                raise Problem(403, "device-revoked", "This booth was revoked.")
            if not of_any_version:
                must_be_recent(version, central.settings.fleet.least_version)
            return str(device)
    raise Problem(
        401, "unauthorized", "A valid device token is required.", headers={"WWW-Authenticate": "Bearer"}
    )


def _put_in_place(central: Central, sha256: str) -> list[Row]:
    change = update(Device).where(Device.next_token_sha256 == sha256)
    with central.session() as db, db.begin():
        db.execute(change.values(token_sha256=sha256, next_token_sha256=None))
    return _OF_TOKEN.rows_alone(central.engine, token=sha256)


def device_of(
    central: CentralDep, bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> str:
    """Return the id of the calling booth; raises as :func:`device_with`."""
    return device_with(central, None if bearer is None else bearer.credentials)


DeviceDep = Annotated[str, Depends(device_of)]


def any_device_of(
    central: CentralDep, bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> str:
    """Return the id of the calling booth, also of one that has to be updated first."""
    return device_with(central, None if bearer is None else bearer.credentials, of_any_version=True)


AnyDeviceDep = Annotated[str, Depends(any_device_of)]
"""For what an outdated booth may still do: say how it stands, and keep its way in."""


def session_of(request: Request) -> Found | None:
    """Return the log-in whose cookie came along, however far it has come; None without a valid one."""
    token = request.cookies.get(COOKIE)
    return None if token is None else find_session(central_of(request), token)


SessionDep = Annotated[Found | None, Depends(session_of)]


def logged_in(found: SessionDep) -> Member:
    """Return the staff member.

    Raises
    ------
    LogInFirst
        Without a log-in that has come past the second factor, where there is one.
    """
    if found is None or found.stage is not Stage.FULL:
        raise LogInFirst
    return found.member


LoggedIn = Annotated[Member, Depends(logged_in)]


def administrator(member: LoggedIn) -> Member:
    """Return the administrator.

    Raises
    ------
    LogInFirst
        Without a log-in.
    Problem
        403 ``not-allowed`` to other staff, whatever is asked for.
    """
    if not member.administrator:
        raise Problem(403, "not-allowed", "Only administrators may do this.")
    return member


Administrator = Annotated[Member, Depends(administrator)]


def confirmed_administrator(member: Administrator) -> Member:
    """Return the administrator, who gave password or code a short while ago: for what cannot be undone.

    Raises
    ------
    LogInFirst, Problem
        As :func:`administrator`.
    ConfirmFirst
        When it is too long ago.
    """
    if not member.confirmed:
        raise ConfirmFirst
    return member


ConfirmedAdministrator = Annotated[Member, Depends(confirmed_administrator)]


def confirmed_member(member: LoggedIn) -> Member:
    """Return a staff member who gave password or code a short while ago; raises as the others do."""
    if not member.confirmed:
        raise ConfirmFirst
    return member


ConfirmedMember = Annotated[Member, Depends(confirmed_member)]


def origin_of(request: Request) -> Origin:
    """Return from where a browser calls."""
    return Origin(request.client.host if request.client else "", request.headers.get("user-agent", ""))


def from_this_machine(request: Request) -> bool:
    """Tell whether a browser on this very machine calls, and no proxy on somebody's behalf."""
    host = request.client.host if request.client else ""
    try:
        near = ipaddress.ip_address(host).is_loopback
    except ValueError:
        near = False
    direct = not any(name in request.headers for name in FORWARDED)
    return near and direct and (request.url.hostname or "") in LOOPBACK_NAMES


def set_cookie(answer: Response, request: Request, token: str, stage: Stage) -> None:
    """Give the browser its log-in: out of scripts' reach, never sent from another site."""
    central = central_of(request)
    lasts_s = central.settings.staff_session_hours * 3600 if stage is Stage.FULL else STEP_S
    secure = request.url.scheme == "https" or central.settings.public_url.startswith("https:")
    answer.set_cookie(
        COOKIE, token, max_age=lasts_s, path="/", httponly=True, samesite="strict", secure=secure
    )
