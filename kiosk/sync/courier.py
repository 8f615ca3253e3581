"""The courier: one round of what delivery has to do now, without a thread of its own."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from kiosk.clock import Clock
from kiosk.log import short_id
from kiosk.store.stored import Waiting
from kiosk.store.submission import Delivery
from kiosk.sync.backoff import full_jitter_s
from kiosk.sync.client import CentralClient
from kiosk.sync.lanes import Lanes, Load
from kiosk.sync.outbox import Outbox
from kiosk.sync.outcome import BoothState, Meaning, Outcome
from kiosk.sync.retention import reconcile
from kiosk.sync.settings import SyncSettings
from kiosk.sync.turns import Turn

log = logging.getLogger(__name__)

_STOPS = (Meaning.OUTAGE, Meaning.PAUSE)

DECIDED = "decided"
"""The server's word for a submission that was reviewed before its retake came: it holds both then."""

BREAKER_ITEMS = 3
"""After so many different submissions in a row with which the server could do nothing, the fault is its own
and the booth pauses; fewer may be at fault themselves, and those wait alone."""


class Courier:
    """Keeps in touch with the server, delivers what is due, reconciles and purges.

    Parameters
    ----------
    clients
        One a lane: deliveries under way at once where the network is quick; the first makes the other calls.
    random
        Uniform in [0, 1), for the jitter.
    delivered
        Called with id and receipt (plain JSON data) after a delivery is recorded; what it raises is logged.
    cancelled
        Asked between calls; true ends the round early.
    renew
        Renews the token if it is time; told whether the clock is right.
    """

    def __init__(
        self,
        outbox: Outbox,
        clients: Sequence[CentralClient],
        settings: SyncSettings,
        clock: Clock,
        random: Callable[[], float],
        delivered: Callable[[str, dict[str, Any]], None],
        cancelled: Callable[[], bool],
        pull: Callable[[], Outcome] | None = None,
        renew: Callable[[bool], Outcome] | None = None,
    ) -> None:
        self._outbox, self._client, self._settings, self._clock = outbox, clients[0], settings, clock
        self._lanes = Lanes(outbox, clients, settings, clock)
        self._random, self._delivered, self._cancelled = random, delivered, cancelled
        self._pull, self._renew = pull, renew
        self.state = BoothState.OFFLINE
        self.last_contact: datetime | None = None
        self._server_time: tuple[datetime, float] | None = None
        """What the server's clock showed, and when, on the monotonic clock."""
        self._refused: set[str] = set()
        self._breaks = 0
        """How often in a row nothing could be carried out after :data:`BREAKER_ITEMS` had been refused."""
        self._failures = 0
        self._not_before_s = self._heartbeat_at_s = now_s = clock.monotonic()
        self._reconciling = Turn(settings.reconcile_s, self._wait_s, now_s)
        self._pulling = Turn(settings.pull_s, self._wait_s, now_s)
        self._leased: dict[str, Waiting] = {}
        self._resumed = threading.Event()

    @property
    def clock_offset_s(self) -> float | None:
        """The server's clock minus ours, for the operator; None before it answered."""
        if self._server_time is None:
            return None
        showed, at_s = self._server_time
        shows = showed + timedelta(seconds=self._clock.monotonic() - at_s)
        return (shows - self._clock.now()).total_seconds()

    @property
    def clock_is_right(self) -> bool:
        """Whether our clock and the server's agree; delivery asks for neither."""
        offset_s = self.clock_offset_s
        return offset_s is not None and abs(offset_s) <= self._settings.clock_bad_s

    @property
    def booth(self) -> BoothState:
        """How the booth stands, for the operator: a wrong clock is told, but holds up no delivery."""
        told = self.state is BoothState.OK and self._server_time is not None
        return BoothState.CLOCK_BAD if told and not self.clock_is_right else self.state

    def step(self) -> float:
        """Do one round and return how many seconds until there is something to do again.

        Raises
        ------
        KioskError
            When the store fails; a lease in hand is given back at the next round.
        """
        self._return_leases()
        if self._resumed.is_set():
            self._resumed.clear()
            self._failures = 0
            self._not_before_s = self._heartbeat_at_s = now_s = self._clock.monotonic()
            self._pulling.hasten(now_s)
        remaining_s = self._not_before_s - self._clock.monotonic()
        if remaining_s > 0:
            return remaining_s
        if self._in_touch() and self._deliver_due() and self._report_withdrawn() and self._report_replaced():
            self._reconcile()
            self._bring_up_to_date()
        return self._until_next_s()

    def resume(self) -> None:
        """Forget waits and pauses at the next round, because the operator put something right; any thread."""
        self._resumed.set()

    def _in_touch(self) -> bool:
        if self.state is BoothState.OK and self._clock.monotonic() < self._heartbeat_at_s:
            return True
        outcome, server_time = self._client.health()
        if outcome.meaning is Meaning.DONE:
            if server_time is not None:
                self._server_time = datetime.fromisoformat(server_time), self._clock.monotonic()
            outcome = self._client.heartbeat(self._outbox.depth(), self._clock.now(), self.clock_offset_s)
        elif outcome.meaning not in _STOPS:
            outcome = Outcome(Meaning.OUTAGE, outcome.reason, BoothState.OFFLINE, outcome.retry_after_s)
        if outcome.meaning in _STOPS:
            return self._stop(outcome)
        if outcome.meaning is not Meaning.DONE:
            log.warning("the server did not take the heartbeat: %s", outcome.reason)
        self._heartbeat_at_s = self._clock.monotonic() + self._settings.heartbeat_s
        self._reached()
        if self._renew is not None:
            outcome = self._renew(self.clock_is_right)
            if outcome.meaning in _STOPS:
                return self._stop(outcome)
        return True

    def _deliver_due(self) -> bool:
        waiting = self._outbox.due(self._clock.now())
        while waiting:
            if self._cancelled():
                return False
            wave, waiting = waiting[: self._lanes.width], waiting[self._lanes.width :]
            outcomes = self._deliver(wave)
            stops = [outcome for outcome in outcomes.values() if outcome.meaning in _STOPS]
            if stops:
                return self._stop(stops[0])
            self._reached()
            if self._is_refusing(outcomes):
                self._failures, self._breaks = self._breaks, self._breaks + 1
                return self._stop(Outcome(Meaning.OUTAGE, "server-refuses", BoothState.OFFLINE))
        return True

    def _is_refusing(self, outcomes: Mapping[str, Outcome]) -> bool:
        """Whether the server answers, but carries out nothing, whichever submission it is."""
        if all(outcome.meaning is Meaning.RETRY for outcome in outcomes.values()):
            self._refused.update(outcomes)
        else:
            self._refused.clear()
            self._breaks = 0
        return len(self._refused) >= BREAKER_ITEMS

    def _deliver(self, wave: Sequence[Waiting]) -> dict[str, Outcome]:
        """Deliver a wave; return what became of those that were tried."""
        self._outbox.lease(*(waiting.id for waiting in wave))
        self._leased = {waiting.id: waiting for waiting in wave}
        loads = self._lanes.carry(wave)
        tried = {load.id for load in loads}
        if untried := [id_ for id_ in self._leased if id_ not in tried]:
            self._outbox.give_back(*untried)
            for id_ in untried:
                del self._leased[id_]
        receipts = {load.id: load.receipt.as_json() for load in loads if load.receipt is not None}
        if receipts:
            self._outbox.accept_all(receipts)
            for id_ in receipts:
                del self._leased[id_]
            for id_, receipt in receipts.items():
                self._tell_delivered(id_, receipt)
        for load in loads:
            if load.receipt is None:
                self._settle(load)
        return {load.id: load.outcome for load in loads}

    def _tell_delivered(self, id_: str, receipt: dict[str, Any]) -> None:
        """What is recorded stays so, and the rest of the wave is settled, whatever the listener runs into."""
        try:
            self._delivered(id_, receipt)
        except Exception:
            log.exception("a delivery could not be told: %s", short_id(id_))

    def _settle(self, load: Load) -> None:
        """Give back or set aside what was not delivered."""
        waiting, outcome = self._leased[load.id], load.outcome
        if load.damaged:
            del self._leased[load.id]  # the store has quarantined it
            log.error("a stored submission is damaged: %s", short_id(load.id))
        elif outcome.meaning is Meaning.BLOCK:
            self._outbox.transition(load.id, Delivery.SENDING, Delivery.BLOCKED, outcome.reason)
            del self._leased[load.id]
            if outcome.reason == "erased":
                # Withdrawn at the server while our copy was on its way; it must go from here too.
                self._outbox.withdraw(load.id, "erased-by-server")
                return
            log.error("a submission is blocked: %s %s", short_id(load.id), outcome.reason)
        else:
            self._postpone(waiting, outcome.reason, outcome.retry_after_s)

    def _postpone(self, waiting: Waiting, reason: str, retry_after_s: float = 0.0) -> None:
        self._outbox.postpone(waiting.id, self._wait_s(waiting.attempts, retry_after_s), reason)
        del self._leased[waiting.id]

    def _return_leases(self) -> None:
        """Give back what a round that was broken off had in hand; where the store fails, at the next."""
        sending = self._outbox.ids_in(Delivery.SENDING) if self._leased else ()
        for waiting in list(self._leased.values()):
            if waiting.id in sending:
                self._postpone(waiting, "interrupted")
            else:  # set aside meanwhile, or recorded after all: it may not hold up the others for ever
                del self._leased[waiting.id]
                log.warning("a lease had ended already: %s", short_id(waiting.id))

    def _report_withdrawn(self) -> bool:
        for id_ in self._outbox.ids_in(Delivery.WITHDRAWN):
            outcome = self._client.delete(id_)
            if outcome.meaning in _STOPS:
                return self._stop(outcome)
            if outcome.meaning is Meaning.DONE:
                self._outbox.purge(id_, "withdrawn")
            else:
                log.warning("a withdrawal was not taken: %s %s", short_id(id_), outcome.reason)
        return True

    def _report_replaced(self) -> bool:
        """Say what a retake took the place of: its number is no gap, and a copy with a lost answer goes."""
        for id_ in self._outbox.replaced():
            outcome = self._client.replace(id_)
            if outcome.meaning in _STOPS:
                return self._stop(outcome)
            if outcome.meaning is Meaning.DONE or outcome.reason == DECIDED:
                self._outbox.purge(id_, "retake")
            else:
                log.warning("a retake was not taken note of: %s %s", short_id(id_), outcome.reason)
        return True

    def _reconcile(self) -> None:
        if self._reconciling.is_due(self._clock.monotonic()):
            outcome = reconcile(
                self._outbox, self._client, self._settings, self._clock, self._cancelled, self.clock_is_right
            )
            self._end(self._reconciling, outcome)

    def _bring_up_to_date(self) -> None:
        """Campaigns, rosters, reviews and photo counts; a failure there holds up no delivery."""
        due = self._pulling.is_due(self._clock.monotonic()) and self.state is BoothState.OK
        if self._pull is not None and due:
            self._end(self._pulling, self._pull())

    def _end(self, turn: Turn, outcome: Outcome) -> None:
        turn.end(outcome, self._clock.monotonic())
        if outcome.meaning in _STOPS:
            self._stop(outcome)

    def _reached(self) -> None:
        self.state, self._failures = BoothState.OK, 0
        self.last_contact = self._clock.now()

    def _stop(self, outcome: Outcome) -> bool:
        """Pause the booth; returns False so that a caller can return it."""
        if outcome.meaning is Meaning.PAUSE:
            # A person must act: look again now and then; a server that still listens, as often as it is told.
            told = outcome.booth is BoothState.UPGRADE_REQUIRED
            wait_s = min(self._settings.backoff_cap_s, self._settings.heartbeat_s if told else math.inf)
        else:
            wait_s = self._wait_s(self._failures, outcome.retry_after_s)
        self._failures += 1
        self._not_before_s = self._clock.monotonic() + wait_s
        self.state = outcome.booth
        log.info("the booth pauses %.1f s: %s", wait_s, outcome.reason)
        return False

    def _wait_s(self, attempts: int, retry_after_s: float) -> float:
        s = self._settings
        jitter_s = full_jitter_s(attempts, s.backoff_base_s, s.backoff_cap_s, self._random)
        return max(jitter_s, min(retry_after_s, s.retry_after_cap_s))

    def _until_next_s(self) -> float:
        now_s = self._clock.monotonic()
        if self.state is not BoothState.OK:
            return max(0.0, self._not_before_s - now_s)
        due_s = self._outbox.next_due_s(self._clock.now())
        waits = [self._heartbeat_at_s - now_s, self._reconciling.due_s - now_s]
        if self._pull is not None:
            waits.append(self._pulling.due_s - now_s)
        return max(0.0, min([*waits, due_s] if due_s is not None else waits))
