"""Many booths in one process: each with its own store and courier, on a clock that the bench moves on."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any
from urllib.parse import urlsplit

from kiosk.bench.crash_booth import Post, drawn_submission, open_store
from kiosk.clock import ManualClock
from kiosk.store.submission import Delivery
from kiosk.sync.client import CentralClient
from kiosk.sync.courier import Courier
from kiosk.sync.credentials import Credentials
from kiosk.sync.directory import Directory
from kiosk.sync.pulling import Pull
from kiosk.sync.settings import load_sync_settings
from kiosk.sync.transport import Answer, CallFailed, Transport

MINUTE_S = 60.0


@dataclass
class Calls:
    """What the booths asked of the server: how often, by kind, and how long each answer took."""

    kinds: Counter[str] = field(default_factory=Counter)
    failed: int = 0
    seconds: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, method: str, path: str, seconds: float, answered: bool) -> None:
        with self._lock:
            if answered:
                self.kinds[f"{method} {_kind(path)}"] += 1
                self.seconds.append(seconds)
            else:
                self.failed += 1


@contextmanager
def noting(calls: Calls) -> Iterator[None]:
    """Note every call that any booth of this process makes."""
    original = Transport.call

    def call(
        self: Transport,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        began_s = time.perf_counter()
        try:
            answer = original(self, method, path, body, headers)
        except CallFailed:
            calls.note(method, path, 0.0, False)
            raise
        calls.note(method, path, time.perf_counter() - began_s, True)
        return answer

    Transport.call = call  # type: ignore[method-assign]
    try:
        yield
    finally:
        Transport.call = original  # type: ignore[method-assign]


class SimulatedBooth:
    """One booth: people come to it, its cable is pulled out now and then, its queue waits and goes."""

    def __init__(self, post: Post, seed: int, photos_per_hour: float, outages_per_hour: float) -> None:
        self._clock, self._random = ManualClock(), Random(seed)
        self._photo_share = photos_per_hour * MINUTE_S / 3600
        self._outage_share = outages_per_hour * MINUTE_S / 3600
        self.store = open_store(post, self._clock)
        credentials = Credentials.kept(self.store.secrets)
        assert credentials is not None, "enrolled before"
        settings = replace(load_sync_settings(), lanes=1)
        pull = Pull(self.store.memory, Directory(credentials, settings), self._clock, lambda: None)
        self._courier = Courier(
            self.store, [CentralClient(credentials, settings)], settings, self._clock, self._random.random,
            self._delivered, lambda: False, pull.step,
        )  # fmt: skip
        self._next_s = self._clock.monotonic() + self._random.uniform(0.0, MINUTE_S)
        self._unplugged_minutes = 0
        self.saved = 0
        self.receipts = 0

    def live_a_minute(self, people: bool = True) -> None:
        """Let a minute pass: perhaps somebody comes, perhaps the cable goes, the courier does its rounds.

        People come as a Poisson process, at most five a minute.
        """
        until_s = self._clock.monotonic() + MINUTE_S
        if people:
            for _ in range(5):
                if self._random.random() < self._photo_share / 5:
                    self.store.save(drawn_submission(self._clock, self._random))
                    self.saved += 1
                    self._next_s = self._clock.monotonic()
            if self._random.random() < self._outage_share:
                self._unplugged_minutes = self._random.randrange(2, 40)
        else:
            self._unplugged_minutes = 0
        if self._unplugged_minutes > 0:
            self._unplugged_minutes -= 1
        else:
            while self._next_s < until_s:
                self._clock.advance(max(0.0, self._next_s - self._clock.monotonic()))
                wait_s = self._courier.step()
                self._next_s = self._clock.monotonic() + max(0.05, wait_s)
        self._clock.advance(max(0.0, until_s - self._clock.monotonic()))
        self._next_s = max(self._next_s, self._clock.monotonic())

    @property
    def waiting(self) -> int:
        """How many submissions still have to be delivered."""
        counts = self.store.counts()
        return counts[Delivery.QUEUED] + counts[Delivery.SENDING]

    def close(self) -> None:
        self.store.close()

    def _delivered(self, _id: str, _receipt: Mapping[str, Any]) -> None:
        self.receipts += 1


def _kind(path: str) -> str:
    """Return the path without ids."""
    parts = urlsplit(path).path.strip("/").split("/")
    return "/".join(part if len(part) < 25 else "*" for part in parts)
