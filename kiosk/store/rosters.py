"""Rosters as a booth keeps them: tens of thousands of sealed rows, exchanged while people stand before it.

A new roster is written beside the one in force, a few rows at a time, under a place of its own; one short
change then says that this is the place. Nobody who looks somebody up waits for more than one such step.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice

from kiosk.campaign.roster import RosterEntry
from kiosk.clock import Clock
from kiosk.sqlite import sqlite3
from kiosk.store import ledger, schema
from kiosk.store.guarded import Guarded
from kiosk.store.sealed_values import SealedValues
from kiosk.store.uuid7 import new_uuid7

BATCH = 250
"""Rows of one change: a few milliseconds of the lock."""
GAP_S = 0.005
"""Between two changes: whoever waits for the lock gets it, which its last holder would else take again."""

_IN_FORCE = "roster_in_force."
"""``meta``: before a campaign's id; the version and under which place its rows lie."""
_ALONE = "roster."
"""The same of versions that kept one roster under the campaign itself: only the version. Where there is one
it is the newer: this program takes it away, and one that was rolled back to puts it there."""
_ALONE_ETAG = "config_etag"
"""With which such a version would take its configuration, and rosters that it does not find, for current."""


class Rosters(Guarded):
    """Part of :class:`kiosk.store.memory.Memory`; a row that does not open any more counts as not there."""

    def __init__(
        self, db: sqlite3.Connection, clock: Clock, lock: threading.RLock, values: SealedValues
    ) -> None:
        super().__init__(db, clock, lock)
        self._values = values
        self._exchanging = threading.RLock()
        """What another thread has just written beside looks like something left over."""

    def roster_version(self, campaign: str) -> int:
        """Return which roster is kept, 0 for none."""
        with self._reading() as db:
            return _in_force(db).get(campaign, (0, ""))[0]

    def roster_entry(self, campaign: str, key: str) -> RosterEntry | None:
        """Return who is on the roster under ``key``."""
        with self._reading() as db:
            place = _in_force(db).get(campaign, (0, ""))[1]
            row = db.execute(
                "SELECT entry FROM roster WHERE campaign = ? AND key = ?", (place, key)
            ).fetchone()
        text = None if row is None else self._values.open(_sealed_at(campaign, key), row["entry"])
        return None if text is None else RosterEntry(**json.loads(text))

    def keep_roster(self, campaign: str, version: int, entries: Iterable[RosterEntry]) -> None:
        """Replace a campaign's roster, all of it or nothing; until then the old one is in force.

        What an end in the middle leaves is dropped at the next start, or when the next roster comes.
        """
        with self._exchanging:
            self.drop_unused()
            place = new_uuid7(self._clock)
            for rows in self._batches(campaign, place, entries):
                with self._writing() as db:
                    db.executemany("INSERT OR REPLACE INTO roster VALUES (?, ?, ?)", rows)
                time.sleep(GAP_S)
            with self._writing() as db:
                db.execute("DELETE FROM meta WHERE key IN (?, ?)", (_ALONE + campaign, _ALONE_ETAG))
                ledger.set_meta(db, _IN_FORCE + campaign, f"{version} {place}")
            self.drop_unused()

    def drop_unused(self) -> None:
        """Drop the rows of no roster in force, and their traces."""
        with self._exchanging:
            dropped = False
            while self._drop_some():
                dropped = True
                time.sleep(GAP_S)
            if dropped:
                with self._lock:
                    schema.drop_traces(self._db)

    def _drop_some(self) -> bool:
        with self._reading() as db:
            used = {place for _, place in _in_force(db).values()}
            unused = next((place for place in _places(db) if place not in used), None)
        if unused is None:
            return False
        with self._writing() as db:
            db.execute(
                "DELETE FROM roster WHERE campaign = ?1 AND key IN"
                " (SELECT key FROM roster WHERE campaign = ?1 ORDER BY key LIMIT ?2)",
                (unused, BATCH),
            )
        return True

    def _batches(
        self, campaign: str, place: str, entries: Iterable[RosterEntry]
    ) -> Iterator[list[tuple[str, str, bytes]]]:
        """Yield rows to insert, sealed while nobody has to wait for it."""
        left = iter(entries)
        while some := list(islice(left, BATCH)):
            yield [
                (place, e.key, self._values.seal(_sealed_at(campaign, e.key), json.dumps(asdict(e))))
                for e in some
            ]


def forget_rosters(db: sqlite3.Connection, but: Iterable[str] = ()) -> None:
    """Let no roster be in force but those of some campaigns, within the caller's transaction.

    Their rows go with :meth:`Rosters.drop_unused`.
    """
    for campaign in _in_force(db).keys() - set(but):
        db.execute("DELETE FROM meta WHERE key IN (?, ?)", (_IN_FORCE + campaign, _ALONE + campaign))


def _in_force(db: sqlite3.Connection) -> dict[str, tuple[int, str]]:
    """Return version and place by campaign."""
    found = {}
    for prefix in (_IN_FORCE, _ALONE):
        for row in db.execute("SELECT key, value FROM meta WHERE key GLOB ?", (f"{prefix}*",)):
            campaign = row["key"].removeprefix(prefix)
            version, _, place = row["value"].partition(" ")
            found[campaign] = int(version), place or campaign
    return found


def _places(db: sqlite3.Connection) -> Iterator[str]:
    """Yield under what rows lie; from one to the next through the index, instead of past every row."""
    place: str | None = ""
    while True:
        (place,) = db.execute("SELECT MIN(campaign) FROM roster WHERE campaign > ?", (place,)).fetchone()
        if place is None:
            return
        yield place


def _sealed_at(campaign: str, key: str) -> str:
    return f"roster {campaign} {key}"
