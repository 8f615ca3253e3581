"""What a passing fault spoils is asked for again soon, then ever later."""

from __future__ import annotations

from itertools import pairwise

import pytest

from kiosk.store.submission import Delivery
from kiosk.sync.client import CentralClient
from kiosk.sync.courier import Courier
from kiosk.sync.directory import Directory
from kiosk.sync.outcome import BoothState
from kiosk.sync.pulling import Pull
from tests.store.making import submission
from tests.sync.conftest import QUICK, Booth
from tests.sync.interposer import Call, Fault, Interposer, Reply

LONGEST = 0.999
SILENT = Fault(silent=True)
BROKEN = Fault(instead=Reply(500, {"Content-Type": "text/plain"}, b"broken"))
CONFIG, RECONCILE = "/api/v1/device/config", "/api/v1/submissions:reconcile"


def pulling_courier(booth: Booth) -> Courier:
    pull = Pull(booth.store.memory, Directory(booth.credentials, QUICK), booth.clock, lambda: None)
    client = CentralClient(booth.credentials, QUICK)
    return Courier(
        booth.store, [client], QUICK, booth.clock, lambda: LONGEST, lambda id_, receipt: None, lambda: False,
        pull.step,
    )  # fmt: skip


def asked(calls: list[Call], path: str) -> int:
    return sum(called.startswith(path) for _, called in calls)


def test_a_call_lost_on_the_way_is_made_again_soon(booth: Booth, proxy: Interposer) -> None:
    courier = pulling_courier(booth)
    proxy.fault = lambda method, path: SILENT if path.startswith(CONFIG) else None
    waits_s = []
    for _ in range(3):
        waits_s.append(courier.step())
        booth.clock.advance(waits_s[-1])
    proxy.fault = lambda method, path: None
    assert booth.store.memory.config_etag() is None
    passed_s = sum(waits_s)
    while booth.store.memory.config_etag() is None:
        assert passed_s < 15, "a booth that was cut off for seconds waits as if all were well"
        wait_s = courier.step()
        booth.clock.advance(wait_s)
        passed_s += wait_s
    assert courier.state is BoothState.OK


@pytest.mark.parametrize("part", [CONFIG, RECONCILE])
@pytest.mark.parametrize("fault", [SILENT, BROKEN], ids=["silent", "broken"])
def test_what_stays_broken_is_asked_for_ever_less_often(
    booth: Booth, proxy: Interposer, part: str, fault: Fault
) -> None:
    courier = pulling_courier(booth)
    saved = booth.store.save(submission(booth.clock)).id
    proxy.fault = lambda method, path: fault if path.startswith(part) else None
    passed_s, times_s = 0.0, []
    while passed_s < 3600:
        before = asked(proxy.calls, part)
        wait_s = courier.step()
        if asked(proxy.calls, part) > before:
            times_s.append(passed_s)
        assert wait_s > 0
        booth.clock.advance(wait_s)
        passed_s += wait_s
    assert booth.store.state(saved) is Delivery.ACCEPTED, "delivery goes on"
    gaps_s = [later - earlier for earlier, later in pairwise(times_s)]
    every_s = QUICK.pull_s if part == CONFIG else QUICK.reconcile_s
    assert gaps_s[0] < 5 and gaps_s[1] > gaps_s[0]
    assert min(gaps_s[8:]) >= 0.99 * min(every_s, QUICK.backoff_cap_s)


def test_staff_who_put_something_right_need_not_wait(booth: Booth, proxy: Interposer) -> None:
    courier = pulling_courier(booth)
    proxy.fault = lambda method, path: SILENT if path.startswith(CONFIG) else None
    for _ in range(8):
        booth.clock.advance(courier.step())
    before = asked(proxy.calls, CONFIG)
    proxy.fault = lambda method, path: None
    courier.resume()
    courier.step()
    assert asked(proxy.calls, CONFIG) == before + 1
    assert booth.store.memory.config_etag() is not None
