"""What an ageing, read-only or torn disk does to a booth: told, set aside, rebuilt, never guessed."""

from __future__ import annotations

import logging
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.clock import ManualClock
from kiosk.errors import KioskError
from kiosk.paths import project_root
from kiosk.sqlite import durable_pragmas, sqlite3
from kiosk.store import schema
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from tests.small_disk import small_disk
from tests.store.making import ROOMY, HeldKeys, submission

HOLDING = (Delivery.QUEUED, Delivery.ACCEPTED, Delivery.BLOCKED, Delivery.QUARANTINED)


def opened(folder: Path, clock: ManualClock) -> Store:
    return Store.open(folder, HeldKeys(), clock, ROOMY)


@pytest.fixture
def busy(tmp_path: Path, clock: ManualClock) -> tuple[Path, dict[str, str]]:
    """A closed store with four queued and two accepted submissions, and their fingerprints."""
    folder = tmp_path / "busy"
    with closing(opened(folder, clock)) as store:
        saved = [store.save(submission(clock)) for _ in range(6)]
        for one in saved[:2]:
            store.lease(one.id)
            store.accept(one.id, {"submission": one.id})
    return folder, {one.id: one.fingerprint for one in saved}


@contextmanager
def quiet() -> Iterator[None]:
    """Damage of every kind is complained of in as many words; what counts here is what is left."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def held(store: Store) -> set[str]:
    return {id_ for state in HOLDING for id_ in store.ids_in(state)}


def torn_journal(path: Path) -> bytes:
    """Return the journal of a change too large for memory; the database is left in the middle of it."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = TRUNCATE")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA cache_size = 1")
    db.execute("BEGIN")
    db.execute("UPDATE submission SET reason = hex(zeroblob(3000))")
    journal, content = path.with_name(f"{path.name}-journal").read_bytes(), path.read_bytes()
    db.execute("ROLLBACK")
    db.close()
    path.write_bytes(content)
    return journal


def test_a_journal_cut_at_any_length_loses_nothing(
    busy: tuple[Path, dict[str, str]], tmp_path: Path, clock: ManualClock
) -> None:
    """The database lies half-changed beside what is left of its journal."""
    folder, told = busy
    journal = torn_journal(folder / "store.db")
    assert len(journal) > 4096
    for number, length in enumerate([0, 1, 11, 12, 27, 28, 511, 512, 513, *range(516, len(journal), 1033)]):
        copy = tmp_path / f"cut{number}"
        shutil.copytree(folder, copy)
        (copy / "store.db-journal").write_bytes(journal[:length])
        with quiet(), closing(opened(copy, clock)) as store:
            assert held(store) == set(told)
            for id_, fingerprint in told.items():
                assert store.open_sealed(id_).fingerprint == fingerprint
            assert store.audit_break() is None
        shutil.rmtree(copy)
    whole = tmp_path / "whole"
    shutil.copytree(folder, whole)
    (whole / "store.db-journal").write_bytes(journal)
    with closing(opened(whole, clock)) as store:
        assert store.counts()[Delivery.ACCEPTED] == 2, "a whole journal brings the old state back"


def spoilt(log: bytes, at: int, damage: str) -> bytes:
    """Return a write-ahead log that was cut, or whose sector was written as zeros or lost one bit."""
    if damage == "cut":
        return log[:at]
    if damage == "zeros":
        return log[:at] + bytes(512) + log[at + 512 :]
    return log[:at] + bytes([log[at] ^ 4]) + log[at + 1 :]


@pytest.mark.skipif(durable_pragmas()[0] != "WAL", reason="this SQLite keeps a journal")
@pytest.mark.parametrize("damage", ["cut", "zeros", "flipped"])
def test_a_torn_write_ahead_log_loses_nothing_before_the_tear(
    tmp_path: Path, clock: ManualClock, damage: str
) -> None:
    """What lies beside a killed booth's database, torn anywhere: up to the tear each change is there, after
    it none, and every photo has its row again from its file."""
    folder = tmp_path / "busy"
    database, beside = folder / "store.db", folder / "store.db-wal"
    with closing(opened(folder, clock)) as store:
        ends, told = [], {}
        for _ in range(4):
            one = store.save(submission(clock))
            told[one.id] = one.fingerprint
            ends.append((beside.stat().st_size, one.id))
        main, log = database.read_bytes(), beside.read_bytes()
        assert len(log) == ends[-1][0], "the log was brought in meanwhile: this test proves nothing"
    database.write_bytes(main)
    anywhere = random.Random(damage).sample(range(32, len(log)), 7)
    for at in [0, 31, ends[2][0] - 1, ends[2][0], *anywhere]:
        if (torn := spoilt(log, at, damage)) == log:
            continue  # zeros where there were zeros
        copy = tmp_path / f"torn{at}"
        shutil.copytree(folder, copy)
        (copy / "store.db-wal").write_bytes(torn)
        with closing(sqlite3.connect(copy / "store.db")) as db:
            assert db.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
            rows = [row[0] for row in db.execute("SELECT id FROM submission ORDER BY seq")]
        assert rows == [id_ for end, id_ in ends if end <= at], at
        with quiet(), closing(opened(copy, clock)) as store:
            assert held(store) == set(told), at
            assert {id_: store.open_sealed(id_).fingerprint for id_ in told} == told
            assert store.audit_break() is None
            assert store.save(submission(clock)).seq == len(told) + 1
        shutil.rmtree(copy)


def test_a_flipped_bit_anywhere_in_the_database_loses_no_photo(
    busy: tuple[Path, dict[str, str]], tmp_path: Path, clock: ManualClock
) -> None:
    """Structure, indexes and rows: each is survived, and what cannot be trusted is set aside."""
    folder, told = busy
    sound = (folder / "store.db").read_bytes()
    chance = random.Random(6)
    # Every region of every page: header, cell pointers, free space, cells.
    places = [page + offset for page in range(0, len(sound), 4096) for offset in (2, 9, 40, 2000, 3500, 4000)]
    for number, place in enumerate(places):
        at = place + chance.randrange(60)
        if 60 <= at < 64:
            continue  # the schema's version: a later program's store is left alone, and says so
        copy = tmp_path / f"flip{number}"
        shutil.copytree(folder, copy)
        (copy / "store.db").write_bytes(
            sound[:at] + bytes([sound[at] ^ (1 << chance.randrange(8))]) + sound[at + 1 :]
        )
        with quiet(), closing(opened(copy, clock)) as store:
            assert held(store) == set(told), at
            for id_ in store.ids_in(Delivery.QUEUED):
                with suppress(KioskError):  # the row's fingerprint is wrong: set aside, never deleted
                    assert store.open_sealed(id_).fingerprint == told[id_]
                assert (copy / "sealed" / f"{id_}.sealed").exists()
        shutil.rmtree(copy)


@pytest.mark.parametrize("version", range(len(schema.MIGRATIONS)))
def test_an_upgrade_killed_at_any_statement_is_done_again_and_the_copy_kept(
    tmp_path: Path, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real process, killed before each statement in turn; the next start finishes the upgrade."""
    path = tmp_path / "store.db"
    every = schema.MIGRATIONS
    statements = sum(len(step) for step in every[version:])
    with monkeypatch.context() as earlier:
        earlier.setattr(schema, "MIGRATIONS", every[:version])
        with closing(schema.connect(path)) as db:
            if version:
                db.execute("INSERT INTO meta VALUES ('device', 'a booth')")
    for stop in range(statements + 1):
        upgrading = subprocess.run(
            [sys.executable, "-c", KILLED_UPGRADE, str(path), str(stop)], check=False, cwd=project_root(),
        )  # fmt: skip
        assert upgrading.returncode == -9
        with closing(sqlite3.connect(path)) as db:
            assert db.execute("PRAGMA user_version").fetchone() == (version,)
        if version:
            with closing(sqlite3.connect(tmp_path / f"store.db.v{version}")) as copy:
                assert copy.execute("SELECT value FROM meta").fetchall() == [("a booth",)]
    with closing(schema.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == len(every)
        kept = db.execute("SELECT value FROM meta").fetchall()
        assert [tuple(row) for row in kept] == ([("a booth",)] if version else [])


KILLED_UPGRADE = """
import os, signal, sys
from pathlib import Path
from kiosk.store import schema
left = int(sys.argv[2])
def trace(statement):
    global left
    if statement.startswith(("CREATE", "ALTER", "DROP", "UPDATE", "INSERT", "COMMIT")):
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
prepare = schema._migrate
def traced(connection, path):
    connection.set_trace_callback(trace)
    prepare(connection, path)
schema._migrate = traced
schema.connect(Path(sys.argv[1]))
"""


def test_a_disk_that_becomes_read_only_is_told_and_nothing_is_called_saved(
    tmp_path: Path, clock: ManualClock
) -> None:
    with small_disk(tmp_path / "disk", "4m") as disk:
        folder = disk / "store"
        with closing(opened(folder, clock)) as store:
            saved = store.save(submission(clock))
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(KioskError) as refused:
            opened(folder, clock)
        assert refused.value.code == "store-readonly"
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        with closing(opened(folder, clock)) as store:
            assert store.ids_in(Delivery.QUEUED) == (saved.id,)


@pytest.mark.parametrize("years", [-10, 10])
@pytest.mark.parametrize("state", Delivery)
def test_a_clock_ten_years_off_changes_no_state_and_holds_nothing_up(
    tmp_path: Path, clock: ManualClock, state: Delivery, years: int
) -> None:
    """The clock jumps while a submission is in each state; order is by number, never by time."""
    folder = tmp_path / "store"
    with closing(opened(folder, clock)) as store:
        saved = store.save(submission(clock))
        if state is not Delivery.QUEUED:
            store.lease(saved.id)
        if state in (Delivery.ACCEPTED, Delivery.PURGED):
            store.accept(saved.id, {"submission": saved.id})
        if state in (Delivery.BLOCKED, Delivery.WITHDRAWN, Delivery.QUARANTINED):
            to = Delivery.QUARANTINED if state is Delivery.QUARANTINED else Delivery.BLOCKED
            store.transition(saved.id, Delivery.SENDING, to, "test")
        if state is Delivery.SUPERSEDED:
            store.transition(saved.id, Delivery.SENDING, Delivery.QUEUED, "test")
            store.transition(saved.id, Delivery.QUEUED, Delivery.SUPERSEDED, "test")
        if state is Delivery.WITHDRAWN:
            store.withdraw(saved.id, "test")
        if state is Delivery.PURGED:
            store.purge(saved.id, "test")
        assert store.state(saved.id) is state
    clock._epoch += timedelta(days=3652.5 * years / 10).total_seconds()
    with closing(opened(folder, clock)) as store:
        assert store.state(saved.id) is (Delivery.QUEUED if state is Delivery.SENDING else state)
        later = store.save(submission(clock))
        assert later.seq == saved.seq + 1
        waiting = [w.id for w in store.due(clock.now())]
        assert waiting == ([saved.id] if state in (Delivery.QUEUED, Delivery.SENDING) else []) + [later.id]
        store.lease(later.id)
        store.postpone(later.id, 300.0, "test")
        clock._epoch -= timedelta(days=3652.5 * years / 10).total_seconds()  # the clock is put right
        if years > 0:
            assert later.id in [w.id for w in store.due(clock.now())], "a wait from the future is over"
        assert store.audit_break() is None


def test_a_purge_that_races_a_retake_touches_only_its_own(tmp_path: Path, clock: ManualClock) -> None:
    """The worker purges a person's first photo while the same person's next one is being saved."""
    with closing(opened(tmp_path / "store", clock)) as store:
        made = [replace(submission(clock, n), person_key=f"{n:064x}") for n in range(16)]
        for one in made:
            store.save(one)
            store.lease(one.id)
            store.accept(one.id, {"submission": one.id})
        retakes = [replace(submission(clock, 20 + n), person_key=f"{n:064x}") for n in range(16)]
        together = threading.Barrier(2)

        def purge() -> None:
            together.wait()
            for one in made:
                store.purge(one.id, "retention")

        worker = threading.Thread(target=purge)
        worker.start()
        together.wait()
        told = [store.save(one) for one in retakes]
        worker.join()
        assert store.ids_in(Delivery.QUEUED) == tuple(one.id for one in told)
        assert store.ids_in(Delivery.PURGED) == tuple(one.id for one in made)
        for one in told:
            assert store.open_sealed(one.id).fingerprint == one.fingerprint
        for n, both in enumerate(zip(made, retakes, strict=True)):
            assert store.memory.history("example", f"{n:064x}").submission in {one.id for one in both}
        assert store.audit_break() is None
    assert len(list((tmp_path / "store" / "sealed").iterdir())) == 16


def test_two_processes_never_share_a_store(tmp_path: Path, clock: ManualClock) -> None:
    """A second, real process is refused while the first lives and let in when it was killed."""
    folder = tmp_path / "store"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, cwd=project_root()
    )
    try:
        assert holder.stdout is not None and holder.stdout.readline() == b"open\n"
        with pytest.raises(KioskError) as refused:
            opened(folder, clock)
        assert refused.value.code == "store-locked"
    finally:
        holder.kill()
        holder.communicate()
    with closing(opened(folder, clock)) as store:
        assert store.save(submission(clock)).seq == 1


HOLDER = """
import sys, time
from pathlib import Path
from kiosk.clock import SystemClock
from kiosk.store.store import Store
from tests.store.making import ROOMY, HeldKeys
store = Store.open(Path(sys.argv[1]), HeldKeys(), SystemClock(), ROOMY)
print("open", flush=True)
time.sleep(60)
"""


def test_a_picture_that_broke_on_the_way_from_the_camera_is_never_saved(
    tmp_path: Path, clock: ManualClock
) -> None:
    """Cut short, overwritten in the middle, empty, or no JPEG at all: refused, nothing written."""
    with closing(opened(tmp_path / "store", clock)) as store:
        sound = submission(clock).photo
        broken = [
            b"",
            sound[:2],
            sound[: len(sound) // 2],
            sound[:-2][:300],
            b"\0" * 500,
            b"GIF89a" + sound[6:],
        ]
        for data in broken:
            for field in ("photo", "original"):
                with pytest.raises(KioskError) as refused:
                    store.save(replace(submission(clock), **{field: data}))
                assert refused.value.code == "photo-damaged"
        assert not list((tmp_path / "store" / "sealed").iterdir())
        assert store.save(submission(clock)).seq == 1
