"""Reconciling what was accepted with what the server still holds, and purging only what it holds."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from kiosk.clock import Clock
from kiosk.log import short_id
from kiosk.store.stored import Held
from kiosk.store.submission import Delivery
from kiosk.sync.client import CentralClient
from kiosk.sync.outbox import Outbox
from kiosk.sync.outcome import Meaning, Outcome
from kiosk.sync.settings import SyncSettings

log = logging.getLogger(__name__)


def reconcile(
    outbox: Outbox,
    client: CentralClient,
    settings: SyncSettings,
    clock: Clock,
    cancelled: Callable[[], bool],
    clock_is_right: bool,
) -> Outcome:
    """Compare every accepted submission with the server and act on each answer.

    ``held`` starts, then ends its retention; ``unknown`` (a server restored from an old backup) sends
    it again; ``conflict`` blocks it; ``erased`` destroys the local copy too. ``cancelled`` is asked before
    each; the rest then waits for the next time. Under a clock that is not right no retention begins or
    ends: only the clock says how long ago something was.
    """
    after_seq = 0
    outcome = Outcome(Meaning.DONE, "nothing-accepted")
    while batch := outbox.accepted(after_seq, settings.reconcile_batch):
        outcome, answers = client.reconcile([held for _, held in batch])
        if outcome.meaning is not Meaning.DONE:
            return outcome
        items = {held.id: held for _, held in batch}
        fresh = [answer.id for answer in answers if answer.status == "held" and not items[answer.id].held_at]
        if fresh and clock_is_right:
            outbox.confirm_held(*fresh)
        for answer in answers:
            if cancelled():
                return outcome
            if answer.id not in fresh:
                ends = clock_is_right and _is_over(items[answer.id], settings, clock)
                _act(outbox, items[answer.id], answer.status, ends)
        after_seq = batch[-1][0]
    return outcome


def _is_over(held: Held, settings: SyncSettings, clock: Clock) -> bool:
    return held.held_at is not None and clock.now() - held.held_at >= timedelta(seconds=settings.retention_s)


def _act(outbox: Outbox, held: Held, status: str, retention_ends: bool) -> None:
    if status == "held":
        if retention_ends:
            outbox.purge(held.id, "retention")
    elif status == "unknown":
        log.error("the server lost a submission, it is sent again: %s", short_id(held.id))
        outbox.requeue_lost(held.id)
    elif status == "conflict":
        log.error("the server holds another content under this id: %s", short_id(held.id))
        outbox.transition(held.id, Delivery.ACCEPTED, Delivery.BLOCKED, "conflict")
    elif status == "erased":
        outbox.purge(held.id, "erased-by-server")
    else:
        log.error("the server gave an unknown reconciliation: %s", short_id(held.id))
