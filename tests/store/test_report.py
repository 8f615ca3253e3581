"""The queue as seen from beside the running booth."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.clock import ManualClock
from kiosk.errors import KioskError
from kiosk.store.report import queue_rows
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from tests.store.making import LAST4, NAME, ROOMY, HeldKeys, submission


def test_the_queue_is_read_while_the_booth_holds_the_store(
    tmp_path: Path, clock: ManualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kiosk.toml").write_text('data_dir = "."\n', encoding="utf-8")
    store = Store.open(tmp_path / "store", HeldKeys(), clock, ROOMY)
    try:
        saved = [store.save(submission(clock)) for _ in range(2)]
        store.lease(saved[0].id)
        rows = queue_rows(tmp_path / "store")
        assert main(["queue", "list", "--json", "--config", str(tmp_path / "kiosk.toml")]) == 0
    finally:
        store.close()
    assert [(row.id, row.state) for row in rows] == [
        (saved[0].id, Delivery.SENDING),
        (saved[1].id, Delivery.QUEUED),
    ]
    printed = capsys.readouterr().out
    assert [json.loads(line)["id"] for line in printed.splitlines()] == [item.id for item in saved]
    assert NAME not in printed
    assert LAST4 not in printed


def test_a_booth_without_a_store_and_a_broken_store_are_told(tmp_path: Path) -> None:
    with pytest.raises(KioskError) as caught:
        queue_rows(tmp_path)
    assert caught.value.code == "store-missing"
    (tmp_path / "store.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(KioskError) as caught:
        queue_rows(tmp_path)
    assert caught.value.code == "store-damaged"
