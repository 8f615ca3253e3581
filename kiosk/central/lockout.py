"""Wrong log-ins of a name lock it for a while that doubles: guessing must not pay, wherever it comes from.

A try is counted before it is judged, so that many at once are not worth more than one after another, and
names that nobody has are counted alike, so that the lock tells nothing about who exists.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from kiosk.central.audit import record
from kiosk.central.central import Central
from kiosk.central.database import hold
from kiosk.central.keys import derived_key
from kiosk.central.tables import LogInTries, Staff

FORGOTTEN_H = 24
"""Tries are forgotten a day after the last one."""
PURPOSE = b"photo-kiosk log-in names v1"


def begin_try(central: Central, name: str) -> float:
    """Count a try; return 0 when it may be judged, else how many seconds the name is still locked."""
    with central.session() as db, db.begin():
        hold(db, f"log-in {_digest(central, name)}")
        return _counted(db, central, name)


def clear_tries(db: Session, central: Central, name: str) -> None:
    """Forget a name's tries within the caller's transaction: its owner has come in, or has help."""
    db.execute(delete(LogInTries).where(LogInTries.name_digest == _digest(central, name)))


def take_back_try(db: Session, central: Central, name: str) -> None:
    """Forget within the caller's transaction the try that was just counted, and none before: it was right,
    but its owner is not in yet.
    """
    row = db.get(LogInTries, _digest(central, name))
    if row is not None:
        row.tries, row.locked_until = row.tries - 1, None


def note_wrong(central: Central, name: str) -> None:
    """Put on record that a member's name is locked now; a name nobody has may be a password, and is not."""
    with central.session() as db, db.begin():
        row, staff = db.get(LogInTries, _digest(central, name)), db.get(Staff, name)
        if staff is not None and row is not None and row.locked_until is not None:
            record(db, central.timestamp(), "server", "log-in-locked", name, f"{row.tries} wrong tries")


def _counted(db: Session, central: Central, name: str) -> float:
    now, rules = central.clock.now(), central.settings.staff
    forgotten = _text(now - timedelta(hours=FORGOTTEN_H))
    db.execute(delete(LogInTries).where(LogInTries.last_at <= forgotten))
    row = db.get(LogInTries, _digest(central, name))
    if row is None:
        row = LogInTries(name_digest=_digest(central, name), tries=0, last_at=_text(now))
        db.add(row)
    if row.locked_until is not None and row.locked_until > _text(now):
        return (datetime.fromisoformat(row.locked_until) - now).total_seconds()
    row.tries, row.last_at = row.tries + 1, _text(now)
    beyond = row.tries - rules.lockout_after
    if beyond >= 0:
        # The exponent is bounded first: 2 to the power of all tries of a day is no float.
        lock_s = min(rules.lockout_most_s, rules.lockout_first_s * 2.0 ** min(beyond, 30))
        row.locked_until = _text(now + timedelta(seconds=lock_s))
    return 0.0


def _digest(central: Central, name: str) -> str:
    key = derived_key(central.keys, PURPOSE)
    return hmac.new(key, name.encode("utf-8", "surrogatepass"), "sha256").hexdigest()


def _text(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
