"""A database that cannot be read: what only it knew is kept as far as it can be believed."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

from kiosk.clock import ManualClock
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from tests import leftovers
from tests.store.making import ROOMY, HeldKeys, submission

WHO = "7" * 64
RECEIPT = {"submission": "x", "signature": "y"}


def opened(folder: Path, clock: ManualClock) -> Store:
    return Store.open(folder, HeldKeys(), clock, ROOMY)


def lived_in(folder: Path, clock: ManualClock) -> dict[str, str]:
    """Return the ids of a queued, a withdrawn and a purged submission of a booth that has seen some use."""
    with closing(opened(folder, clock)) as store:
        ids = {}
        for name in ("queued", "withdrawn", "purged"):
            ids[name] = store.save(replace(submission(clock), person_key=WHO)).id
        store.withdraw(ids["withdrawn"], "test")
        store.lease(ids["purged"])
        store.accept(ids["purged"], RECEIPT)
        store.purge(ids["purged"], "retention")
        store.memory.count_photo("example", WHO)
        store.pin_recovery_key(bytes(range(32)))
    return ids


def lose_a_bit(path: Path) -> None:
    """Flip one bit in the name of a column: no statement of the store fits any more, the rows are sound."""
    content = bytearray(path.read_bytes())
    content[content.index(b"attempts INTEGER") + 2] ^= 1
    path.write_bytes(bytes(content))


def test_what_only_the_database_knew_is_kept(
    tmp_path: Path, clock: ManualClock, expect_log: leftovers.ExpectLog
) -> None:
    ids = lived_in(tmp_path, clock)
    lose_a_bit(tmp_path / "store.db")
    expect_log("kiosk.store.startup", "set aside")
    with closing(opened(tmp_path, clock)) as store:
        assert store.state(ids["queued"]) is Delivery.QUEUED
        assert store.state(ids["withdrawn"]) is Delivery.WITHDRAWN, "never sent again"
        assert store.state(ids["purged"]) is Delivery.PURGED
        assert store.receipt(ids["purged"]) == RECEIPT
        assert len(store.memory.untold_photos(10)) == 1
        assert set(store.memory.submissions("example", WHO)) == set(ids.values())
        assert store.audit_break() is None
        assert store.save(submission(clock)).seq == 4


def test_the_numbers_never_go_back_even_when_nothing_is_left_to_send(
    tmp_path: Path, clock: ManualClock, expect_log: leftovers.ExpectLog
) -> None:
    with closing(opened(tmp_path, clock)) as store:
        for _ in range(3):
            id_ = store.save(submission(clock)).id
            store.lease(id_)
            store.accept(id_, RECEIPT)
            store.purge(id_, "retention")
    lose_a_bit(tmp_path / "store.db")
    expect_log("kiosk.store.startup", "set aside")
    with closing(opened(tmp_path, clock)) as store:
        assert store.save(submission(clock)).seq == 4


def test_an_altered_audit_row_ends_what_is_kept_of_the_chain(
    tmp_path: Path, clock: ManualClock, expect_log: leftovers.ExpectLog
) -> None:
    lived_in(tmp_path, clock)
    content = bytearray((tmp_path / "store.db").read_bytes())
    content[content.index(b"receipt-verified")] ^= 1
    (tmp_path / "store.db").write_bytes(bytes(content))
    lose_a_bit(tmp_path / "store.db")
    expect_log("kiosk.store.startup", "set aside")
    with closing(opened(tmp_path, clock)) as store:
        assert store.audit_break() is None
        assert store.counts()[Delivery.QUEUED] == 1


def test_pure_garbage_yields_nothing_and_the_files_everything(
    tmp_path: Path, clock: ManualClock, expect_log: leftovers.ExpectLog
) -> None:
    ids = lived_in(tmp_path, clock)
    (tmp_path / "store.db").write_bytes(b"\0\1\2\3" * 4096)
    expect_log("kiosk.store.startup", " 0 rows kept")
    with closing(opened(tmp_path, clock)) as store:
        assert ids["queued"] in store.ids_in(Delivery.QUEUED)
        assert {path.stem for path in (tmp_path / "sealed").iterdir()} == {ids["queued"], ids["withdrawn"]}
