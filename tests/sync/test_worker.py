"""The sync thread outlasts whatever a round, or the telling of it, runs into."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.store.store import Store
from kiosk.sync import worker
from kiosk.sync.credentials import Credentials
from kiosk.sync.link import Link, LinkStatus
from kiosk.sync.outcome import BoothState
from kiosk.sync.worker import SyncWorker
from tests.leftovers import ExpectLog
from tests.store.making import ROOMY, HeldKeys, submission
from tests.sync.conftest import QUICK

PROMPT_S = 20.0


@pytest.mark.parametrize(
    ("fault", "told"),
    [(KioskError("store-io", "t", "a"), "interrupted: store-io"), (ValueError("a bug"), "unexpectedly")],
)
def test_a_status_that_cannot_be_told_ends_no_thread(
    fault: Exception, told: str, monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog
) -> None:
    """The next round would be an hour away; what was not told is told after a short pause."""
    monkeypatch.setattr(worker, "FAULT_WAIT_S", 0.01)
    expect_log("kiosk.sync.worker", told)
    calls, came_through = 0, threading.Event()

    def stepped() -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise fault
        came_through.set()

    sync = SyncWorker(lambda: 3600.0, stepped)
    sync.start()
    try:
        assert came_through.wait(PROMPT_S)
    finally:
        sync.stop()


def test_a_database_that_fails_for_a_moment_stops_no_delivery(tmp_path: Path, expect_log: ExpectLog) -> None:
    """Neither the round nor the status after it can be read; later both can."""
    expect_log("kiosk.sync.worker", "unexpectedly")
    told = threading.Condition()
    seen: list[LinkStatus] = []
    failed = threading.Event()

    def on_status(status: LinkStatus) -> None:
        with told:
            seen.append(status)
            told.notify_all()

    def interrupt() -> int:
        failed.set()
        return 1  # SQLite gives every statement up

    with closing(Store.open(tmp_path, HeldKeys(), SystemClock(), ROOMY)) as store:
        Credentials("http://127.0.0.1:9", "device", "token", {}).keep(store.secrets)
        link = Link(store, QUICK, SystemClock(), on_status=on_status)
        link.start()
        try:
            thread = next(t for t in threading.enumerate() if t.name == "sync")
            store._db.set_progress_handler(interrupt, 1)
            link.resume()
            assert failed.wait(PROMPT_S)
            thread.join(0.5)  # a thread that ends of it has the time to
            store._db.set_progress_handler(None, 1)
            store.save(submission(SystemClock()))
            link.resume()
            with told:
                assert told.wait_for(lambda: any(s.waiting == 1 for s in seen), PROMPT_S)
            assert link.status().booth is BoothState.OFFLINE
        finally:
            store._db.set_progress_handler(None, 1)
            link.stop()
