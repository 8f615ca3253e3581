"""A disk that fills up: nobody new is received, what is held goes on changing state, and room comes back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.clock import ManualClock
from kiosk.errors import KioskError
from kiosk.store.settings import StoreSettings
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from tests import leftovers
from tests.small_disk import small_disk
from tests.store.making import HeldKeys, submission

KIB = 1024
SETTINGS = StoreSettings(reserve_bytes=300 * KIB, session_bytes=400 * KIB, ballast_bytes=256 * KIB)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MiB."""
    with small_disk(tmp_path / "disk", "2m") as folder:
        yield folder


def fill(disk: Path) -> Path:
    """Take all the room that is left, as a log or another program does."""
    path = disk / "filler"
    with path.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):  # noqa: PT012
        while True:
            file.write(bytes(4 * KIB))
    return path


def test_held_submissions_finish_on_a_full_disk(
    disk: Path, clock: ManualClock, expect_log: leftovers.ExpectLog
) -> None:
    with closing(Store.open(disk / "store", HeldKeys(), clock, SETTINGS)) as store:
        ballast = disk / "store" / "ballast"
        assert ballast.stat().st_blocks * 512 == SETTINGS.ballast_bytes
        saved = [store.save(submission(clock)) for _ in range(3)]
        assert store.keep_room()
        filler = fill(disk)
        assert not store.keep_room()
        with pytest.raises(KioskError) as refused:
            store.save(submission(clock))
        assert refused.value.code == "disk-full"
        expect_log("kiosk.store.ballast", "given up")
        for one in saved:
            store.lease(one.id)
            store.accept(one.id, {"submission": one.id})
            store.purge(one.id, "retention")
        assert not ballast.exists()
        assert store.audit_break() is None
        assert not list((disk / "store" / "sealed").iterdir())
        filler.unlink()
        assert store.keep_room()
        assert ballast.exists()
        assert store.save(submission(clock)).seq == 4


def test_without_ballast_a_full_disk_holds_everything_up(disk: Path, clock: ManualClock) -> None:
    """What the ballast is for: the same without it."""
    bare = StoreSettings(SETTINGS.reserve_bytes, SETTINGS.session_bytes)
    with closing(Store.open(disk / "store", HeldKeys(), clock, bare)) as store:
        saved = store.save(submission(clock))
        fill(disk)
        with pytest.raises(KioskError) as held_up:
            store.lease(saved.id)
        assert held_up.value.code == "disk-full"
        assert store.state(saved.id) is Delivery.QUEUED


def test_no_ballast_is_taken_from_a_disk_that_has_no_room_for_it(disk: Path, clock: ManualClock) -> None:
    with closing(
        Store.open(disk / "store", HeldKeys(), clock, StoreSettings(0, 1 << 30, 256 * KIB))
    ) as store:
        assert not store.keep_room()
        assert not (disk / "store" / "ballast").exists()
