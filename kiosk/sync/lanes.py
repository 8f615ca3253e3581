"""Lanes: several submissions on their way at once, where the network is quick enough for it."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.receipt import Receipt
from kiosk.store.stored import Waiting
from kiosk.sync.client import CentralClient
from kiosk.sync.delivery import deliver
from kiosk.sync.outbox import Outbox
from kiosk.sync.outcome import Meaning, Outcome
from kiosk.sync.settings import SyncSettings

EACH = 8
"""Submissions of a wave for each lane: leasing them and recording their receipts are a transaction a wave."""


@dataclass(frozen=True)
class Load:
    """What became of one submission on its way; ``receipt`` is verified, and None without success."""

    id: str
    outcome: Outcome
    took_s: float
    receipt: Receipt | None = None
    damaged: bool = False


class Lanes:
    """Carries waves of leased submissions, one at a time in each lane.

    A slow link is never shared: two uploads on it would both run into their deadline. So it begins with
    one lane, and has more only while each delivery takes less than ``settings.quick_s``.

    Attributes
    ----------
    width
        How many submissions the next wave may have.
    """

    def __init__(
        self, outbox: Outbox, clients: Sequence[CentralClient], settings: SyncSettings, clock: Clock
    ) -> None:
        self._outbox, self._clients, self._settings, self._clock = outbox, tuple(clients), settings, clock
        self.width = 1

    def carry(self, wave: Sequence[Waiting]) -> list[Load]:
        """Deliver a wave of at most :attr:`width`; return when all that was begun is settled.

        After one that failed or was slow nothing more is begun: what was not is not in the answer.

        Raises
        ------
        KioskError
            When the store fails; what was delivered meanwhile is delivered again and gets the same receipt.
        """
        loads: list[Load] = []
        if len(wave) == 1:
            loads.append(self._carry_one(self._clients[0], wave[0]))
        else:
            todo = deque(wave)
            with ThreadPoolExecutor(len(self._clients), thread_name_prefix="sync-lane") as lanes:
                for _ in lanes.map(lambda client: self._drive(client, todo, loads), self._clients):
                    pass
        done = len(loads) == len(wave) and all(load.outcome.meaning is Meaning.DONE for load in loads)
        quick = all(load.took_s < self._settings.quick_s for load in loads)
        self.width = EACH * len(self._clients) if done and quick and len(self._clients) > 1 else 1
        return loads

    def _drive(self, client: CentralClient, todo: deque[Waiting], loads: list[Load]) -> None:
        """Take one after another until nothing is left or something went wrong."""
        try:
            while True:
                try:
                    waiting = todo.popleft()
                except IndexError:
                    return  # another lane took the last
                load = self._carry_one(client, waiting)
                loads.append(load)
                one_stands_for_all = load.outcome.meaning not in (Meaning.DONE, Meaning.BLOCK)
                if one_stands_for_all or load.took_s >= self._settings.quick_s:
                    todo.clear()
        except BaseException:
            todo.clear()
            raise

    def _carry_one(self, client: CentralClient, waiting: Waiting) -> Load:
        began_s = self._clock.monotonic()
        try:
            parcel = self._outbox.open_sealed(waiting.id)
        except KioskError as error:
            if error.code != "sealed-damaged":
                raise
            return Load(waiting.id, Outcome(Meaning.BLOCK, error.code), 0.0, damaged=True)
        outcome, receipt = deliver(client, parcel, waiting.attempts > 0, self._settings.required_consents)
        took_s = self._clock.monotonic() - began_s
        return Load(waiting.id, outcome, took_s, receipt if outcome.meaning is Meaning.DONE else None)
