"""What pauses the booth and what holds up one item only: storms, poison, clocks, certificates, erasures."""

from __future__ import annotations

import json
import random
import shutil
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.central.central import Central, new_enrolment_code
from kiosk.central.erasure import withdraw
from kiosk.errors import KioskError
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from kiosk.sync.client import CentralClient
from kiosk.sync.courier import BREAKER_ITEMS, Courier
from kiosk.sync.enrolment import enrol
from kiosk.sync.outcome import BoothState
from kiosk.sync.settings import load_sync_settings
from tests import leftovers
from tests.store.making import ROOMY, HeldKeys, submission
from tests.sync.conftest import QUICK, Booth
from tests.sync.interposer import Fault, Interposer, Reply
from tests.sync.live_server import LiveServer
from tests.sync.machine import TEN_YEARS, JumpingClock, pristine
from tests.sync.test_courier import signed_reply
from tests.sync.test_transport import untrusted_server

FIFTY = 50
OOPS = Fault(instead=Reply(500, {"Content-Type": "text/plain"}, b"oops"))


def queue(booth: Booth, count: int) -> list[str]:
    return [booth.store.save(submission(booth.clock, shade)).id for shade in range(count)]


def well(method: str, path: str) -> Fault | None:
    return None


@pytest.mark.parametrize("status", [429, 503])
def test_a_storm_of_refusals_costs_one_call_a_wait(booth: Booth, proxy: Interposer, status: int) -> None:
    queue(booth, 5)
    asked = {"Retry-After": "7", "Content-Type": "text/plain"}
    storm = Fault(instead=Reply(status, asked, b"busy"))
    proxy.fault = lambda method, path: storm if "/submissions" in path else None
    courier = booth.courier()
    assert courier.step() == pytest.approx(7)
    assert courier.state is BoothState.OFFLINE
    calls = len(proxy.calls)
    for _ in range(20):  # woken again and again, by saves and by whoever looks
        assert courier.step() == pytest.approx(7)
    assert len(proxy.calls) == calls
    assert [waiting.attempts for waiting in booth.store.due(booth.clock.now())] == [0] * 4
    asked["Retry-After"] = "999999"
    booth.clock.advance(7)
    assert courier.step() == pytest.approx(QUICK.retry_after_cap_s)
    proxy.fault = well
    booth.clock.advance(QUICK.retry_after_cap_s)
    courier.step()
    assert booth.store.counts()[Delivery.ACCEPTED] == 5


def test_booths_that_failed_together_do_not_come_back_together(booth: Booth) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
    waits = []
    for number in range(20):
        client = CentralClient(replace(booth.credentials, url=nobody), QUICK)
        courier = Courier(
            booth.store, [client], QUICK, booth.clock, random.Random(number).random, print, lambda: False
        )
        waits.append(courier.step())
    assert len({round(wait_s, 3) for wait_s in waits}) > 15
    assert all(0 <= wait_s <= QUICK.backoff_base_s for wait_s in waits)
    assert max(waits) - min(waits) > QUICK.backoff_base_s / 2


def test_a_server_that_carries_out_nothing_pauses_the_booth_and_ages_no_queue(
    booth: Booth, proxy: Interposer
) -> None:
    queue(booth, FIFTY)
    proxy.fault = lambda method, path: OOPS if "/blobs/" in path or "/submissions/" in path else None
    courier = booth.courier()
    wait_s = courier.step()
    assert courier.state is BoothState.OFFLINE
    assert len(proxy.sent("PUT", "")) == BREAKER_ITEMS
    waits = [wait_s]
    for _ in range(5):  # one probe a wait, and the waits grow
        booth.clock.advance(waits[-1])
        waits.append(courier.step())
    assert len(proxy.sent("PUT", "")) == BREAKER_ITEMS + 5
    assert waits == sorted(waits)
    assert waits[-1] > 10 * waits[0]
    proxy.fault = well
    for _ in range(3):
        booth.clock.advance(QUICK.backoff_cap_s)
        courier.step()
    assert booth.store.counts()[Delivery.ACCEPTED] == FIFTY


def test_poison_among_fifty_holds_up_none(
    booth: Booth, proxy: Interposer, expect_log: leftovers.ExpectLog
) -> None:
    ids = queue(booth, FIFTY)
    sick, bad = ids[3], ids[20]
    blocked = Fault(instead=signed_reply(422, {"type": "urn:photo-kiosk:problem:manifest-invalid"}))
    poison = {f"/submissions/{sick}": OOPS, f"/submissions/{bad}": blocked}
    proxy.fault = lambda method, path: next((f for part, f in poison.items() if part in path), None)
    expect_log("kiosk.sync.courier", "blocked: [0-9a-f]{8} manifest-invalid")
    courier = booth.courier()
    courier.step()
    states = {id_: booth.store.state(id_) for id_ in ids}
    assert states.pop(sick) is Delivery.QUEUED
    assert states.pop(bad) is Delivery.BLOCKED
    assert set(states.values()) == {Delivery.ACCEPTED}
    late = booth.store.save(submission(booth.clock)).id
    booth.clock.advance(QUICK.backoff_base_s)
    courier.step()
    assert booth.store.state(late) is Delivery.ACCEPTED
    assert courier.state is BoothState.OK


@pytest.mark.parametrize(
    ("status", "fault", "state"),
    [
        (426, "upgrade-required", BoothState.UPGRADE_REQUIRED),
        (507, "storage-full", BoothState.SERVER_FULL),
        (401, "unauthorized", BoothState.AUTH_LOST),
        (403, "device-revoked", BoothState.AUTH_LOST),
    ],
)
@pytest.mark.parametrize("where", ["/health", "/heartbeat", "/blobs/", "/submissions/"])
def test_what_concerns_the_booth_pauses_it_and_touches_no_item(
    booth: Booth, proxy: Interposer, status: int, fault: str, state: BoothState, where: str
) -> None:
    ids = queue(booth, 2)
    answer = Fault(instead=signed_reply(status, {"type": f"urn:photo-kiosk:problem:{fault}"}))
    proxy.fault = lambda method, path: answer if where in path else None
    courier = booth.courier()
    courier.step()
    assert courier.state is courier.booth is state
    assert {booth.store.state(id_) for id_ in ids} == {Delivery.QUEUED}
    proxy.fault = well
    booth.clock.advance(QUICK.backoff_cap_s)
    courier.resume()
    courier.step()
    assert {booth.store.state(id_) for id_ in ids} == {Delivery.ACCEPTED}
    assert courier.booth is BoothState.OK


def test_an_untrusted_certificate_pauses_the_booth(booth: Booth, tmp_path: Path) -> None:
    (id_,) = queue(booth, 1)
    with untrusted_server(tmp_path) as url:
        courier = Booth(booth.store, replace(booth.credentials, url=url), booth.clock).courier()
        wait_s = courier.step()
    assert courier.state is BoothState.TLS_BAD
    assert wait_s == pytest.approx(QUICK.backoff_cap_s)
    assert booth.store.state(id_) is Delivery.QUEUED
    assert booth.store.due(booth.clock.now())[0].attempts == 0


def test_a_server_that_speaks_no_tls_is_unreachable_and_gets_no_picture(
    booth: Booth, proxy: Interposer
) -> None:
    (id_,) = queue(booth, 1)
    plain = replace(booth.credentials, url=proxy.url.replace("http://127.0.0.1", "https://localhost"))
    courier = Booth(booth.store, plain, booth.clock).courier()
    courier.step()
    assert courier.state is BoothState.OFFLINE
    assert booth.store.state(id_) is Delivery.QUEUED
    assert not proxy.calls


def test_a_disk_fault_while_a_delivery_is_recorded_costs_one_try(
    booth: Booth, inside: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    (id_,) = queue(booth, 1)
    courier = booth.courier()

    def broken(receipts: object) -> None:
        raise KioskError("store-io", "The disk of the booth reports an error.", "Try again.")

    with monkeypatch.context() as patch:
        patch.setattr(booth.store, "accept_all", broken)
        with pytest.raises(KioskError):
            courier.step()
    assert booth.store.state(id_) is Delivery.SENDING
    courier.step()  # gives the lease back
    booth.clock.advance(QUICK.backoff_base_s)
    courier.step()
    assert booth.store.state(id_) is Delivery.ACCEPTED


def test_what_was_erased_while_its_answer_was_lost_leaves_the_booth_too(
    booth: Booth, proxy: Interposer, inside: Central
) -> None:
    (id_,) = queue(booth, 1)
    proxy.fault = lambda m, path: Fault(silent=True) if "/submissions/" in path else None
    courier = booth.courier()
    courier.step()
    assert booth.store.state(id_) is Delivery.QUEUED
    withdraw(inside, id_, "admin")
    proxy.fault = well
    booth.clock.advance(QUICK.backoff_base_s)
    courier.step()
    assert booth.store.state(id_) is Delivery.PURGED
    assert not list((booth.store.directory / "sealed").iterdir())


SHIPPED = load_sync_settings()


@pytest.fixture
def clocks() -> tuple[JumpingClock, JumpingClock]:
    """The booth's and the server's, which agree."""
    return JumpingClock(), JumpingClock()


@pytest.fixture
def timed(tmp_path: Path, clocks: tuple[JumpingClock, JumpingClock]) -> Iterator[tuple[Store, Courier]]:
    """A booth with the shipped settings at a server with a clock of the test's."""
    shutil.copytree(pristine(), tmp_path / "central")
    keys, (clock, server_clock) = HeldKeys(), clocks
    with (
        LiveServer(tmp_path / "central", server_clock) as server,
        closing(Store.open(tmp_path / "booth", keys, clock, ROOMY)) as store,
    ):
        code = new_enrolment_code(server.central)
        enrolled = enrol(server.url, code, store.device, keys.identity(), SHIPPED)
        client = CentralClient(enrolled.credentials, SHIPPED)
        yield (
            store,
            Courier(store, [client], SHIPPED, clock, lambda: 0.5, lambda id_, receipt: None, lambda: False),
        )


@pytest.mark.parametrize("years", [-1, 1], ids=["ten years back", "ten years on"])
@pytest.mark.parametrize("whose", [0, 1], ids=["booth", "server"])
def test_a_clock_ten_years_off_holds_up_nothing_and_ends_no_retention(
    timed: tuple[Store, Courier], clocks: tuple[JumpingClock, JumpingClock], whose: int, years: int
) -> None:
    (store, courier), (clock, _) = timed, clocks

    def pass_s(seconds: float) -> None:
        for each in clocks:
            each.advance(seconds)
        courier.step()

    first = store.save(submission(clock, 1)).id
    pass_s(0)
    assert courier.booth is BoothState.OK
    clocks[whose].off = years * TEN_YEARS
    second = store.save(submission(clock, 2)).id
    pass_s(SHIPPED.heartbeat_s)
    assert courier.booth is BoothState.CLOCK_BAD
    assert store.state(second) is Delivery.ACCEPTED
    assert [json.loads(store.open_sealed(id_).manifest)["seq"] for id_ in (first, second)] == [1, 2]
    for _ in range(3):
        pass_s(SHIPPED.reconcile_s)
    assert store.counts()[Delivery.ACCEPTED] == 2  # ten years seem to have passed, or none
    clocks[whose].off = timedelta()
    pass_s(SHIPPED.reconcile_s)
    assert courier.booth is BoothState.OK
    pass_s(SHIPPED.retention_s - 60)
    assert store.state(second) is Delivery.ACCEPTED
    for _ in range(2):
        pass_s(SHIPPED.reconcile_s)
    assert [store.state(id_) for id_ in (first, second)] == [Delivery.PURGED] * 2
    assert store.audit_break() is None
