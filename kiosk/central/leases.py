"""Whose turn it is to do what only one process at a time should."""

from __future__ import annotations

from datetime import timedelta

from kiosk.central.central import Central
from kiosk.central.database import hold
from kiosk.central.tables import Lease


def take_turn(central: Central, name: str, lasting_s: float) -> bool:
    """Take the turn for ``lasting_s`` seconds; False while it is another's.

    It is not given back: whoever asks next within that time finds the work done already. A process that dies
    in its turn holds nobody up for longer. A turn so far ahead that the clock must have been set back is
    taken over.
    """
    now, lasting = central.clock.now(), timedelta(seconds=lasting_s)
    until = (now + lasting).isoformat(timespec="milliseconds")
    with central.session() as db, db.begin():
        hold(db, f"lease {name}")
        row = db.get(Lease, name)
        if row is None:
            db.add(Lease(name=name, until=until))
        elif now.isoformat(timespec="milliseconds") < row.until <= until:
            return False
        else:
            row.until = until
    return True
