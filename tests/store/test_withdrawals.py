"""A withdrawn consent stays withdrawn when the database that knew it is lost or older."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from kiosk.clock import ManualClock
from kiosk.store.ledger import WrongState
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from tests import leftovers
from tests.store.making import CODE, NAME, ROOMY, STUDENT_NUMBER, HeldKeys, submission


def reopen(folder: Path, clock: ManualClock) -> Store:
    return Store.open(folder, HeldKeys(), clock, ROOMY)


@pytest.mark.parametrize("purged_before", [False, True], ids=["held", "purged"])
def test_a_lost_database_brings_no_withdrawn_photo_back(
    tmp_path: Path, clock: ManualClock, purged_before: bool
) -> None:
    with closing(reopen(tmp_path, clock)) as store:
        kept, gone = store.save(submission(clock, 1)), store.save(submission(clock, 2))
        if purged_before:
            store.lease(gone.id)
            store.accept(gone.id, {})
            store.purge(gone.id, "retention")
        store.withdraw(gone.id, "asked")
    for path in tmp_path.glob("store.db*"):
        path.unlink()
    with closing(reopen(tmp_path, clock)) as store:
        assert store.ids_in(Delivery.QUEUED) == (kept.id,)
        assert store.ids_in(Delivery.WITHDRAWN) == (gone.id,)
        store.purge(gone.id, "withdrawn")
        assert store.audit_break() is None
    assert [path.stem for path in (tmp_path / "sealed").iterdir()] == [kept.id]
    assert not list((tmp_path / "withdrawn").iterdir())


def test_a_crash_between_note_and_row_withdraws_at_the_next_start(tmp_path: Path, clock: ManualClock) -> None:
    with closing(reopen(tmp_path, clock)) as store:
        saved = store.save(submission(clock))
        before = (tmp_path / "store.db").read_bytes()
        store.withdraw(saved.id, "asked")
        (note,) = (tmp_path / "withdrawn").iterdir()
        content = note.read_bytes()
    (tmp_path / "store.db").write_bytes(before)
    assert not any(canary.encode() in content for canary in (NAME, STUDENT_NUMBER, CODE))
    with closing(reopen(tmp_path, clock)) as store:
        assert store.state(saved.id) is Delivery.WITHDRAWN


def test_what_is_on_its_way_is_not_noted(tmp_path: Path, clock: ManualClock) -> None:
    with closing(reopen(tmp_path, clock)) as store:
        saved = store.save(submission(clock))
        store.lease(saved.id)
        with pytest.raises(WrongState):
            store.withdraw(saved.id, "asked")
    with closing(reopen(tmp_path, clock)) as store:
        assert store.state(saved.id) is Delivery.QUEUED


def test_a_damaged_note_is_told_and_stays(
    tmp_path: Path, clock: ManualClock, expect_log: leftovers.ExpectLog
) -> None:
    with closing(reopen(tmp_path, clock)) as store:
        saved = store.save(submission(clock))
        store.withdraw(saved.id, "asked")
    (note,) = (tmp_path / "withdrawn").iterdir()
    note.write_bytes(b"{}")
    expect_log("kiosk.store.withdrawals", "unreadable")
    with closing(reopen(tmp_path, clock)) as store:
        assert store.state(saved.id) is Delivery.WITHDRAWN  # the database knows it all the same
    assert note.exists()
