"""The store's rows as others use them: the queue, the states, the receipts; each change one transaction."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kiosk.clock import Clock
from kiosk.sqlite import sqlite3
from kiosk.store import audit, ledger, tally
from kiosk.store.guarded import Guarded
from kiosk.store.stored import Held, Waiting
from kiosk.store.submission import Delivery


class Rows(Guarded):
    """What can be asked and changed without opening a sealed file; safe to use from several threads.

    Every method may raise :class:`kiosk.errors.KioskError` ``disk-full``, ``store-readonly``,
    ``store-locked``, ``store-io`` or ``store-damaged``, and then has changed nothing. A method that
    names a submission raises ``KeyError`` when there is none of that id.
    """

    def __init__(self, db: sqlite3.Connection, clock: Clock) -> None:
        super().__init__(db, clock, threading.RLock())

    def due(self, now: datetime, limit: int = 50) -> tuple[Waiting, ...]:
        """Return queued submissions whose wait is over, oldest first."""
        with self._reading() as db:
            return ledger.due(db, now, limit)

    def next_due_s(self, now: datetime) -> float | None:
        """Return the seconds until the next queued submission is due, None when nothing is queued."""
        with self._reading() as db:
            return ledger.next_due_s(db, now)

    def lease(self, *ids: str) -> None:
        """Take queued submissions for sending, all or none; a restart gives them back."""
        with self._writing() as db:
            for id_ in ids:
                ledger.transition(db, id_, Delivery.QUEUED, Delivery.SENDING, "leased", self._clock.now())

    def give_back(self, *ids: str) -> None:
        """Give leased submissions back that were not tried; they are due at once."""
        with self._writing() as db:
            for id_ in ids:
                ledger.transition(db, id_, Delivery.SENDING, Delivery.QUEUED, "not-tried", self._clock.now())

    def transition(self, id_: str, from_: Delivery, to: Delivery, reason: str) -> None:
        """Change a state and write its audit row in one transaction.

        Raises
        ------
        kiosk.store.ledger.WrongState
            When the submission is not in ``from_`` or may not become ``to``.
        """
        with self._writing() as db:
            ledger.transition(db, id_, from_, to, reason, self._clock.now())

    def postpone(self, id_: str, wait_s: float, reason: str) -> None:
        """Give a leased submission back to the queue, one attempt older, due after ``wait_s``."""
        with self._writing() as db:
            now = self._clock.now()
            ledger.transition(db, id_, Delivery.SENDING, Delivery.QUEUED, reason, now)
            ledger.set_wait(db, id_, ledger.row(db, id_)["attempts"] + 1, wait_s, now)

    def accept(self, id_: str, receipt: Mapping[str, Any]) -> None:
        """Record a *verified* receipt for a leased submission."""
        self.accept_all({id_: receipt})

    def accept_all(self, receipts: Mapping[str, Mapping[str, Any]]) -> None:
        """Record the *verified* receipts of leased submissions by their id, all or none."""
        with self._writing() as db:
            for id_, receipt in receipts.items():
                ledger.transition(
                    db, id_, Delivery.SENDING, Delivery.ACCEPTED, "receipt-verified", self._clock.now()
                )
                ledger.set_receipt(db, id_, receipt)
            tally.add(db, self._clock.now(), tally.Counted.DELIVERED, len(receipts))

    def receipt(self, id_: str) -> dict[str, Any] | None:
        """Return the receipt as plain JSON data, None before delivery; it outlives the photo."""
        with self._reading() as db:
            text = ledger.row(db, id_)["receipt"]
            return None if text is None else dict(json.loads(text))

    def accepted(self, after_seq: int, limit: int) -> tuple[tuple[int, Held], ...]:
        """Return (seq, submission) of accepted submissions with a higher seq, in order."""
        with self._reading() as db:
            return ledger.accepted(db, after_seq, limit)

    def confirm_held(self, *ids: str) -> None:
        """Record that the server was found to hold these; the first time counts for retention."""
        with self._writing() as db:
            for id_ in ids:
                if ledger.row(db, id_)["held_at"] is None:
                    ledger.set_held(db, id_, self._clock.now())

    def requeue_lost(self, id_: str) -> None:
        """Send an accepted submission again, because the server no longer knows it."""
        with self._writing() as db:
            now = self._clock.now()
            ledger.transition(db, id_, Delivery.ACCEPTED, Delivery.QUEUED, "server-lost-it", now)
            ledger.set_held(db, id_, None)
            ledger.set_wait(db, id_, 0, 0.0, now)

    def withdraw(self, id_: str, reason: str) -> None:
        """Record that the person took the consent back; the worker tells the server, then purges."""
        with self._writing() as db:
            ledger.transition(db, id_, self.state(id_), Delivery.WITHDRAWN, reason, self._clock.now())

    def ids_in(self, state: Delivery) -> tuple[str, ...]:
        """Return the ids in a state, oldest first."""
        with self._reading() as db:
            return ledger.ids_in(db, state)

    def replaced(self) -> tuple[str, ...]:
        """Return the superseded ones whose retake has arrived or is gone, oldest first."""
        with self._reading() as db:
            return ledger.replaced(db)

    def state(self, id_: str) -> Delivery:
        """Return the state of one submission; ``KeyError`` when it is unknown."""
        with self._reading() as db:
            return Delivery(ledger.row(db, id_)["state"])

    def counts(self) -> dict[Delivery, int]:
        """Return how many submissions are in each state."""
        with self._reading() as db:
            return ledger.counts(db)

    def audit_break(self) -> int | None:
        """Return the first audit row that does not fit the chain, None when all do."""
        with self._reading() as db:
            return audit.first_break(db)

    def last_check(self) -> datetime | None:
        """Return when everything stored was last read and checked, None when it never was."""
        with self._reading() as db:
            text = ledger.meta(db, "checked_at")
            return None if text is None else datetime.fromisoformat(text)

    def note_check(self) -> None:
        """Record that everything stored was read and checked now."""
        with self._writing() as db:
            ledger.set_meta(db, "checked_at", self._clock.now().isoformat())

    def _last_seq(self) -> int:
        return int(ledger.meta(self._db, "last_seq") or 0)
