"""How often a caller may ask, whichever process is asked."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from kiosk.central.central import Central
from kiosk.central.database import hold
from kiosk.central.tables import RateCall
from kiosk.digest import sha256_hex

WINDOW_S = 60.0


class RateLimit:
    """At most ``limit`` calls of one caller in any :data:`WINDOW_S` seconds; ``name`` tells limits apart.

    Counted in the database: behind a load balancer a caller's next call goes to another process.
    """

    def __init__(self, central: Central, name: str, limit: int) -> None:
        self._central, self._name, self._limit = central, name, limit

    def wait_s(self, caller: str) -> float:
        """Count a call; return 0 when it is allowed, else the seconds until one is."""
        key = sha256_hex(f"{self._name} {caller}".encode())
        window = timedelta(seconds=WINDOW_S)
        with self._central.session() as db, db.begin():
            hold(db, f"limit {key}")
            now = self._central.clock.now()
            # Another machine's clock may be ahead a little; what lies further ahead is from before ours was
            # set back.
            gone = (RateCall.at <= _text(now - window)) | (RateCall.at > _text(now + window))
            db.execute(delete(RateCall).where(RateCall.caller == key).where(gone))
            count, first = db.execute(
                select(func.count(), func.min(RateCall.at)).where(RateCall.caller == key)
            ).one()
            if count >= self._limit:
                until = datetime.fromisoformat(first) + window
                return max((until - now).total_seconds(), 0.001)
            db.add(RateCall(id=secrets.token_hex(16), caller=key, at=_text(now)))
            return 0.0


def forget_calls(central: Central) -> None:
    """Remove the calls of those who did not come back."""
    oldest = central.clock.now() - timedelta(seconds=WINDOW_S)
    with central.session() as db, db.begin():
        db.execute(delete(RateCall).where(RateCall.at <= _text(oldest)))


def _text(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
