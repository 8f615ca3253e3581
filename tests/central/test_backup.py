"""Backups of a server in use: whole, incremental, rotated, and without anybody who was erased since."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.central import backup as backing_up
from kiosk.central.backup import back_up, pass_on_withdrawals
from kiosk.central.central import open_central
from kiosk.central.checking import check
from kiosk.central.restore import choose, restore
from kiosk.central.sealed_keys import open_keys, seal_keys
from kiosk.central.settings import load_central_settings
from kiosk.central.snapshots import list_snapshots
from kiosk.central.tables import Device, Submission
from kiosk.central.withdrawn import FILE
from kiosk.cli import main
from kiosk.errors import KioskError
from kiosk.sqlite import sqlite3
from tests.central.conftest import BoothCalls, Site
from tests.damage import spoilt
from tests.leftovers import ExpectLog
from tests.store.making import NAME
from tests.storing import Local, Storage

PASSPHRASE = "four words or five"
NOW = "2026-01-02T03:04:05.678+00:00"


@pytest.fixture(autouse=True)
def _files(storage: Storage) -> None:
    if not isinstance(storage, Local):
        pytest.skip(
            "looks into the files of the server's own folder; tests/central/test_moving.py has the rest"
        )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The site's own folder, as the commands want it: the fixture keeps it in ``tmp_path`` itself."""
    return tmp_path


def pool(folder: Path) -> set[str]:
    return {path.name for path in (folder / "blobs").glob("*/*")}


def digests(*manifests: dict) -> set[str]:
    return {manifest["blobs"][role]["sha256"] for manifest in manifests for role in ("photo", "original")}


def put_back(folder: Path, data: Path, to: Path) -> Path:
    keys = {path.name: path.read_bytes() for path in data.glob("*.key")}
    restore(folder, choose(folder, None), to, keys, NOW, load_central_settings())
    return to


def states(site: Site, data: Path) -> dict[str, str]:
    central = open_central(data, site.central.settings, site.clock)
    try:
        with central.session() as db:
            assert [finding for finding in check(central, data) if finding.wrong] == []
            return {row.id: row.review for row in db.query(Submission)}
    finally:
        central.close()


def test_a_backup_holds_everything_once_and_comes_back(site: Site, data: Path, folder: Path) -> None:
    booth = site.booth()
    first = booth.deliver()
    made = back_up(site.central, folder, 5, None)
    assert (made.copied, made.snapshot.manifest.submissions) == (2, 1)
    site.clock.advance(1)
    second = booth.deliver()
    made = back_up(site.central, folder, 5, None)
    assert (made.copied, made.snapshot.manifest.submissions, made.snapshot.manifest.blobs) == (2, 2, 4)
    assert made.snapshot.fault() == ""
    assert pool(folder) == digests(first, second)
    restored = put_back(folder, data, data / "new")
    assert states(site, restored) == {first["id"]: "received", second["id"]: "received"}
    assert (restored / "central.db").stat().st_mode & 0o077 == 0
    assert restored.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(restored / "central.db")) as database:
        cursors = [row[0] for row in database.execute("SELECT changed FROM submission ORDER BY changed")]
    seen = booth.call("GET", "/submissions?since=0").json()["cursor"]
    assert seen < cursors[0] < cursors[1]  # whatever a booth has seen, it is told all of it once more


def test_old_backups_go_with_their_pictures(site: Site, folder: Path) -> None:
    booth = site.booth()
    gone, stays = booth.deliver(), booth.deliver()
    for _ in range(3):
        site.clock.advance(1)
        back_up(site.central, folder, 2, None)
    booth.call("DELETE", f"/submissions/{gone['id']}")
    assert len(list_snapshots(folder)) == 2
    site.clock.advance(1)
    assert back_up(site.central, folder, 1, None).removed == 2
    assert len(list((folder / "snapshots").iterdir())) == 1
    assert pool(folder) == digests(stays)


def test_who_is_erased_goes_from_every_backup_and_does_not_come_back(
    site: Site, data: Path, folder: Path
) -> None:
    booth = site.booth()
    gone, stays = booth.deliver(), booth.deliver()
    back_up(site.central, folder, 5, None)
    site.clock.advance(1)
    booth.call("DELETE", f"/submissions/{gone['id']}")
    with site.central.session() as db, db.begin():
        db.get_one(Device, booth.device).revoked_at = NOW
    pass_on_withdrawals(site.central, folder)
    assert pool(folder) == digests(stays)
    (only,) = list_snapshots(folder)
    assert only.fault() == ""
    assert only.manifest.submissions == 1
    for path in only.folder.iterdir():
        content = path.read_bytes()
        assert gone["blobs"]["photo"]["sha256"].encode() not in content
        assert content.count(NAME.encode()) == (path.suffix == ".db")  # the other's manifest alone
    restored = put_back(folder, data, data / "new")
    assert states(site, restored) == {gone["id"]: "erased", stays["id"]: "received"}
    central = open_central(restored, site.central.settings, site.clock)
    with central.session() as db:
        assert db.get_one(Device, booth.device).revoked_at == NOW
    central.close()


def test_who_was_erased_after_the_backup_stays_erased_where_only_the_record_tells(
    site: Site, data: Path, folder: Path
) -> None:
    """The record beside the backups is all there is when no backup was brought up to date."""
    booth = site.booth()
    gone = booth.deliver()
    back_up(site.central, folder, 5, None)
    record = {"erased": {gone["id"]: [booth.device, NOW]}, "revoked": {}, "staff": None}
    (folder / FILE).write_text(json.dumps(record))
    assert states(site, put_back(folder, data, data / "new")) == {gone["id"]: "erased"}
    (folder / FILE).write_text("{")
    with pytest.raises(KioskError, match="who asked to be erased"):
        put_back(folder, data, data / "other")
    assert not (data / "other").exists()


def test_an_erasure_while_pictures_are_copied_leaves_no_hole(
    site: Site, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    booth = site.booth()
    gone, stays = booth.deliver(), booth.deliver()
    real = backing_up.snapshot

    def then_erased(engine: object, path: Path) -> None:
        real(engine, path)
        booth.call("DELETE", f"/submissions/{gone['id']}")

    monkeypatch.setattr(backing_up, "snapshot", then_erased)
    made = back_up(site.central, folder, 5, None)
    assert made.snapshot.manifest.missing == ()
    assert made.snapshot.manifest.submissions == 1
    assert pool(folder) == digests(stays)


def test_a_picture_the_server_lost_is_told_and_the_rest_is_saved(
    site: Site, data: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = site.booth().deliver()
    lost = manifest["blobs"]["photo"]["sha256"]
    site.central.blobs.remove(lost)
    assert main(["central", "backup", str(folder), "--data", str(data), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["missing"] == [lost]
    put_back_folder = data / "new"
    keys = ["--keys", str(data)]
    assert main(["central", "restore", str(folder), "--data", str(put_back_folder), *keys]) == 1
    assert f"picture-missing: {lost}" in capsys.readouterr().out


@pytest.mark.parametrize("harm", ["database", "picture", "picture gone", "manifest"])
def test_a_damaged_backup_is_refused_before_anything_is_there(
    site: Site, data: Path, folder: Path, harm: str
) -> None:
    manifest = site.booth().deliver()
    made = back_up(site.central, folder, 5, None).snapshot
    sha256 = manifest["blobs"]["photo"]["sha256"]
    picture = folder / "blobs" / sha256[:2] / sha256
    if harm == "database":
        content = bytearray(made.database.read_bytes())
        content[-100] ^= 1
        made.database.write_bytes(content)
    elif harm == "picture":
        picture.write_bytes(spoilt(picture.read_bytes()))
    elif harm == "picture gone":
        picture.unlink()
    else:
        (made.folder / "manifest.json").write_text("{}")
    with pytest.raises(KioskError) as error:
        put_back(folder, data, data / "new")
    assert error.value.code == ("backup-none" if harm == "manifest" else "backup-damaged")
    assert not (data / "new").exists()


def test_pictures_stay_as_long_as_a_backup_cannot_be_read(
    site: Site, data: Path, folder: Path, capsys: pytest.CaptureFixture[str], expect_log: ExpectLog
) -> None:
    booth = site.booth()
    first = booth.deliver()
    made = back_up(site.central, folder, 5, None).snapshot
    manifest = made.folder / "manifest.json"
    content = manifest.read_bytes()
    manifest.write_bytes(content[:-10])
    site.clock.advance(1)
    booth.call("DELETE", f"/submissions/{first['id']}")
    name = made.folder.name
    expect_log("kiosk.central", f"backups: unreadable, so no picture is removed: {name}")
    assert back_up(site.central, folder, 1, None).unreadable == (name,)
    assert pool(folder) == digests(first)
    only = ["central", "backup", str(folder), "--withdrawals-only", "--data", str(data)]
    assert main(only) == 1
    assert f"UNREADABLE  {name}" in capsys.readouterr().out
    assert main([*only, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["unreadable"] == [name]
    assert pool(folder) == digests(first)
    manifest.write_bytes(content)  # from another volume
    assert main(only) == 0
    assert pool(folder) == set(), "its picture was that of somebody who was erased"


def test_nothing_is_overwritten_and_half_a_restore_is_begun_anew(
    site: Site, data: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = site.booth().deliver()
    back_up(site.central, folder, 5, None)
    with pytest.raises(KioskError, match="not empty"):
        put_back(folder, data, data)
    new = data / "new"
    monkeypatch.setattr("kiosk.central.restore.copy_pictures", lambda *_: (_ for _ in ()).throw(OSError(28)))
    with pytest.raises(OSError, match="28"):
        put_back(folder, data, new)
    assert not new.exists()
    monkeypatch.undo()
    new.mkdir()
    assert states(site, put_back(folder, data, new)) == {manifest["id"]: "received"}
    assert sorted(path.name for path in data.glob("new*")) == ["new"]


def test_half_a_backup_counts_for_nothing_and_is_cleared_away(
    site: Site, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.booth().deliver()
    monkeypatch.setattr(backing_up, "_finish", lambda *_: (_ for _ in ()).throw(OSError(28)))
    with pytest.raises(OSError, match="28"):
        back_up(site.central, folder, 5, None)
    assert list_snapshots(folder) == []
    assert len(list((folder / "snapshots").iterdir())) == 1
    monkeypatch.undo()
    site.clock.advance(1)
    back_up(site.central, folder, 5, None)
    assert len(list((folder / "snapshots").iterdir())) == 1


def test_keys_travel_under_a_passphrase_only(site: Site, data: Path) -> None:
    sealed = seal_keys(data, PASSPHRASE)
    opened = open_keys(sealed, PASSPHRASE)
    assert opened == {path.name: path.read_bytes() for path in data.glob("*.key")}
    assert len(opened) >= 2
    for content in opened.values():
        assert content not in sealed
    with pytest.raises(KioskError, match="do not open"):
        open_keys(sealed, PASSPHRASE + ".")
    with pytest.raises(KioskError, match="too short"):
        seal_keys(data, "short")


def test_the_commands_back_up_and_restore_with_keys(
    site: Site, data: Path, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    booth: BoothCalls = site.booth()
    booth.deliver()
    words = tmp_path / "words"
    words.write_text(PASSPHRASE + "\n")
    command = ["central", "backup", str(folder), "--data", str(data), "--json"]
    assert main([*command, "--with-keys", "--passphrase-file", str(words)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["submissions"], told["pictures"], told["keys"]) == (1, 2, True)
    booth.deliver()
    back = ["central", "restore", str(folder), "--data", str(tmp_path / "new")]
    assert main([*back, "--snapshot", "20200101T000000000Z"]) == 2
    assert "backup-none" in capsys.readouterr().err
    assert main([*back, "--passphrase-file", str(words), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["submissions"], told["still_erased"]) == (True, 1, 0)
    assert main([*command[:-1], "--withdrawals-only"]) == 0
    shutil.rmtree(folder / "snapshots")
    assert main([*back, "--keys", str(data)]) == 2


def test_a_newer_statement_wins_over_the_older_record() -> None:
    from kiosk.central.withdrawn import Withdrawn

    older = Withdrawn({"a": ("d", "1")}, {"d": "1"}, ("admin", "gone"))
    newer = Withdrawn({"b": ("d", "2")}, {}, ("admin",))
    both = newer.with_older(older)
    assert both == Withdrawn({"a": ("d", "1"), "b": ("d", "2")}, {"d": "1"}, ("admin",))
    assert replace(newer, staff=None).with_older(older).staff == ("admin", "gone")
