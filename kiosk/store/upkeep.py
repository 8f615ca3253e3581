"""What staff do with the queue: try again, release what is held up, take a submission out; each audited."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import UTC, datetime

from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.sqlite import sqlite3
from kiosk.store import audit, ledger
from kiosk.store.guarded import Guarded
from kiosk.store.manifest import unpack
from kiosk.store.sealed_files import SealedFiles
from kiosk.store.sealing import Damaged
from kiosk.store.stored import HeldUp, Parcel
from kiosk.store.submission import Delivery

RELEASED, RECOVERED, EXPORTED = "released", "recovered", "exported"


class Upkeep(Guarded):
    """Shares the store's database, lock and files; raises what :class:`kiosk.store.rows.Rows` raises."""

    def __init__(
        self,
        db: sqlite3.Connection,
        clock: Clock,
        lock: threading.RLock,
        files: SealedFiles,
        wrapping_key: bytes,
    ) -> None:
        super().__init__(db, clock, lock)
        self._files, self._wrapping_key = files, wrapping_key

    def held_up(self, limit: int) -> tuple[HeldUp, ...]:
        """Return what only staff can set going again, oldest first."""
        with self._reading() as db:
            rows = db.execute(
                "SELECT id, seq, state, saved_at, reason FROM submission"
                " WHERE state IN ('blocked', 'quarantined') ORDER BY seq LIMIT ?",
                (limit,),
            )
            return tuple(
                HeldUp(
                    r["id"],
                    r["seq"],
                    Delivery(r["state"]),
                    datetime.fromtimestamp(r["saved_at"], UTC),
                    r["reason"],
                )
                for r in rows
            )

    def retry(self) -> int:
        """End every wait: what is queued is due now. Returns how many wait."""
        with self._writing() as db:
            ids = ledger.ids_in(db, Delivery.QUEUED)
            for id_ in ids:
                ledger.set_wait(db, id_, ledger.row(db, id_)["attempts"], 0.0, self._clock.now())
            return len(ids)

    def release(self, id_: str) -> None:
        """Put a blocked or quarantined submission back into the queue, due now.

        Raises
        ------
        KioskError
            ``release-not-held`` in any other state; ``sealed-damaged`` when its file is not what was saved.
        """
        self._queue_again(id_, RELEASED)

    def take_recovered(self, ids: Iterable[str]) -> None:
        """Note that these were wrapped anew; those set aside for their old key go back into the queue."""
        for id_ in ids:
            if self._state(id_) is Delivery.QUARANTINED:
                self._queue_again(id_, RECOVERED)
            else:
                self._note(id_, RECOVERED)

    def take_out(self, id_: str) -> Parcel:
        """Open a submission for an export, and note that somebody asked for it.

        Raises
        ------
        KioskError
            ``sealed-damaged`` when its file is not what was saved.
        """
        parcel = self._open(id_)
        self._note(id_, EXPORTED)
        return parcel

    def _queue_again(self, id_: str, reason: str) -> None:
        state = self._state(id_)
        if state not in (Delivery.BLOCKED, Delivery.QUARANTINED):
            raise KioskError(
                "release-not-held",
                f"The submission is {state.value}: nothing holds it up.",
                "Only blocked and quarantined submissions are released.",
            )
        self._open(id_)
        with self._writing() as db:
            now = self._clock.now()
            ledger.transition(db, id_, state, Delivery.QUEUED, reason, now)
            ledger.set_wait(db, id_, 0, 0.0, now)

    def _open(self, id_: str) -> Parcel:
        with self._reading() as db:
            fingerprint = ledger.row(db, id_)["fingerprint"]
            try:
                parcel = unpack(self._files.open(id_, self._wrapping_key))
                if (parcel.id, parcel.fingerprint) != (id_, fingerprint):
                    raise Damaged("the content is not what was recorded")
            except Damaged as error:
                raise KioskError(
                    "sealed-damaged",
                    "The stored submission does not open: its file is damaged or gone.",
                    "Bring the file back from the backup, or ask the person to take the photo again.",
                ) from error
            return parcel

    def _state(self, id_: str) -> Delivery:
        with self._reading() as db:
            return Delivery(ledger.row(db, id_)["state"])

    def _note(self, id_: str, reason: str) -> None:
        with self._writing() as db:
            state = ledger.row(db, id_)["state"]
            audit.append(db, self._clock.now(), id_, state, state, reason)
