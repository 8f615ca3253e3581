"""The accounts of staff: added, given roles and campaigns, disabled, removed; every change is on record."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from kiosk.central.audit import record
from kiosk.central.central import Central
from kiosk.central.database import hold
from kiosk.central.lockout import clear_tries
from kiosk.central.passwords import check_password, first_password, hash_password
from kiosk.central.roles import Role
from kiosk.central.second_factor import remove_second_factor
from kiosk.central.sessions import end_sessions
from kiosk.central.tables import Staff, StaffCampaign
from kiosk.errors import KioskError

NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
CAMPAIGN = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True)
class Account:
    """One account as lists show it."""

    name: str
    role: Role
    campaigns: tuple[str, ...]
    disabled: bool
    second_factor: bool


def list_staff(central: Central) -> list[Account]:
    """Return every account, by name."""
    with central.session() as db:
        given: dict[str, list[str]] = {}
        for row in db.scalars(select(StaffCampaign).order_by(StaffCampaign.campaign)):
            given.setdefault(row.staff, []).append(row.campaign)
        return [
            _account(row, given.get(row.name, ())) for row in db.scalars(select(Staff).order_by(Staff.name))
        ]


def find_staff(central: Central, name: str) -> Account:
    """Return one account.

    Raises
    ------
    KioskError
        ``staff-unknown``.
    """
    for account in list_staff(central):
        if account.name == name:
            return account
    raise _unknown(name)


def add_staff(central: Central, name: str, by: str, role: Role, campaigns: Iterable[str] = ()) -> str:
    """Let somebody log in and return their password, which is kept as a hash only.

    Raises
    ------
    KioskError
        ``staff-name`` when it is none or taken; ``staff-campaign``.
    """
    if not NAME.fullmatch(name) or set(name) <= {"."}:
        raise KioskError(
            "staff-name", f"{name!r} cannot be a log-in name.", "Use letters, digits, dots and hyphens."
        )
    given = _checked(campaigns)
    password = first_password()
    hashed = hash_password(password)
    with central.session() as db, db.begin():
        if db.get(Staff, name) is not None:
            raise KioskError("staff-name", f"There is a {name} already.", "Choose another name.")
        db.add(Staff(name=name, password=hashed, role=role))
        db.flush()
        _give(db, name, given)
        record(db, central.timestamp(), by, "staff-added", name, _told(role, given))
    return password


def change_role(central: Central, name: str, by: str, role: Role, campaigns: Iterable[str]) -> None:
    """Give somebody another role and other campaigns; it holds for their next click.

    Who may do more logs in anew: a log-in that was opened for less may lack the second factor.

    Raises
    ------
    KioskError
        ``staff-unknown``; ``staff-last`` when no administrator would be left; ``staff-campaign``.
    """
    given = _checked(campaigns)
    with central.session() as db, db.begin():
        row = _held(db, name)
        if role is not Role.ADMINISTRATOR:
            _keep_one(db, name)
        elif row.role != role:
            end_sessions(db, name)
        row.role = role
        _give(db, name, given)
        record(db, central.timestamp(), by, "staff-role", name, _told(role, given))


def disable_staff(central: Central, name: str, by: str, disabled: bool) -> None:
    """Keep somebody out at once, or let them in again; what they decided stays under their name.

    Raises
    ------
    KioskError
        ``staff-unknown``; ``staff-last``.
    """
    with central.session() as db, db.begin():
        row = _held(db, name)
        if disabled:
            _keep_one(db, name)
            end_sessions(db, name)
        row.disabled_at = central.timestamp() if disabled else None
        clear_tries(db, central, name)
        record(db, central.timestamp(), by, "staff-disabled" if disabled else "staff-enabled", name)


def reset_password(central: Central, name: str, by: str) -> str:
    """Give somebody a new password, end their log-ins and unlock their name; return it, to be told once.

    Raises
    ------
    KioskError
        ``staff-unknown``.
    """
    password = first_password()
    _set_password(central, name, by, password)
    return password


def choose_password(central: Central, name: str, password: str, session: str) -> None:
    """Take a member's own new password; their other log-ins end.

    Raises
    ------
    KioskError
        ``password-weak``; ``staff-unknown``.
    """
    _set_password(central, name, name, check_password(password, name), keep=session)


def reset_second_factor(central: Central, name: str, by: str) -> None:
    """Forget somebody's authenticator and recovery codes and end their log-ins.

    Raises
    ------
    KioskError
        ``staff-unknown``.
    """
    with central.session() as db, db.begin():
        remove_second_factor(db, _held(db, name))
        end_sessions(db, name)
        clear_tries(db, central, name)
        record(db, central.timestamp(), by, "second-factor-reset", name)


def remove_staff(central: Central, name: str, by: str) -> None:
    """End somebody's account at once; what they decided stays on record under their name.

    Raises
    ------
    KioskError
        ``staff-unknown``; ``staff-last`` when no administrator would be left.
    """
    with central.session() as db, db.begin():
        row = _held(db, name)
        _keep_one(db, name)
        end_sessions(db, name)
        remove_second_factor(db, row)
        db.execute(delete(StaffCampaign).where(StaffCampaign.staff == name))
        db.delete(row)
        record(db, central.timestamp(), by, "staff-removed", name)


def _set_password(central: Central, name: str, by: str, password: str, keep: str | None = None) -> None:
    hashed = hash_password(password)
    with central.session() as db, db.begin():
        _held(db, name).password = hashed
        end_sessions(db, name, but=keep)
        clear_tries(db, central, name)
        record(db, central.timestamp(), by, "staff-password", name)


def _keep_one(db: Session, name: str) -> None:
    """Refuse what would leave no administrator who can log in."""
    hold(db, "administrators")  # two who put each other out at once
    others = (
        select(func.count())
        .select_from(Staff)
        .where(Staff.name != name, Staff.role == Role.ADMINISTRATOR, Staff.disabled_at.is_(None))
    )
    if not db.scalar(others):
        title = f"Without {name} no administrator could log in."
        raise KioskError("staff-last", title, "Make somebody else an administrator first.")


def _held(db: Session, name: str) -> Staff:
    row = db.get(Staff, name)
    if row is None:
        raise _unknown(name)
    return row


def _unknown(name: str) -> KioskError:
    return KioskError("staff-unknown", f"There is no {name[:64]}.", "Look at the list of names.")


def _checked(campaigns: Iterable[str]) -> tuple[str, ...]:
    given = tuple(sorted({campaign.strip() for campaign in campaigns if campaign.strip()}))
    for campaign in given:
        if not CAMPAIGN.fullmatch(campaign):
            raise KioskError(
                "staff-campaign",
                f"{campaign[:60]!r} cannot be a campaign's id.",
                "Look at the list of campaigns.",
            )
    return given


def _give(db: Session, name: str, campaigns: tuple[str, ...]) -> None:
    db.execute(delete(StaffCampaign).where(StaffCampaign.staff == name))
    db.add_all(StaffCampaign(staff=name, campaign=campaign) for campaign in campaigns)


def _told(role: Role, campaigns: tuple[str, ...]) -> str:
    return " ".join((role, *campaigns))[:200]


def _account(row: Staff, campaigns: Iterable[str]) -> Account:
    return Account(
        row.name, Role(row.role), tuple(campaigns), row.disabled_at is not None, row.totp_secret is not None
    )
