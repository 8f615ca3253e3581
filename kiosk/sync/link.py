"""The booth's link to its central server, as the rest of the kiosk sees it."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kiosk.clock import Clock
from kiosk.store.submission import Delivery
from kiosk.sync.client import CentralClient
from kiosk.sync.courier import Courier
from kiosk.sync.credentials import Credentials
from kiosk.sync.directory import Directory
from kiosk.sync.outbox import Outbox
from kiosk.sync.outcome import BoothState
from kiosk.sync.pulling import Pull
from kiosk.sync.rotation import Rotation
from kiosk.sync.settings import SyncSettings
from kiosk.sync.worker import SyncWorker

PUBLISH_S = 0.1
"""How often the status is made anew while many are delivered: it counts every row of the queue."""

OnDelivered = Callable[[str, Mapping[str, Any]], None]
OnStatus = Callable[["LinkStatus"], None]


@dataclass(frozen=True)
class LinkStatus:
    """How the link stands: the booth's state, submissions by state, when the server last answered."""

    booth: BoothState
    counts: Mapping[Delivery, int]
    last_contact: datetime | None = None
    clock_offset_s: float | None = None

    @property
    def waiting(self) -> int:
        """How many submissions still have to be delivered."""
        return self.counts[Delivery.QUEUED] + self.counts[Delivery.SENDING]


class Link:
    """Delivers what the store holds, for as long as it runs.

    Parameters
    ----------
    on_delivered
        Called on the sync thread with id and receipt after each delivery; no lock is held.
    on_status
        Called on the sync thread when the status changed; no lock is held.
    on_campaigns
        Called on the sync thread when the server's campaigns are others now; no lock is held.
    """

    def __init__(
        self,
        outbox: Outbox,
        settings: SyncSettings,
        clock: Clock,
        on_delivered: OnDelivered | None = None,
        on_status: OnStatus | None = None,
        on_campaigns: Callable[[], None] | None = None,
    ) -> None:
        self._outbox, self._settings, self._clock = outbox, settings, clock
        self._on_delivered, self._on_status, self._on_campaigns = on_delivered, on_status, on_campaigns
        self._directory: Directory | None = None
        self._lock = threading.Lock()
        self._status = LinkStatus(BoothState.NOT_ENROLLED, outbox.counts())
        self._clients: tuple[CentralClient, ...] = ()
        self._courier: Courier | None = None
        self._worker: SyncWorker | None = None
        self._published_s = -PUBLISH_S

    def start(self) -> None:
        """Begin to deliver, once; without credentials the status stays ``not_enrolled`` and nothing is sent.

        Raises
        ------
        KioskError
            ``secret-damaged`` when the credentials cannot be opened.
        """
        credentials = Credentials.kept(self._outbox.secrets)
        if credentials is None or self._worker is not None:
            return
        worker = SyncWorker(self._step, self._publish)
        secrets, settings = self._outbox.secrets, self._settings
        self._clients = tuple(CentralClient(credentials, settings, secrets) for _ in range(settings.lanes))
        self._directory = Directory(credentials, settings, secrets)
        rotation = Rotation(credentials, self._clients[0], secrets, settings, self._clock)
        memory = self._outbox.memory
        pull = Pull(memory, self._directory, self._clock, self._on_campaigns or (lambda: None))
        self._courier = Courier(
            self._outbox,
            self._clients,
            self._settings,
            self._clock,
            random.random,
            self._delivered,
            worker.stopping,
            pull.step,
            rotation.step,
        )
        self._worker = worker
        with self._lock:
            self._status = LinkStatus(self._courier.state, self._outbox.counts())
        worker.start()

    def stop(self) -> None:
        """Break off the call in progress and let go of the thread; safe to call twice."""
        if self._worker is not None:
            self._worker.request_stop()  # first, so that the broken call starts no other
            for client in self._clients:
                client.abort()
            if self._directory is not None:
                self._directory.abort()
            self._worker.stop()
            self._worker = None

    def wake(self) -> None:
        """Say that something was saved; from any thread."""
        if self._worker is not None:
            self._worker.wake()
        else:  # not enrolled: nobody else would count it
            with self._lock:
                self._status = replace(self._status, counts=self._outbox.counts())

    def resume(self) -> None:
        """Try again now, whatever pause was on: the operator put something right."""
        if self._courier is not None:
            self._courier.resume()
        self.wake()

    def status(self) -> LinkStatus:
        """Return the newest status; from any thread."""
        with self._lock:
            return self._status

    def receipt(self, id_: str) -> dict[str, Any] | None:
        """Return the verified receipt of a submission as plain JSON data, None before delivery."""
        return self._outbox.receipt(id_)

    def _step(self) -> float:
        assert self._courier is not None
        return self._courier.step()

    def _delivered(self, id_: str, receipt: Mapping[str, Any]) -> None:
        if self._on_delivered is not None:
            self._on_delivered(id_, receipt)
        if time.monotonic() - self._published_s >= PUBLISH_S:  # the end of the round is published anyway
            self._publish()  # last: it reads the database, which may fail

    def _publish(self) -> None:
        assert self._courier is not None
        courier = self._courier
        status = LinkStatus(
            courier.booth, self._outbox.counts(), courier.last_contact, courier.clock_offset_s
        )
        self._published_s = time.monotonic()
        with self._lock:
            changed = (status.booth, status.counts) != (self._status.booth, self._status.counts)
            self._status = status
        if changed and self._on_status is not None:
            self._on_status(status)
