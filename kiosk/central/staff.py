"""Who may log in: added and removed by whoever holds the server's folder."""

from __future__ import annotations

import re
import secrets

from argon2 import PasswordHasher
from sqlalchemy import delete, func, select

from kiosk.central.audit import record
from kiosk.central.central import Central
from kiosk.central.tables import Staff, StaffSession
from kiosk.errors import KioskError

NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")


def list_staff(central: Central) -> list[str]:
    """Return everybody who may log in, by name."""
    with central.session() as db:
        return list(db.scalars(select(Staff.name).order_by(Staff.name)))


def add_staff(central: Central, name: str, by: str) -> str:
    """Let somebody log in and return their password, which is kept as a hash only.

    Raises
    ------
    KioskError
        ``staff-name`` when it is none or taken.
    """
    if not NAME.fullmatch(name):
        raise KioskError(
            "staff-name", f"{name!r} cannot be a log-in name.", "Use letters, digits, dots and hyphens."
        )
    password = secrets.token_urlsafe(12)
    hashed = PasswordHasher().hash(password)
    with central.session() as db, db.begin():
        if db.get(Staff, name) is not None:
            raise KioskError("staff-name", f"There is a {name} already.", "Choose another name.")
        db.add(Staff(name=name, password=hashed))
        record(db, central.timestamp(), by, "staff-added", name)
    return password


def remove_staff(central: Central, name: str, by: str) -> None:
    """End somebody's log-in at once; what they decided stays on record under their name.

    Raises
    ------
    KioskError
        ``staff-unknown``; ``staff-last`` when nobody would be left.
    """
    with central.session() as db, db.begin():
        row = db.get(Staff, name)
        if row is None:
            raise KioskError("staff-unknown", f"There is no {name}.", "Look at the list of names.")
        if (db.scalar(select(func.count()).select_from(Staff)) or 0) < 2:
            raise KioskError("staff-last", f"Without {name} nobody could log in.", "Add somebody else first.")
        db.execute(delete(StaffSession).where(StaffSession.staff == name))
        db.delete(row)
        record(db, central.timestamp(), by, "staff-removed", name)
