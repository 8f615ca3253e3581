"""The support bundle: everything a call asks for, and nothing of the person who was photographed."""

from __future__ import annotations

import base64
import json
import logging
import zipfile
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.clock import SystemClock
from kiosk.commands import doctor
from kiosk.errors import KioskError
from kiosk.log import FILE_BYTES, OLD_FILES, rolling_log
from kiosk.operation.health_file import FILE
from kiosk.operation.support import LOGS, plain, without_secrets, write_bundle
from kiosk.services.build import open_keys, open_store
from kiosk.services.finding import Finding, Fitness
from kiosk.services.pin import hash_pin
from kiosk.settings import load_settings
from tests.leftovers import ExpectLog
from tests.store import making

CANARIES = (making.NAME, making.STUDENT_NUMBER, making.LAST4, making.CODE, "Canary-In-A-Message")


def forms(text: str) -> list[bytes]:
    """Return a text as a file may hold it."""
    raw = text.encode()
    return [raw, text.encode("utf-16-le"), base64.b64encode(raw).rstrip(b"="), raw.hex().encode(),
            json.dumps(text).strip('"').encode()]  # fmt: skip


def test_bundle_of_a_booth_that_photographed_somebody_names_nobody(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    expect_log: ExpectLog,
) -> None:
    expect_log("kiosk.store.keys", "plain file")
    expect_log("kiosk.sync", "it went wrong")
    monkeypatch.setenv("KIOSK_MODELS_DIR", str(tmp_path / "no-models"))
    monkeypatch.setenv("HOME", str(tmp_path))
    pin = hash_pin("135790")
    config = tmp_path / "kiosk.toml"
    config.write_text(
        f'data_dir = "data"\n[keys]\nstore = "file"\n[camera]\nsource = "folder:{tmp_path / "none"}"\n'
        f'[operator]\npin_hash = "{pin}"\n[central]\nurl = "http://somebody:word@127.0.0.1:9"\n',
        encoding="utf-8",
    )
    settings, clock = load_settings(config), SystemClock()
    store = open_store(settings, open_keys(settings), clock)
    try:
        saved = store.save(making.submission(clock))
    finally:
        store.close()
    with rolling_log(settings.data_dir / LOGS):
        try:
            raise KioskError("code", "Canary-In-A-Message", making.NAME) from ValueError(making.CODE)
        except KioskError:
            logging.getLogger("kiosk.sync").exception("it went wrong")
    (settings.data_dir / FILE).write_text("{}", encoding="ascii")
    out = tmp_path / "bundle.zip"
    assert main(["doctor", "--config", str(config), "--bundle", str(out)]) == 1
    assert "bundle.zip" in capsys.readouterr().out
    with zipfile.ZipFile(out) as bundle:
        contents = {name: bundle.read(name) for name in bundle.namelist()}
    whole = b"\0".join(contents.values())
    for canary in (*CANARIES, saved.id, pin, "somebody:word", str(tmp_path)):
        assert not [form for form in forms(canary) if form in whole], canary
    assert json.loads(contents["queue.json"]) == {"queued": 1}
    assert json.loads(contents["settings.json"])["operator"] == {"pin_hash": "set"}
    assert {f["check"] for f in json.loads(contents["doctor.json"])} >= {"version", "keys", "queue", "clock"}
    assert b"numpy==" in contents["packages.txt"]
    assert b"it went wrong" in contents["kiosk.log"]
    assert b"kiosk.errors.KioskError code" in contents["kiosk.log"]


def test_secrets_are_only_said_to_be_set() -> None:
    given = {
        "operator": {"pin_hash": "x", "desk": True},
        "keys": {"store": "auto"},
        "token": "",
        "n": [1, "a"],
    }
    assert without_secrets(given) == {
        "operator": {"pin_hash": "set", "desk": True}, "keys": {"store": "auto"}, "token": "not set",
        "n": [1, "a"],
    }  # fmt: skip


def test_the_account_is_taken_out_of_paths(tmp_path: Path) -> None:
    home = tmp_path / "zhang.san"
    assert plain(f"{home}/data and http://user:pw@host/x", home) == "~/data and http://…@host/x"


def test_a_long_log_is_cut_to_its_end_and_the_files_roll(tmp_path: Path, expect_log: ExpectLog) -> None:
    expect_log("kiosk.test", "line")
    log = logging.getLogger("kiosk.test")
    with rolling_log(tmp_path):
        for number in range(60):
            log.error("line %d %s", number, "x" * (FILE_BYTES // 8))
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["kiosk.log", *(f"kiosk.log.{n}" for n in range(1, OLD_FILES + 1))]
    assert all(path.stat().st_size <= FILE_BYTES for path in tmp_path.iterdir())
    out = tmp_path / "b.zip"
    (tmp_path / "data").mkdir()
    (tmp_path / LOGS).mkdir()
    for path in list(tmp_path.glob("kiosk.log*")):
        path.rename(tmp_path / LOGS / path.name)
    write_bundle(out, [], {}, {}, tmp_path)
    with zipfile.ZipFile(out) as bundle:
        text = bundle.read("kiosk.log").decode()
    assert "line 59" in text
    assert "line 1 " not in text


def test_a_folder_that_takes_no_log_stops_nothing(tmp_path: Path, expect_log: ExpectLog) -> None:
    expect_log("kiosk", "no log can be kept")
    (tmp_path / "file").write_text("")
    with rolling_log(tmp_path / "file"):
        pass


def test_broken_settings_are_a_finding_and_the_bundle_comes_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "self_test", lambda: iter([Finding("version", Fitness.OK, "1.0")]))
    monkeypatch.setenv("KIOSK_DATA_DIR", str(tmp_path / "data"))
    config, out = tmp_path / "kiosk.toml", tmp_path / "b.zip"
    config.write_text('langage = "zh"\n[operator]\npin_hash = "1234"\n', encoding="utf-8")
    assert main(["doctor", "--config", str(config), "--bundle", str(out)]) == 1
    assert "langage" in capsys.readouterr().out
    with zipfile.ZipFile(out) as bundle:
        assert [f["fitness"] for f in json.loads(bundle.read("doctor.json"))] == ["fail", "ok"]
        assert b"1234" not in bundle.read("settings.json")
