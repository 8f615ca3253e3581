"""The booth's day as staff see it: what is counted, and what they are shown, read beside the GUI thread."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.photo.finished import CheckStatus, FinishedPhoto
from kiosk.services.darkroom import Darkroom
from kiosk.session.lane import ASKED_AGAIN
from kiosk.store.store import Store
from kiosk.store.tally import DayCounts

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0


@dataclass(frozen=True)
class Overview:
    """What staff are shown of the store: the day's counts, and since when the oldest photo waits."""

    looked_at: datetime
    today: DayCounts
    oldest_queued_at: datetime | None


class DayBook:
    """Counts on the photo thread; what cannot be counted is logged and holds nobody up.

    Attributes
    ----------
    newest
        The newest overview; None until :meth:`look` has been called for a while.
    """

    def __init__(self, store: Store, darkroom: Darkroom, clock: Clock) -> None:
        self._store, self._darkroom, self._clock = store, darkroom, clock
        self._looked_at_s = float("-inf")
        self.newest: Overview | None = None

    def captured(self) -> None:
        """The shutter fell."""
        self._darkroom.do(self._store.tally.captured, lambda _: None, _uncounted)

    def retaken(self, reasons: tuple[str, ...]) -> None:
        """Another photo is taken, because of these."""
        self._darkroom.do(lambda: self._store.tally.retaken(reasons), lambda _: None, _uncounted)

    def look(self) -> Overview | None:
        """Have a new overview made when the last is old; return the newest there is."""
        now_s = self._clock.monotonic()
        if now_s - self._looked_at_s >= LOOK_EVERY_S:
            self._looked_at_s = now_s
            self._darkroom.do(self._read, self._take, _uncounted)
        return self.newest

    def _read(self) -> Overview:
        return Overview(self._clock.now(), self._store.tally.day(), self._store.depth().oldest_queued_at)

    def _take(self, overview: Overview) -> None:
        self.newest = overview


def why_again(photo: FinishedPhoto | None) -> tuple[str, ...]:
    """Return why another photo is taken in place of this one: what it failed, or that one was wanted."""
    checks = () if photo is None else photo.inspection.checks
    failed = tuple(check.check for check in checks if check.must and check.status is CheckStatus.FAIL)
    return failed or (ASKED_AGAIN,)


def _uncounted(error: KioskError) -> None:
    log.error("the day's counts cannot be kept or read: %s", error.code)
