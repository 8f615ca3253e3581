"""The daily check: finds what the disk forgot and mends it from the backup, a little at a time."""

from __future__ import annotations

import errno
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import pytest

from kiosk.clock import ManualClock
from kiosk.errors import KioskError
from kiosk.sqlite import sqlite3
from kiosk.store import sealed_files
from kiosk.store.scrub import Scrub
from kiosk.store.sealing import Context, unseal
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from tests import leftovers
from tests.store.making import ROOMY, UNREADABLE, HeldKeys, make_unreadable, submission

DAY_S = 86_400.0


def run(scrub: Scrub) -> int:
    steps = 1
    while scrub.step():
        steps += 1
    return steps


def flip(path: Path, at: int) -> bytes:
    """Turn one bit of a file; return what it was."""
    sound = path.read_bytes()
    path.write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
    return sound


def test_one_file_a_step_once_a_day(store: Store, clock: ManualClock) -> None:
    for _ in range(3):
        store.save(submission(clock))
    scrub = Scrub(store, clock, DAY_S, lambda id_: False)
    assert run(scrub) == 4, "the database and three files"
    assert run(scrub) == 1, "done for today"
    clock.advance(DAY_S)
    assert run(scrub) == 4
    assert store.last_check() == clock.now()


@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_that_was_wrong_puts_no_check_off(store: Store, clock: ManualClock, years: int) -> None:
    away = ManualClock(1000.0)
    away._epoch = (clock.now() + timedelta(days=365 * years)).timestamp() - 1000.0
    store.save(submission(clock))
    run(Scrub(store, clock, DAY_S, lambda id_: False))
    assert run(Scrub(store, away, DAY_S, lambda id_: False)) > 1


def test_a_forgotten_bit_is_found_and_mended_from_the_copy(
    tmp_path: Path, store: Store, clock: ManualClock, expect_log: leftovers.ExpectLog
) -> None:
    lost, mended = store.save(submission(clock)), store.save(submission(clock))
    folder = tmp_path / "store" / "sealed"
    flip(folder / f"{lost.id}.sealed", 600)
    copy = flip(folder / f"{mended.id}.sealed", 700)
    expect_log("kiosk.store.scrub", "mended")
    expect_log("kiosk.store.scrub", "set aside")
    run(Scrub(store, clock, DAY_S, lambda id_: id_ == mended.id and store.mend(id_, copy)))
    assert store.state(lost.id) is Delivery.QUARANTINED
    assert store.state(mended.id) is Delivery.QUEUED
    assert store.open_sealed(mended.id).fingerprint == mended.fingerprint
    assert store.audit_break() is None


def test_only_the_very_same_content_mends(tmp_path: Path, store: Store, clock: ManualClock) -> None:
    saved, other = store.save(submission(clock)), store.save(submission(clock))
    sound = flip(tmp_path / "store" / "sealed" / f"{saved.id}.sealed", 700)
    with pytest.raises(KioskError, match="damaged"):
        store.open_sealed(saved.id)
    foreign = (tmp_path / "store" / "sealed" / f"{other.id}.sealed").read_bytes()
    for copy in (foreign, sound[:-1], b""):
        assert not store.mend(saved.id, copy)
    assert store.state(saved.id) is Delivery.QUARANTINED
    assert store.mend(saved.id, sound)


@pytest.mark.skipif(not UNREADABLE.exists(), reason="only Linux has a file that reads as a bad sector does")
def test_a_sector_that_cannot_be_read_is_mended_or_set_aside_as_a_forgotten_bit_is(
    tmp_path: Path, store: Store, clock: ManualClock, expect_log: leftovers.ExpectLog
) -> None:
    lost, mended, sound = (store.save(submission(clock)) for _ in range(3))
    folder = tmp_path / "store" / "sealed"
    copy = (folder / f"{mended.id}.sealed").read_bytes()
    for one in (lost, mended):
        make_unreadable(folder / f"{one.id}.sealed")
    expect_log("kiosk.store.scrub", "mended")
    expect_log("kiosk.store.scrub", "set aside")
    assert run(Scrub(store, clock, DAY_S, lambda id_: id_ == mended.id and store.mend(id_, copy))) == 4
    assert store.state(lost.id) is Delivery.QUARANTINED
    for one in (mended, sound):
        assert store.open_sealed(one.id).fingerprint == one.fingerprint
        assert store.state(one.id) is Delivery.QUEUED


def test_a_sector_that_is_read_the_second_time_is_sound(
    store: Store, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = store.save(submission(clock))
    faults = [OSError(errno.EIO, "Input/output error")]

    def unseal_at_last(file: BinaryIO, wrapping_key: bytes) -> tuple[Context, bytes]:
        if faults:
            raise faults.pop()
        return unseal(file, wrapping_key)

    monkeypatch.setattr(sealed_files, "unseal", unseal_at_last)
    assert store.open_sealed(saved.id).fingerprint == saved.fingerprint
    faults.append(OSError(errno.EACCES, "Permission denied"))
    with pytest.raises(KioskError) as told:
        store.open_sealed(saved.id)
    assert told.value.code == "store-readonly"
    assert store.state(saved.id) is Delivery.QUEUED, "what somebody forbids to read is not damaged"


@pytest.mark.skipif(not UNREADABLE.exists(), reason="only Linux has a file that reads as a bad sector does")
def test_a_file_without_a_row_that_cannot_be_read_keeps_no_booth_from_starting(
    tmp_path: Path, clock: ManualClock, expect_log: leftovers.ExpectLog
) -> None:
    with closing(Store.open(tmp_path, HeldKeys(), clock, ROOMY)) as store:
        saved = [store.save(submission(clock)).id for _ in range(2)]
    for path in tmp_path.glob("store.db*"):
        path.unlink()
    make_unreadable(tmp_path / "sealed" / f"{saved[0]}.sealed")
    expect_log("kiosk.store.startup", "unreadable and stays where it is")
    with closing(Store.open(tmp_path, HeldKeys(), clock, ROOMY)) as again:
        assert again.ids_in(Delivery.QUEUED) == (saved[1],)


def test_a_database_damaged_while_the_booth_runs_is_told(
    tmp_path: Path, store: Store, clock: ManualClock
) -> None:
    for _ in range(40):
        store.save(submission(clock))
    database = tmp_path / "store" / "store.db"
    with closing(sqlite3.connect(database)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # else the log hides what lies in the database
    content = bytearray(database.read_bytes())
    content[8192:12288] = bytes(range(256)) * 16
    database.write_bytes(bytes(content))
    with pytest.raises(KioskError) as told:
        run(Scrub(store, clock, DAY_S, lambda id_: False))
    assert told.value.code == "store-damaged"
