"""``kiosk queue`` and ``kiosk audit``: clear words, the lock, the audit trail, nothing in plain unasked."""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kiosk.cli import main
from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.services.build import open_keys, open_store
from kiosk.settings import load_settings
from kiosk.sqlite import sqlite3
from kiosk.store.report import audit_report, find_id, queue_rows
from kiosk.store.store import Store
from kiosk.store.submission import Delivery
from tests.damage import spoilt
from tests.leftovers import ExpectLog
from tests.store.making import LAST4, NAME, STUDENT_NUMBER, submission

PERSONAL = (NAME, LAST4, STUDENT_NUMBER)


@pytest.fixture(autouse=True)
def hardened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which commands switched core files off; this process itself stays as it is for the other tests."""
    called: list[str] = []
    for name in ("queue_acts", "queue_recover"):
        monkeypatch.setattr(f"kiosk.commands.{name}.harden_process", lambda name=name: called.append(name))
    return called


@pytest.fixture
def config(tmp_path: Path, expect_log: ExpectLog) -> Path:
    expect_log("kiosk.store.keys", "plain file")
    path = tmp_path / "kiosk.toml"
    path.write_text('data_dir = "booth"\n[keys]\nstore = "file"\n', encoding="utf-8")
    return path


@pytest.fixture
def offline(tmp_path: Path) -> Path:
    path = tmp_path / "recovery-private.pem"
    key = X25519PrivateKey.generate()
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (tmp_path / "public").write_bytes(key.public_key().public_bytes_raw())
    return path


@pytest.fixture
def ids(config: Path, offline: Path) -> list[str]:
    """A waiting, a blocked and a damaged submission."""
    settings = load_settings(config)
    with closing(open_store(settings, open_keys(settings), SystemClock())) as store:
        store.pin_recovery_key((offline.parent / "public").read_bytes())
        made = [store.save(submission(SystemClock(), shade)).id for shade in range(3)]
        for id_ in made:
            store.lease(id_)
        store.postpone(made[0], 280.0, "reset")
        store.transition(made[1], Delivery.SENDING, Delivery.BLOCKED, "manifest-invalid")
        path = sealed(settings.data_dir, made[2])
        path.write_bytes(spoilt(path.read_bytes()))
        with pytest.raises(KioskError):
            store.open_sealed(made[2])
    return made


def sealed(data: Path, id_: str) -> Path:
    return data / "store" / "sealed" / f"{id_}.sealed"


def opened(config: Path) -> closing[Store]:
    settings = load_settings(config)
    return closing(open_store(settings, open_keys(settings), SystemClock()))


def told(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    code = main(args)
    out, err = capsys.readouterr()
    assert not any(value in out + err for value in PERSONAL)
    return code, out, err


def test_showing_tells_everything_but_the_person(
    config: Path, ids: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = told(capsys, "queue", "list", "--config", str(config))
    assert code == 0
    assert "manifest-invalid" in out
    assert "file-damaged" in out
    for name in (ids[1], "2", ids[1][-8:]):
        code, out, _ = told(capsys, "queue", "show", name, "--config", str(config))
        assert (code, ids[1] in out) == (0, True)
        assert "sending -> blocked  manifest-invalid" in out
        assert "recovery key  yes" in out
    code, out, _ = told(capsys, "queue", "show", "1", "--json", "--config", str(config))
    shown = json.loads(out)
    assert shown["row"]["state"] == "queued"
    assert shown["recoverable"] is True
    assert [row[3] for row in shown["history"]] == ["saved", "leased", "reset"]
    for absent in ("4", ids[0][:6], "nothing", ids[0][-5:]):
        assert main(["queue", "show", absent, "--config", str(config)]) == 2
    capsys.readouterr()
    rows = queue_rows(config.parent / "booth" / "store")
    assert find_id(rows, ids[2]) == ids[2]


def test_retry_and_release_set_going_what_can_be(
    config: Path, ids: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(config) as store:
        assert store.due(SystemClock().now()) == ()
    code, out, _ = told(capsys, "queue", "retry", "--json", "--config", str(config))
    assert (code, json.loads(out)) == (0, {"waiting": 1})
    code, out, _ = told(capsys, "queue", "release", "--all", "--json", "--config", str(config))
    assert (code, json.loads(out)) == (0, {"id": ids[1], "released": True, "fault": None})
    with opened(config) as store:
        assert [waiting.id for waiting in store.due(SystemClock().now())] == ids[:2]
    for name, fault in (("1", "release-not-held"), ("3", "sealed-damaged")):
        code, _, err = told(capsys, "queue", "release", name, "--config", str(config))
        assert code == 2
        assert fault in err
    damaged = sealed(config.parent / "booth", ids[2])
    damaged.write_bytes(damaged.read_bytes() + b"!")
    assert told(capsys, "queue", "release", ids[2], "--config", str(config))[0] == 2, (
        "still not what was saved"
    )
    with opened(config) as store:
        assert store.state(ids[2]) is Delivery.QUARANTINED
        assert store.audit_break() is None


def test_a_running_booth_keeps_its_store_and_says_where_to_go(
    config: Path, ids: list[str], tmp_path: Path, offline: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ("--config", str(config))
    with opened(config):
        for words in (
            ("retry",), ("release", "2"), ("export", "1", "--to", str(tmp_path / "out"), "--yes"),
            ("recover", "--key", str(offline), "--rewrap"),
        ):  # fmt: skip
            code, _, err = told(capsys, "queue", *words, *at)
            assert code == 2, words
            assert "store-locked" in err
        assert told(capsys, "queue", "show", "1", *at)[0] == 0
        assert told(capsys, "audit", "verify", *at)[0] == 0
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("answer", ["no\n", "", "YES please\n"])
def test_nothing_is_written_in_plain_unless_somebody_says_yes(
    config: Path, ids: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, offline: Path
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
    out = tmp_path / "out"
    assert main(["queue", "export", "1", "--to", str(out), "--config", str(config)]) == 2
    words = ["queue", "recover", "--key", str(offline), "--to", str(out), "--config", str(config)]
    assert main(words) == 2
    assert not out.exists()


@pytest.mark.parametrize("how", ["export", "recover"])
def test_what_is_written_out_is_whole_and_private(
    config: Path,
    ids: list[str],
    tmp_path: Path,
    offline: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    hardened: list[str],
    how: str,
) -> None:
    out, at = tmp_path / "out", ("--config", str(config))
    with opened(config) as store:
        parcel = store.open_sealed(ids[0])
    monkeypatch.setattr(sys, "stdin", io.StringIO("yes\n"))
    before = os.umask(0)
    try:
        if how == "export":
            assert told(capsys, "queue", "export", "1", "--to", str(out), *at)[0] == 0
        else:
            code, printed, _ = told(
                capsys, "queue", "recover", "--key", str(offline), "--to", str(out), "--json", *at
            )
            assert code == 1, "one file was damaged, and that is not hidden"
            assert [json.loads(line)["recovered"] for line in printed.splitlines()] == [True, True, False]
    finally:
        os.umask(before)
    assert hardened == ["queue_acts" if how == "export" else "queue_recover"]
    own = out / ids[0]
    assert (own / "manifest.json").read_bytes() == parcel.manifest
    assert {(own / f"{name}.jpg").read_bytes() for name in ("photo", "original")} == set(
        parcel.blobs.values()
    )
    for path in (out, *out.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path
    if how == "export":
        history = told(capsys, "queue", "show", "1", *at)[1]
        assert "queued -> queued  exported" in history
    assert main(["queue", "export", "1", "--to", str(out), "--yes", *at]) == 2, "never into a folder in use"


def test_the_audit_chain_is_verified_with_the_head_the_server_knows(
    config: Path, ids: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = config.parent / "booth" / "store"
    with opened(config) as store:
        known = store.depth().audit_head
    at = ("audit", "verify", "--json", "--config", str(config))
    code, out, _ = told(capsys, *at, "--head", known)
    assert (code, json.loads(out)["whole"]) == (0, True)
    main(["queue", "release", "2", "--config", str(config)])
    capsys.readouterr()
    assert told(capsys, *at, "--head", known.upper())[0] == 0, "an older head is one of its rows"
    assert main([*at, "--head", "beef"]) == 2
    capsys.readouterr()
    with closing(sqlite3.connect(folder / "store.db")) as db, db:
        db.execute("DELETE FROM audit WHERE n > (SELECT MAX(n) - 3 FROM audit)")
    assert told(capsys, *at)[0] == 0, "the end of a chain cannot miss itself"
    code, out, _ = told(capsys, *at, "--head", known)
    assert (code, json.loads(out)["knows"]) == (1, False)
    with closing(sqlite3.connect(folder / "store.db")) as db, db:
        db.execute("UPDATE audit SET reason = 'nothing' WHERE n = 4")
    assert audit_report(folder).first_break == 4
    assert "BROKEN at row 4" in told(capsys, "audit", "verify", "--config", str(config))[1]


def test_no_key_is_shown_on_a_screen(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["keys", "new"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert set(made) == {"wrapping", "identity"}
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert main(["keys", "new"]) == 2
    assert capsys.readouterr().out == ""
