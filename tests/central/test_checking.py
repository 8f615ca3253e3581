"""The check finds what is wrong with a server, each fault by its own name, and nothing on a sound one."""

from __future__ import annotations

import json
import shutil
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from kiosk.central import checking
from kiosk.central.checking import check, check_file
from kiosk.central.tables import AuditRow, Submission
from kiosk.cli import main
from tests.central.conftest import Site
from tests.storing import Local, Storage


@pytest.fixture(autouse=True)
def _files(storage: Storage) -> None:
    if not isinstance(storage, Local):
        pytest.skip(
            "looks into the files of the server's own folder; tests/central/test_moving.py has the rest"
        )


def wrong(site: Site, data: Path) -> list[str]:
    return sorted(finding.code for finding in check(site.central, data) if finding.wrong)


def test_a_sound_server_passes_and_is_only_told_about_its_recovery_key(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    booth = site.booth()
    booth.deliver()
    booth.call("DELETE", f"/submissions/{booth.deliver()['id']}")
    assert main(["central", "check", "--data", str(tmp_path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is True
    assert [finding["code"] for finding in told["findings"]] == ["recovery-key-here"]


def sql(site: Site, statement: str) -> None:
    with site.central.session() as db, db.begin():
        db.execute(text(statement))


def harm_picture(site: Site, data: Path, manifest: dict, content: bytes | None) -> None:
    sha256 = manifest["blobs"]["photo"]["sha256"]
    path = data / "blobs" / sha256[:2] / sha256
    if content is None:
        path.unlink()
    else:
        whole = path.read_bytes()  # as long as before: only its digest tells
        path.write_bytes(whole[: -len(content)] + content)


FAULTS: dict[str, Callable[[Site, Path, dict], None]] = {
    "picture-missing": lambda s, d, m: harm_picture(s, d, m, None),
    "picture-damaged": lambda s, d, m: harm_picture(s, d, m, b"rot"),
    "receipt-invalid": lambda s, d, m: sql(s, "UPDATE submission SET receipt = replace(receipt, '0', '1')"),
    "tombstone-content": lambda s, d, m: sql(s, "UPDATE submission SET erased_at = 'then'"),
    "file-mode": lambda s, d, m: (d / "receipt-signing.key").chmod(0o644),
}


@pytest.mark.parametrize("code", FAULTS)
def test_each_fault_is_found_by_name(
    site: Site, tmp_path: Path, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = site.booth().deliver()
    assert wrong(site, tmp_path) == []
    FAULTS[code](site, tmp_path, manifest)
    assert wrong(site, tmp_path) == [code]
    assert main(["central", "check", "--data", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert f"WRONG   {code}: " in out
    assert manifest["person"]["name_masked"] not in out


@pytest.mark.parametrize("column", ["manifest", "fingerprint", "receipt"])
def test_rot_in_a_row_is_found(site: Site, tmp_path: Path, column: str) -> None:
    manifest = site.booth().deliver()
    with site.central.session() as db, db.begin():
        row = db.get_one(Submission, manifest["id"])
        held = getattr(row, column)
        at = len(held) // 2
        setattr(row, column, held[:at] + ("0" if held[at] != "0" else "1") + held[at + 1 :])
    assert wrong(site, tmp_path) == ["receipt-invalid"]


def test_an_altered_audit_is_found(site: Site, tmp_path: Path) -> None:
    from kiosk.central.audit import record

    with site.central.session() as db, db.begin():
        record(db, site.central.timestamp(), "admin", "export", "example")
        record(db, site.central.timestamp(), "admin", "export", "example")
    assert wrong(site, tmp_path) == []
    with site.central.session() as db, db.begin():
        db.query(AuditRow).order_by(AuditRow.n).first().staff = "nobody"
    assert wrong(site, tmp_path) == ["audit-broken"]


def test_a_file_nobody_knows_is_noted_and_a_full_disk_is_wrong(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.central.blobs.put("ab" * 32, b"left over")
    site.clock.advance(3600 * 24 * 365 * 100)  # the test's clock stands before the file's
    assert [f.subject for f in check(site.central, tmp_path) if f.code == "picture-orphan"] == ["ab" * 32]
    assert wrong(site, tmp_path) == []
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(checking.shutil, "disk_usage", lambda _: usage(9 << 30, 8 << 30, 1 << 30))
    assert wrong(site, tmp_path) == ["disk-low"]


def test_a_damaged_or_foreign_database_is_told_and_not_opened(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.booth().deliver()
    site.central.close()
    database = tmp_path / "central.db"
    shutil.copyfile(database, tmp_path / "kept")
    content = bytearray(database.read_bytes())
    content[4096:8192] = bytes(4096)
    database.write_bytes(content)
    assert {finding.code for finding in check_file(database)} >= {"database-damaged"}
    assert main(["central", "check", "--data", str(tmp_path)]) == 1
    assert database.read_bytes() == bytes(content)
    shutil.copyfile(tmp_path / "kept", database)
    sql(site, "UPDATE alembic_version SET version_num = '9999'")
    site.central.close()
    assert [finding.code for finding in check_file(database)] == ["schema-version"]
    assert main(["central", "check", "--data", str(tmp_path)]) == 1
    assert "9999" in capsys.readouterr().out


def test_init_makes_a_server_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    assert main(["central", "init", "--data", str(data), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["staff"] == "admin"
    assert Path(told["recovery_private_key"]).is_file()
    assert main(["central", "check", "--data", str(data)]) == 0
    assert main(["central", "init", "--data", str(data)]) == 2
    assert "central-set-up-already" in capsys.readouterr().err
