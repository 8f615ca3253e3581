"""Several submissions on their way at once: only on a quick network, and nothing is lost or doubled by it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field, replace

from kiosk.central.central import Central
from kiosk.central.tables import Submission
from kiosk.clock import SystemClock
from kiosk.digest import content_digest
from kiosk.store.submission import Delivery
from kiosk.sync.client import CentralClient
from kiosk.sync.courier import Courier
from kiosk.sync.settings import SyncSettings
from tests.damage import spoilt
from tests.leftovers import ExpectLog
from tests.store.making import submission
from tests.sync.conftest import QUICK, Booth
from tests.sync.interposer import Fault, Interposer, Reply

PATIENT = replace(QUICK, read_timeout_s=10.0, total_deadline_s=20.0, quick_s=10.0, lanes=4)


@dataclass
class Traffic:
    """How many uploads were under way at once, at most; each takes ``seconds``."""

    seconds: float
    most: int = 0
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, method: str, path: str) -> Fault | None:
        if method == "PUT":
            with self._lock:
                self._now += 1
                self.most = max(self.most, self._now)
            time.sleep(self.seconds)  # the slowness itself is what is tested
            with self._lock:
                self._now -= 1
        return None


def courier(booth: Booth, settings: SyncSettings) -> Courier:
    return Courier(
        booth.store,
        [CentralClient(booth.credentials, settings) for _ in range(settings.lanes)],
        settings,
        SystemClock(),
        lambda: 0.999,
        lambda id_, receipt: booth.delivered.append((id_, receipt)),
        lambda: False,
    )


def save(booth: Booth, count: int) -> list[str]:
    return [booth.store.save(submission(booth.clock, shade)).id for shade in range(count)]


def test_a_quick_network_carries_several_at_once(booth: Booth, proxy: Interposer, inside: Central) -> None:
    ids = save(booth, 9)
    proxy.fault = traffic = Traffic(0.05)
    courier(booth, PATIENT).step()
    assert traffic.most > 1
    assert booth.store.counts()[Delivery.ACCEPTED] == 9
    assert sorted(id_ for id_, _ in booth.delivered) == sorted(ids)
    with inside.session() as db:
        assert all(db.get(Submission, id_) is not None for id_ in ids)


def test_a_slow_link_is_not_shared(booth: Booth, proxy: Interposer) -> None:
    save(booth, 4)
    proxy.fault = traffic = Traffic(0.05)
    courier(booth, replace(PATIENT, quick_s=0.04)).step()
    assert traffic.most == 1
    assert booth.store.counts()[Delivery.ACCEPTED] == 4


def test_one_fault_in_a_wave_costs_the_others_nothing(
    booth: Booth, proxy: Interposer, expect_log: ExpectLog
) -> None:
    expect_log("kiosk.sync.courier", "damaged")
    expect_log("kiosk.sync.courier", "blocked")
    ids = save(booth, 5)
    rotten = booth.store.directory / "sealed" / f"{ids[2]}.sealed"
    rotten.write_bytes(spoilt(rotten.read_bytes()))
    body = b'{"type":"urn:photo-kiosk:problem:manifest-invalid","title":"x","status":422}'
    kind, digest = "application/problem+json", content_digest(body)
    problem = Reply(422, {"Content-Type": kind, "Content-Digest": digest}, body)
    proxy.fault = lambda _method, path: Fault(instead=problem) if path.endswith(ids[3]) else None
    courier(booth, PATIENT).step()
    counts = booth.store.counts()
    assert (counts[Delivery.ACCEPTED], counts[Delivery.QUARANTINED], counts[Delivery.BLOCKED]) == (3, 1, 1)


def test_an_outage_in_a_wave_gives_every_lease_back(booth: Booth, proxy: Interposer) -> None:
    ids = save(booth, 5)
    moving = courier(booth, PATIENT)
    # two of the four of the second wave
    proxy.fault = lambda _method, path: Fault(silent=True) if path.endswith((ids[2], ids[4])) else None
    moving.step()
    counts = booth.store.counts()
    assert (counts[Delivery.ACCEPTED], counts[Delivery.QUEUED], counts[Delivery.SENDING]) == (3, 2, 0)
    proxy.fault = lambda _method, _path: None
    booth.clock.advance(10_000.0)
    moving.resume()
    moving.step()
    assert booth.store.counts()[Delivery.ACCEPTED] == 5
    assert len({id_ for id_, _ in booth.delivered}) == len(booth.delivered) == 5
