"""``kiosk standardize`` and ``kiosk inspect``: one line a picture, bad files named, nothing half-written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from kiosk.cli import main
from kiosk.paths import models_dir


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def bad_files(folder: Path) -> list[Path]:
    (folder / "text.jpg").write_text("not a picture")
    (folder / "empty.jpg").write_bytes(b"")
    cv2.imwrite(str(folder / "one.png"), np.zeros((1, 1, 3), np.uint8))
    cv2.imwrite(str(folder / "wide.png"), np.zeros((20, 20_000), np.uint8))
    cv2.imwrite(str(folder / "grey.jpg"), np.full((720, 1280, 3), 128, np.uint8))
    return [*sorted(folder.iterdir()), folder / "missing.jpg"]


def test_bad_files_are_named_and_do_not_stop_the_good_one(
    testdata: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    paths = bad_files(tmp_path / "in")
    good = testdata / "frll_neutral" / "008_03.jpg"
    words = [str(path) for path in (*paths, good)]
    assert main(["standardize", *words, "--out", str(tmp_path / "out"), "--json"]) == 2
    found = lines(capfd.readouterr().out)
    assert [line["path"] for line in found] == words
    for line in found[:-1]:
        assert set(line) >= {"path", "ok", "out", "error", "inspection"}
        assert line["ok"] is False
        assert line["out"] is None
        assert line["inspection"] is None
    codes = {Path(line["path"]).name: line["error"].rpartition("[")[2].rstrip("]") for line in found[:-1]}
    assert codes == {
        "text.jpg": "picture-unreadable",
        "empty.jpg": "picture-empty",
        "one.png": "picture-too-small",
        "wide.png": "picture-too-large",
        "grey.jpg": "photo-no-face",
        "missing.jpg": "picture-missing",
    }
    last = found[-1]
    assert last["ok"] is True
    assert last["error"] is None
    assert last["inspection"]["ok"] is True
    assert {"check", "status", "value", "unit", "limit", "words"} <= last["inspection"]["checks"][0].keys()
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [".standardize", "008_03.jpg"]

    assert main(["inspect", last["out"], "--json"]) == 0
    (report,) = lines(capfd.readouterr().out)
    # What the source showed of the person's outline and behind them cannot be told from the finished file.
    of_the_source = {"outline", "things_behind"}
    of_the_file = [each for each in last["inspection"]["checks"] if each["check"] not in of_the_source]
    assert len(of_the_file) == len(last["inspection"]["checks"]) - len(of_the_source)
    assert report["inspection"] == last["inspection"] | {"checks": of_the_file}


def test_a_source_is_never_overwritten_and_a_name_never_used_twice(
    testdata: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        shutil.copy(testdata / "frll_neutral" / "025_03.jpg", tmp_path / folder / "me.jpg")
    before = (tmp_path / "a" / "me.jpg").read_bytes()
    words = [str(tmp_path / folder / "me.jpg") for folder in ("a", "b")]
    # This person's hair is too tall for any crop, so the photos are made and do not pass.
    assert main(["standardize", *words, "--out", str(tmp_path / "a"), "--jobs", "1", "--json"]) == 1
    found = lines(capfd.readouterr().out)
    assert [Path(line["out"]).name for line in found] == ["me-2.jpg", "me-3.jpg"]
    failed = {c["check"] for c in found[0]["inspection"]["checks"] if c["status"] == "fail" and c["must"]}
    assert failed == {"hair_top"}
    (misfit,) = found[0]["misfits"]
    assert (misfit["band"], misfit["remedy"]) == ("hair_top", "flatten-hair")
    assert "压平" in misfit["zh"] and "flatten" in misfit["en"]
    assert (tmp_path / "a" / "me.jpg").read_bytes() == before


def test_an_unknown_spec_and_a_folder_that_cannot_be_made(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["standardize", "x.jpg", "--spec", "nope"]) == 2
    assert "spec-unknown" in capfd.readouterr().err
    (tmp_path / "file").write_text("")
    assert main(["standardize", "x.jpg", "--out", str(tmp_path / "file" / "sub")]) == 2
    assert "out-unwritable" in capfd.readouterr().err


def test_inspect_names_what_is_wrong(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    cv2.imwrite(str(tmp_path / "grey.jpg"), np.full((640, 480, 3), 128, np.uint8))
    lines = tmp_path / "lines"
    assert main(["inspect", str(tmp_path / "grey.jpg"), "--annotate", str(lines)]) == 1
    shown = capfd.readouterr().out
    assert "NOT passed" in shown
    assert "one_face" in shown
    with Image.open(lines / "grey.png") as sheet:
        assert sheet.width > 480 and sheet.height > 640
    (tmp_path / "bad.jpg").write_bytes(b"\xff\xd8broken")
    assert main(["inspect", str(tmp_path / "bad.jpg"), str(tmp_path / "missing.jpg")]) == 2
    assert "photo-unreadable" in capfd.readouterr().err


@pytest.mark.parametrize("command", ["standardize", "inspect", "observe"])
def test_no_picture_is_judged_by_an_altered_model(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    models = tmp_path / "models"
    shutil.copytree(models_dir(), models)
    with (models / "face_landmarker.task").open("ab") as file:
        file.write(b"x")
    monkeypatch.setenv("KIOSK_MODELS_DIR", str(models))
    monkeypatch.chdir(tmp_path)
    assert main([command, "picture.jpg"]) == 2
    assert "kiosk models install" in capsys.readouterr().err
    assert not (tmp_path / "photos").exists()
