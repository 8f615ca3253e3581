"""The whole link with its thread: killed servers, enrolment, status."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from kiosk.central.central import Central, new_enrolment_code, open_central
from kiosk.central.process import CentralProcess
from kiosk.central.settings import load_central_settings
from kiosk.central.tables import Submission
from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from kiosk.sync.credentials import Credentials, checked_url
from kiosk.sync.enrolment import enrol
from kiosk.sync.link import Link, LinkStatus
from kiosk.sync.outcome import BoothState
from kiosk.sync.settings import load_sync_settings
from tests.store.making import ROOMY, HeldKeys, submission
from tests.sync.conftest import QUICK, Booth
from tests.sync.interposer import Fault, Interposer

PROMPT_S = 20.0


class Ear:
    """Collects what the link tells and lets a test wait for it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.delivered: Counter[str] = Counter()
        self.states: list[BoothState] = []

    def on_delivered(self, id_: str, receipt: Mapping[str, Any]) -> None:
        assert receipt["submission"] == id_
        with self._changed:
            self.delivered[id_] += 1
            self._changed.notify_all()

    def on_status(self, status: LinkStatus) -> None:
        with self._changed:
            self.states.append(status.booth)
            self._changed.notify_all()

    def wait(self, what: Callable[[], bool]) -> bool:
        with self._changed:
            return self._changed.wait_for(what, PROMPT_S)


@pytest.mark.usefixtures("empty_place")
def test_a_server_killed_between_two_submissions_still_gets_all_once(tmp_path: Path) -> None:
    clock, keys, ear = SystemClock(), HeldKeys(), Ear()
    with (
        CentralProcess.start(tmp_path / "central") as server,
        closing(Store.open(tmp_path / "booth", keys, clock, ROOMY)) as store,
    ):
        assert server.first is not None
        enrolled = enrol(server.url, server.first.enrolment_code, store.device, keys.identity(), QUICK)
        enrolled.credentials.keep(store.secrets)
        link = Link(store, replace(QUICK, backoff_base_s=0.05), clock, ear.on_delivered, ear.on_status)
        link.start()
        try:
            saved = [store.save(submission(clock, shade)).id for shade in (1, 2)]
            link.wake()
            assert ear.wait(lambda: len(ear.delivered) == 2)
            server.kill()
            link.resume()
            assert ear.wait(lambda: BoothState.OFFLINE in ear.states)
            saved.append(store.save(submission(clock, 3)).id)
            link.wake()
            assert ear.wait(lambda: link.status().waiting == 1)
            url = server.url
            server.restart()
            assert server.url == url
            assert ear.wait(lambda: len(ear.delivered) == 3)
        finally:
            link.stop()
        assert ear.delivered == Counter(saved)
        assert store.counts()[Delivery.ACCEPTED] == 3
        for id_ in saved:
            receipt = link.receipt(id_)
            assert receipt is not None
            assert receipt["submission"] == id_
        central = open_central(tmp_path / "central", load_central_settings(), clock)
        with closing(central), central.session() as db:
            assert db.scalar(select(func.count()).select_from(Submission)) == 3


def test_a_link_without_enrolment_sends_nothing_and_says_so(tmp_path: Path) -> None:
    with closing(Store.open(tmp_path, HeldKeys(), SystemClock(), ROOMY)) as store:
        link = Link(store, QUICK, SystemClock())
        link.start()
        assert link.status().booth is BoothState.NOT_ENROLLED
        link.stop()


def test_stopping_breaks_off_a_call_that_hangs(booth: Booth, proxy: Interposer) -> None:
    """The settings would let the call hang for a minute."""
    hanging = threading.Event()

    def hang(method: str, path: str) -> Fault:
        hanging.set()
        return Fault(hole=True)

    proxy.fault = hang
    saved = booth.store.save(submission(booth.clock))
    link = Link(booth.store, replace(QUICK, read_timeout_s=60.0, total_deadline_s=60.0), SystemClock())
    link.start()
    assert hanging.wait(PROMPT_S)
    began = time.monotonic()
    link.stop()
    link.stop()
    assert time.monotonic() - began < 2.0
    assert booth.store.state(saved.id) is Delivery.QUEUED


def test_an_enrolment_code_works_once(proxy: Interposer, inside: Central) -> None:
    code, keys = new_enrolment_code(inside), HeldKeys()
    device = "0" * 8 + "-0000-4000-8000-" + "0" * 12
    other = device[:-1] + "1"
    first = enrol(proxy.url, code, device, keys.identity(), QUICK)
    assert first.credentials.device == device
    with pytest.raises(KioskError) as error:
        enrol(proxy.url, code, other, keys.identity(), QUICK)
    assert error.value.code == "enrolment-refused"
    with pytest.raises(KioskError) as error:
        enrol(proxy.url, "AAAA-BBBB-CCCC", other, keys.identity(), QUICK)
    assert error.value.code == "enrolment-refused"


def test_an_enrolment_whose_answer_was_lost_can_be_asked_again(proxy: Interposer, inside: Central) -> None:
    code, keys = new_enrolment_code(inside), HeldKeys()
    device = "1" * 8 + "-0000-4000-8000-" + "0" * 12
    proxy.fault = lambda method, path: Fault(silent=True)
    with pytest.raises(KioskError) as error:
        enrol(proxy.url, code, device, keys.identity(), QUICK)
    assert error.value.code == "central-unreachable"
    proxy.fault = lambda method, path: None
    assert enrol(proxy.url, code, device, keys.identity(), QUICK).credentials.device == device


def test_credentials_come_back_and_pictures_go_nowhere_unencrypted(tmp_path: Path) -> None:
    credentials = Credentials("https://photos.example.edu", "device", "token", {"k": "00" * 32})
    with closing(Store.open(tmp_path, HeldKeys(), SystemClock(), ROOMY)) as store:
        assert Credentials.kept(store.secrets) is None
        credentials.keep(store.secrets)
        assert Credentials.kept(store.secrets) == credentials
    assert checked_url("https://photos.example.edu/") == "https://photos.example.edu"
    assert checked_url("http://127.0.0.1:80") == "http://127.0.0.1:80"
    for url in ("http://photos.example.edu", "http://192.0.2.1", "ftp://127.0.0.1", "photos.example.edu", ""):
        with pytest.raises(KioskError) as error:
            checked_url(url)
        assert error.value.code == "central-insecure"


def test_shipped_settings_are_the_contracts() -> None:
    settings = load_sync_settings()
    assert (settings.backoff_base_s, settings.backoff_cap_s, settings.retry_after_cap_s) == (2, 300, 3600)
    assert (settings.retention_s, settings.reconcile_batch) == (86_400, 500)
