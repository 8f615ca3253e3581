"""Reading everything stored once a day, a little at a time, so that a disk that forgets is known in time."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from datetime import timedelta

from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.log import short_id
from kiosk.store.store import Store
from kiosk.store.submission import Delivery

log = logging.getLogger(__name__)

CHECKED = (Delivery.QUEUED, Delivery.BLOCKED, Delivery.ACCEPTED)
"""A leased one is being read anyway, one set aside was found already; the rest have no file."""


class Scrub:
    """Checks the database, then one sealed file a step.

    Parameters
    ----------
    mend
        Called with the id of a damaged submission; whether a sound copy was put in its place.
    """

    def __init__(self, store: Store, clock: Clock, every_s: float, mend: Callable[[str], bool]) -> None:
        self._store, self._clock, self._mend = store, clock, mend
        self._every = timedelta(seconds=every_s)
        self._left: deque[str] | None = None

    def step(self) -> bool:
        """Do one small step if it is time; return whether another is to follow soon.

        Raises
        ------
        KioskError
            ``store-damaged`` when the database fails its check; the next start sets it aside and rebuilds it.
        """
        if self._left is None:
            if not self._due():
                return False
            self._store.check_database()
            self._left = deque(id_ for state in CHECKED for id_ in self._store.ids_in(state))
        elif self._left:
            self._look_at(self._left.popleft())
        if not self._left:
            self._store.note_check()
            self._left = None
            return False
        return True

    def _due(self) -> bool:
        last = self._store.last_check()
        # A clock that was set back says nothing of when it was: check again.
        return last is None or not timedelta(0) <= self._clock.now() - last < self._every

    def _look_at(self, id_: str) -> None:
        if self._store.state(id_) not in CHECKED:
            return  # sent or purged since
        try:
            self._store.open_sealed(id_)
        except KioskError as error:
            if error.code != "sealed-damaged":
                raise
            mended = self._mend(id_)
            log.error("a sealed file is damaged: %s, %s", short_id(id_), "mended" if mended else "set aside")
