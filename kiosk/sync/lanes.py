"""Lanes: several submissions on their way at once, where the network is quick enough for it."""

from __future__ import annotations

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


@dataclass(frozen=True)
class Load:
    """What became of one submission on its way; ``receipt`` is verified, and None without success."""

    id: str
    outcome: Outcome
    receipt: Receipt | None = None
    damaged: bool = False


class Lanes:
    """Carries waves of leased submissions, one in each lane.

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
        """Deliver a wave of at most :attr:`width` and return when the last of it is settled.

        Raises
        ------
        KioskError
            When the store fails; what was delivered meanwhile is delivered again and gets the same receipt.
        """
        began_s = self._clock.monotonic()
        if len(wave) == 1:
            loads = [self._carry_one(self._clients[0], wave[0])]
        else:
            with ThreadPoolExecutor(len(wave), thread_name_prefix="sync-lane") as lanes:
                loads = list(lanes.map(self._carry_one, self._clients, wave))
        done = all(load.outcome.meaning is Meaning.DONE for load in loads)
        quick = self._clock.monotonic() - began_s < self._settings.quick_s
        self.width = len(self._clients) if done and quick else 1
        return loads

    def _carry_one(self, client: CentralClient, waiting: Waiting) -> Load:
        try:
            parcel = self._outbox.open_sealed(waiting.id)
        except KioskError as error:
            if error.code != "sealed-damaged":
                raise
            return Load(waiting.id, Outcome(Meaning.BLOCK, error.code), damaged=True)
        outcome, receipt = deliver(client, parcel, waiting.attempts > 0, self._settings.required_consents)
        return Load(waiting.id, outcome, receipt if outcome.meaning is Meaning.DONE else None)
