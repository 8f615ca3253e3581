"""The second volume: copied as it comes, never in the way, and enough to build a booth again."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.clock import ManualClock
from kiosk.errors import KioskError
from kiosk.paths import project_root
from kiosk.store.backup import SourceDamaged, copy_database, copy_files, place_of
from kiosk.store.restore import find_place, restore
from kiosk.store.second_volume import AGAIN_S, FILES_A_STEP, BackupState, SecondVolume
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from tests import leftovers
from tests.store.making import LAST4, NAME, ROOMY, UNREADABLE, HeldKeys, make_unreadable, submission

WHO = "7" * 64


@pytest.fixture
def volume(tmp_path: Path) -> Iterator[Path]:
    """A folder on another volume."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second volume here")
    folder = Path(tempfile.mkdtemp(dir=memory))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def accepted(store: Store, clock: ManualClock) -> str:
    id_ = store.save(submission(clock)).id
    store.lease(id_)
    store.accept(id_, {"submission": id_})
    return id_


def test_a_booth_whose_disk_died_is_built_again(
    tmp_path: Path, store: Store, clock: ManualClock, volume: Path
) -> None:
    keeper = SecondVolume(tmp_path / "store", volume, clock, 300.0)
    store.secrets.put("central", b"token")
    known = submission(clock)
    store.save(replace(known, person_key=WHO))
    delivered, purged = accepted(store, clock), accepted(store, clock)
    while keeper.step():
        pass
    store.purge(purged, "retention")
    late = store.save(submission(clock))  # after the database was copied
    while keeper.step():
        pass
    assert keeper.status.state is BackupState.CURRENT
    device, seq = store.device, late.seq
    store.close()
    shutil.rmtree(tmp_path / "store")

    place = find_place(volume)
    assert place == volume / device
    assert restore(place, tmp_path / "new", clock.now()) == 3
    with closing(Store.open(tmp_path / "new", HeldKeys(), clock, ROOMY)) as again:
        assert again.device == device
        assert again.secrets.get("central") == b"token"
        assert again.ids_in(Delivery.QUEUED) == (known.id, late.id)
        assert again.ids_in(Delivery.ACCEPTED) == (delivered,)
        assert again.receipt(delivered) == {"submission": delivered}
        assert again.state(purged) is Delivery.PURGED, (
            "its receipt was copied, its photo destroyed everywhere"
        )
        assert again.counts()[Delivery.QUARANTINED] == 0
        assert again.open_sealed(late.id).fingerprint == late.fingerprint
        assert again.memory.submissions("example", WHO) == (known.id,)
        assert again.audit_break() is None
        assert again.save(submission(clock)).seq == seq + 1


def test_a_copy_is_removed_only_when_its_photo_was_purged(
    tmp_path: Path, store: Store, clock: ManualClock, volume: Path
) -> None:
    purged, lost = accepted(store, clock), store.save(submission(clock)).id
    place = place_of(tmp_path / "store", volume)
    assert copy_files(tmp_path / "store", place, 10).files == 2
    store.purge(purged, "retention")
    (tmp_path / "store" / "sealed" / f"{lost}.sealed").unlink()
    assert copy_files(tmp_path / "store", place, 10).removed == 1
    assert [path.stem for path in (place / "sealed").iterdir()] == [lost]


@pytest.mark.skipif(not UNREADABLE.exists(), reason="only Linux has a file that reads as a bad sector does")
def test_what_the_booths_disk_cannot_read_holds_up_no_copy_and_is_told_once(
    tmp_path: Path,
    store: Store,
    clock: ManualClock,
    volume: Path,
    expect_log: leftovers.ExpectLog,
    caplog: pytest.LogCaptureFixture,
) -> None:
    saved = [store.save(submission(clock)).id for _ in range(FILES_A_STEP + 2)]
    sealed = tmp_path / "store" / "sealed"
    sound = (sealed / f"{saved[0]}.sealed").read_bytes()
    make_unreadable(sealed / f"{saved[0]}.sealed")
    keeper = SecondVolume(tmp_path / "store", volume, clock, 300.0)
    expect_log("kiosk.store.second_volume", "cannot read a file")
    while keeper.step():
        pass
    place = place_of(tmp_path / "store", volume)
    assert {path.stem for path in (place / "sealed").iterdir()} == set(saved[1:])
    assert (place / "store.db").exists()
    assert (keeper.status.state, keeper.status.waiting) == (BackupState.BEHIND, 1)
    for _ in range(2):
        clock.advance(AGAIN_S)
        keeper.step()
    assert len(caplog.records) == 1, "told once, however often it is tried"
    (sealed / f"{saved[0]}.sealed").unlink()
    (sealed / f"{saved[0]}.sealed").write_bytes(sound)
    clock.advance(AGAIN_S)
    keeper.step()
    assert (keeper.status.state, keeper.status.waiting) == (BackupState.CURRENT, 0)
    assert (place / "sealed" / f"{saved[0]}.sealed").read_bytes() == sound


CUT = """
import os, signal, sys
from pathlib import Path
from kiosk import durable
from kiosk.store import backup, schema
store, place, module, name, part = sys.argv[1:]
owner = {"durable": durable, "os": os}[module]
real = getattr(owner, name)
def cut(*paths):
    if part in str(paths[0]):
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*paths)
setattr(owner, name, cut)
backup.copy_files(Path(store), Path(place), 10)
backup.copy_database(Path(store), Path(place))
"""


def cut_off(store: Path, place: Path, *where: str) -> None:
    """Copy, and lose the power where a function is called with such a path."""
    command = [sys.executable, "-c", CUT, str(store), str(place), *where]
    done = subprocess.run(command, check=False, cwd=project_root())
    assert done.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_a_round_cut_off_anywhere_leaves_no_copy_of_what_was_withdrawn(
    tmp_path: Path, store: Store, clock: ManualClock, volume: Path
) -> None:
    store.secrets.put("central", b"token")
    withdrawn, other = store.save(submission(clock)).id, store.save(submission(clock)).id
    here = tmp_path / "store"
    place = place_of(here, volume)
    cut_off(here, place, "os", "replace", f"{withdrawn}.sealed")
    cut_off(here, place, "os", "replace", "store.db")
    copy_files(here, place, 10)
    cut_off(here, place, "os", "replace", "store.db")
    store.withdraw(withdrawn, "asked-at-booth")
    store.purge(withdrawn, "withdrawn")
    store.secrets.put("central", b"another token")
    cut_off(here, place, "os", "replace", "central")
    cut_off(here, place, "durable", "_wipe", f"{withdrawn}.sealed")
    assert list(place.rglob("*.part")), "something was left to be found"
    assert copy_files(here, place, 10).files == 0
    copy_database(here, place)
    assert [path.stem for path in (place / "sealed").iterdir()] == [other]
    assert not [path.name for path in place.rglob("*") if ".part" in path.name]


def test_nothing_personal_lies_open_in_a_backup(
    tmp_path: Path, store: Store, clock: ManualClock, volume: Path
) -> None:
    given = submission(clock)
    store.save(given)
    keeper = SecondVolume(tmp_path / "store", volume, clock, 300.0)
    keeper.step()
    content = b"".join(path.read_bytes() for path in volume.rglob("*") if path.is_file())
    assert given.id.encode() in content
    for secret in (NAME.encode(), LAST4.encode(), given.photo[100:140]):
        assert secret not in content


def test_a_volume_that_is_not_there_is_told_and_never_made(
    tmp_path: Path, store: Store, clock: ManualClock, volume: Path, expect_log: leftovers.ExpectLog
) -> None:
    expect_log("kiosk.store.second_volume", "absent")
    keeper = SecondVolume(tmp_path / "store", volume / "unmounted", clock, 300.0)
    assert not keeper.step()
    assert keeper.status.state is BackupState.ABSENT
    assert not (volume / "unmounted").exists()
    (volume / "unmounted").mkdir()  # plugged in
    store.save(submission(clock))
    assert not keeper.step()
    assert keeper.status.state is BackupState.CURRENT


def test_a_folder_on_the_same_disk_is_no_backup(
    tmp_path: Path, store: Store, clock: ManualClock, expect_log: leftovers.ExpectLog
) -> None:
    expect_log("kiosk.store.second_volume", "same-disk")
    (tmp_path / "mount").mkdir()
    keeper = SecondVolume(tmp_path / "store", tmp_path / "mount", clock, 300.0)
    keeper.step()
    assert keeper.status.state is BackupState.SAME_DISK
    assert not list((tmp_path / "mount").iterdir())


def test_the_database_is_copied_when_it_changed_and_not_more_often_than_asked(
    tmp_path: Path, store: Store, clock: ManualClock, volume: Path
) -> None:
    keeper = SecondVolume(tmp_path / "store", volume, clock, 300.0)
    keeper.step()
    first = keeper.status.database_at
    store.save(submission(clock))
    keeper.step()
    assert keeper.status.database_at == first
    clock.advance(301)
    keeper.step()
    second = keeper.status.database_at
    assert first is not None and second is not None and second > first
    clock.advance(301)
    keeper.step()
    assert keeper.status.database_at == second, "nothing had changed"


def test_a_damaged_database_never_replaces_its_good_copy(
    tmp_path: Path, store: Store, clock: ManualClock, volume: Path
) -> None:
    for _ in range(30):
        store.save(submission(clock))
    place = place_of(tmp_path / "store", volume)
    copy_database(tmp_path / "store", place)
    good = (place / "store.db").read_bytes()
    store.close()
    database = tmp_path / "store" / "store.db"
    content = bytearray(database.read_bytes())
    content[8192:12288] = bytes(range(256)) * 16
    database.write_bytes(bytes(content))
    with pytest.raises(SourceDamaged):
        copy_database(tmp_path / "store", place)
    assert (place / "store.db").read_bytes() == good
    assert [path.name for path in place.iterdir() if "part" in path.name] == []


def test_restoring_never_overwrites_a_booth(tmp_path: Path, store: Store, clock: ManualClock) -> None:
    store.save(submission(clock))
    place = place_of(tmp_path / "store", tmp_path / "copy")
    copy_files(tmp_path / "store", place, 10)
    with pytest.raises(KioskError) as refused:
        restore(place, tmp_path / "store", clock.now())
    assert refused.value.code == "store-exists"
    with pytest.raises(KioskError) as refused:
        find_place(tmp_path / "nowhere")
    assert refused.value.code == "backup-missing"


def test_the_command_copies_beside_a_running_booth_and_restores(
    tmp_path: Path, store: Store, clock: ManualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kiosk.toml").write_text('data_dir = "."\n', encoding="utf-8")
    (tmp_path / "copy").mkdir()
    saved = store.save(submission(clock))
    assert main(["backup", "--to", str(tmp_path / "copy"), "--config", str(tmp_path / "kiosk.toml")]) == 0
    assert "1 new photos" in capsys.readouterr().out
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "kiosk.toml").write_text('data_dir = "."\n', encoding="utf-8")
    other = [
        "backup",
        "--restore",
        str(tmp_path / "copy"),
        "--config",
        str(tmp_path / "other" / "kiosk.toml"),
    ]
    assert main(other) == 0
    with closing(Store.open(tmp_path / "other" / "store", HeldKeys(), clock, ROOMY)) as again:
        assert again.open_sealed(saved.id).fingerprint == saved.fingerprint
    assert main(other) == 2
    assert main(["backup", "--config", str(tmp_path / "kiosk.toml")]) == 2
