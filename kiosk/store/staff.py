"""The staff corner's part of the store: who came in, who failed, and how often in a row; all audited."""

from __future__ import annotations

from enum import StrEnum

from kiosk.store import audit, ledger
from kiosk.store.guarded import Guarded

SUBJECT = "staff"
_MISSES = "pin_misses"


class StaffEvent(StrEnum):
    """What happens at the staff corner."""

    ENTERED = "entered"
    DENIED = "denied"
    LOCKED = "locked"
    LEFT = "left"
    ACTED = "acted"


class Staff(Guarded):
    """Shares the store's database and lock; raises what :class:`kiosk.store.rows.Rows` raises."""

    def note(self, event: StaffEvent, reason: str) -> None:
        """Add an audit row; ``reason`` is a code."""
        with self._writing() as db:
            audit.append(db, self._clock.now(), SUBJECT, None, event.value, reason)

    def misses(self) -> int:
        """Return how many wrong PINs came since the last right one, over restarts."""
        with self._reading() as db:
            return int(ledger.meta(db, _MISSES) or 0)

    def count_miss(self) -> int:
        """Count one more before it is judged, durably; return how many there are now.

        Counted first, so that pulling the plug right after a guess does not give the guess back.
        """
        with self._writing() as db:
            misses = int(ledger.meta(db, _MISSES) or 0) + 1
            ledger.set_meta(db, _MISSES, str(misses))
            return misses

    def forget_misses(self) -> None:
        """The PIN was right."""
        with self._writing() as db:
            ledger.set_meta(db, _MISSES, "0")
