"""``kiosk setup`` at a running central server: the booth is enrolled, and a second time is no harm."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.central.central import Central, new_enrolment_code
from kiosk.central.process import CentralProcess
from kiosk.cli import main
from kiosk.services import checkup_camera, first_run
from kiosk.services.finding import Finding, Fitness
from tests.leftovers import ExpectLog


def test_a_booth_is_set_up_without_a_screen_and_once_more_without_a_code(
    server: CentralProcess,
    inside: Central,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    expect_log: ExpectLog,
) -> None:
    expect_log("kiosk.store.keys", "plain file")
    monkeypatch.setattr(checkup_camera, "MEASURE_S", 0.1)
    tried: list[str] = []

    def photo() -> Finding:  # the real one is tried by tests/services/test_selftest.py
        tried.append("photo")
        return Finding("photo", Fitness.OK, "")

    monkeypatch.setattr(first_run, "drawn_photo", photo)
    (tmp_path / "pictures").mkdir()
    cv2.imwrite(str(tmp_path / "pictures" / "a.png"), np.full((720, 1280, 3), 90, np.uint8))
    answers, config = tmp_path / "answers.toml", tmp_path / "kiosk.toml"

    def steps(code: str, *more: str) -> dict[str, dict[str, str]]:
        answers.write_text(
            f'pin = "246810"\nkeys = "file"\ndata_dir = "data"\n'
            f'[camera]\nsource = "folder:{tmp_path / "pictures"}"\n[central]\nurl = "{server.url}"\n{code}',
            encoding="utf-8",
        )
        words = ["setup", "--answers", str(answers), "--config", str(config), "--json", *more]
        assert main(words) == 0
        return {line["check"]: line for line in map(json.loads, capsys.readouterr().out.splitlines())}

    first = steps("")
    assert first["central"]["fitness"] == "warn"
    second = steps(f'code = "{new_enrolment_code(inside)}"\n', "--replace")
    assert second["central"]["detail"].startswith(f"enrolled at {server.url} as ")
    assert {name: step["fitness"] for name, step in second.items()} == {
        "settings": "ok", "models": "ok", "camera": "ok", "keys": "warn", "central": "ok", "photo": "ok",
    }  # fmt: skip
    assert steps("", "--replace")["central"] == second["central"]
    assert tried == ["photo"] * 3
