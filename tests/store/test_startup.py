"""What a crash, a lost database or a full disk leaves, and what the next start makes of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.clock import ManualClock, SystemClock
from kiosk.errors import KioskError
from kiosk.paths import project_root
from kiosk.sqlite import durable_pragmas
from kiosk.store.backup import copy_database, copy_files, place_of
from kiosk.store.restore import find_place, restore
from kiosk.store.schema import MIGRATIONS, connect
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from tests import leftovers
from tests.small_disk import small_disk
from tests.store.making import ROOMY, HeldKeys, submission

KILLS = 6


def reopen(folder: Path, clock: ManualClock) -> Store:
    return Store.open(folder, HeldKeys(), clock, ROOMY)


def run_writer(script: str, *args: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *args], stdout=subprocess.PIPE, cwd=project_root(), env=os.environ
    )


WRITER = """
import sys
from pathlib import Path
from kiosk.clock import SystemClock
from kiosk.store.store import Store
from tests.store.making import ROOMY, HeldKeys, submission
clock = SystemClock()
store = Store.open(Path(sys.argv[1]), HeldKeys(), clock, ROOMY)
for shade in range(250):
    saved = store.save(submission(clock, shade))
    sys.stdout.write(saved.id + " " + saved.fingerprint + chr(10))
    sys.stdout.flush()
    if shade % 3 == 2:
        store.lease(saved.id)
"""


def test_a_killed_writer_loses_nothing_it_called_saved(tmp_path: Path) -> None:
    """SIGKILL after a growing number of acknowledged saves, at whatever instant that hits."""
    folder, told = tmp_path / "store", {}
    for count in range(1, KILLS + 1):
        writer = run_writer(WRITER, str(folder))
        assert writer.stdout is not None
        with writer.stdout:
            lines = [writer.stdout.readline() for _ in range(count * 2)]
            writer.kill()
            lines += writer.stdout.readlines()
            writer.wait()
        # a line cut short by the kill was not told
        told.update(line.decode().split() for line in lines if line.endswith(b"\n"))
    with closing(Store.open(folder, HeldKeys(), SystemClock(), ROOMY)) as store:
        queued = store.ids_in(Delivery.QUEUED)
        assert len(told) >= sum(range(2, 2 * KILLS + 1, 2))
        assert set(told) <= set(queued)
        assert store.counts()[Delivery.SENDING] == 0
        for id_, fingerprint in told.items():
            assert store.open_sealed(id_).fingerprint == fingerprint
        assert store.audit_break() is None
        seqs = [json.loads(store.open_sealed(id_).manifest)["seq"] for id_ in queued]
        assert seqs == sorted(set(seqs))


LIMITED = """
import resource, sys
from pathlib import Path
from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.store.store import Store
from tests.store.making import ROOMY, HeldKeys, submission
clock = SystemClock()
store = Store.open(Path(sys.argv[1]), HeldKeys(), clock, ROOMY)
store.save(submission(clock))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    store.save(submission(clock, 2))
except KioskError as error:
    sys.stdout.write(error.code)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert store.save(submission(clock, 3)).seq == 2
assert store.audit_break() is None
store.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_FSIZE is POSIX")
@pytest.mark.parametrize(("limit_bytes", "code"), [(700, "disk-full"), (12_000, "store-io")])
def test_a_file_that_cannot_grow_leaves_nothing_half_written(
    tmp_path: Path, limit_bytes: int, code: str
) -> None:
    """700 bytes stop the sealed file, 12,000 the database; afterwards saving goes on."""
    folder = tmp_path / "store"
    with closing(Store.open(folder, HeldKeys(), SystemClock(), ROOMY)):
        pass
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(folder), str(limit_bytes)],
        capture_output=True, check=False, cwd=project_root(), env=os.environ,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode() == code
    assert len(list((folder / "sealed").iterdir())) == 2


def test_leases_end_and_leftovers_go(tmp_path: Path, clock: ManualClock) -> None:
    with closing(reopen(tmp_path, clock)) as store:
        saved, purged = store.save(submission(clock)), store.save(submission(clock, 2))
        store.lease(saved.id)
        sealed = tmp_path / "sealed" / f"{purged.id}.sealed"
        kept = sealed.read_bytes()
        store.lease(purged.id)
        store.accept(purged.id, {})
        store.purge(purged.id, "retention")
    sealed.write_bytes(kept)  # the crash came between the row and the file
    (tmp_path / "sealed" / "x.sealed.12345678.part").write_bytes(b"half")
    with closing(reopen(tmp_path, clock)) as store:
        assert store.state(saved.id) is Delivery.QUEUED
        assert [path.name for path in (tmp_path / "sealed").iterdir()] == [f"{saved.id}.sealed"]


def test_a_file_whose_row_was_never_written_gets_one(tmp_path: Path, clock: ManualClock) -> None:
    with closing(reopen(tmp_path, clock)) as store:
        store.save(submission(clock))
        database = (tmp_path / "store.db").read_bytes()
        orphan = store.save(submission(clock, 2))
    (tmp_path / "store.db").write_bytes(database)  # the crash came between the file and the row
    with closing(reopen(tmp_path, clock)) as store:
        assert store.state(orphan.id) is Delivery.QUEUED
        assert store.save(submission(clock, 3)).seq == 3


@pytest.mark.parametrize("damage", [b"this is no database", b""], ids=["garbage", "lost"])
def test_a_lost_database_is_rebuilt_from_the_sealed_files(
    tmp_path: Path, clock: ManualClock, damage: bytes, expect_log: leftovers.ExpectLog
) -> None:
    with closing(reopen(tmp_path, clock)) as store:
        device = store.device
        saved = [store.save(submission(clock, shade)) for shade in range(3)]
        store.secrets.put("central", b"token")
    (tmp_path / "store.db").write_bytes(damage)
    if damage:
        expect_log("kiosk.store.startup", "set aside")
    with closing(reopen(tmp_path, clock)) as store:
        assert store.device == device
        assert store.ids_in(Delivery.QUEUED) == tuple(s.id for s in saved)
        assert store.secrets.get("central") == b"token"
        assert store.save(submission(clock)).seq == 4
    aside = [p for p in tmp_path.glob("store.db.unreadable-*") if not p.name.endswith("-journal")]
    assert [path.read_bytes() for path in aside] == ([damage] if damage else [])


@pytest.mark.skipif(durable_pragmas()[0] != "WAL", reason="this SQLite keeps a journal")
def test_the_log_of_a_lost_database_is_never_taken_for_the_new_ones(
    tmp_path: Path, clock: ManualClock
) -> None:
    """The database alone is gone, as after a careless hand; a backup is laid where it was, or nothing is."""
    volume, here = tmp_path / "volume", tmp_path / "here"
    volume.mkdir()
    with closing(reopen(here, clock)) as store:
        device, saved = store.device, [store.save(submission(clock)) for _ in range(3)]
        copy_files(here, place_of(here, volume), 100)
        copy_database(here, place_of(here, volume))
        store.lease(saved[0].id)
        log = (here / "store.db-wal").read_bytes()
    assert log
    for brought_back in (False, True):
        again = tmp_path / f"again-{brought_back}"
        if brought_back:
            again.mkdir()
        else:
            shutil.copytree(here, again)
            (again / "store.db").unlink()
        (again / "store.db-wal").write_bytes(log)
        if brought_back:
            restore(find_place(volume), again, clock.now())
        with closing(reopen(again, clock)) as store:
            assert store.device == device
            assert store.ids_in(Delivery.QUEUED) == tuple(one.id for one in saved)
            assert store.audit_break() is None
        (aside,) = again.glob("store.db.unreadable-*-wal")
        assert aside.read_bytes() == log


def test_a_missing_or_foreign_file_is_told_and_never_guessed(
    tmp_path: Path, clock: ManualClock, expect_log: leftovers.ExpectLog
) -> None:
    with closing(reopen(tmp_path / "a", clock)) as store:
        gone = store.save(submission(clock))
    with closing(reopen(tmp_path / "b", clock)) as other:
        foreign = other.save(submission(clock))
    (tmp_path / "a" / "sealed" / f"{gone.id}.sealed").unlink()
    copied = tmp_path / "a" / "sealed" / f"{foreign.id}.sealed"
    copied.write_bytes((tmp_path / "b" / "sealed" / copied.name).read_bytes())
    expect_log("kiosk.store.startup", "missing")
    expect_log("kiosk.store.startup", "unreadable and stays")
    with closing(reopen(tmp_path / "a", clock)) as store:
        assert store.counts()[Delivery.QUARANTINED] == 1
        assert store.counts()[Delivery.QUEUED] == 0
    assert copied.exists()


def test_a_newer_store_is_left_alone(tmp_path: Path, clock: ManualClock) -> None:
    with closing(reopen(tmp_path, clock)):
        pass
    with closing(connect(tmp_path / "store.db")) as db:
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    before = (tmp_path / "store.db").read_bytes()
    with pytest.raises(KioskError) as error:
        reopen(tmp_path, clock)
    assert error.value.code == "store-newer"
    assert (tmp_path / "store.db").read_bytes() == before


def test_the_journal_mode_avoids_the_wal_reset_bug(tmp_path: Path) -> None:
    assert durable_pragmas((3, 51, 2)) == ("TRUNCATE", "EXTRA")
    assert durable_pragmas((3, 51, 3)) == ("WAL", "FULL")
    with closing(connect(tmp_path / "store.db")) as db:
        mode = db.execute("PRAGMA journal_mode").fetchone()[0].upper()
        level = ("OFF", "NORMAL", "FULL", "EXTRA")[db.execute("PRAGMA synchronous").fetchone()[0]]
    assert (mode, level) == durable_pragmas()


def test_a_truly_full_disk(tmp_path: Path, clock: ManualClock) -> None:
    with small_disk(tmp_path / "disk", "256k") as folder, closing(reopen(folder, clock)) as store:
        saved = [store.save(submission(clock))]
        with pytest.raises(KioskError, match="full") as error:  # noqa: PT012
            while True:
                saved.append(store.save(submission(clock, len(saved) % 250)))
        assert error.value.code == "disk-full"
        assert store.ids_in(Delivery.QUEUED) == tuple(s.id for s in saved)
        assert len(list((folder / "sealed").iterdir())) == len(saved)
        for one in saved:
            assert store.open_sealed(one.id).fingerprint == one.fingerprint
