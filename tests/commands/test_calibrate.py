"""``kiosk calibrate``: measures the sitter's booth, keeps what it found and says what to put right."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.cli import main


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "kiosk.toml"
    file.write_text('data_dir = "data"\n[camera]\nsource = "sitter"\nfps = 15.0\n', encoding="utf-8")
    return file


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_sitters_booth_is_measured_and_kept(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = ["--config", str(config), "--step", "plate", "--step", "lamps"]
    assert main(["calibrate", *wanted, "--json"]) in (0, 1)
    plate, lamps = lines(capsys)
    assert (plate["part"], plate["missed"], lamps["part"], lamps["missed"]) == ("plate", None, "lamps", None)
    record = json.loads((tmp_path / "data" / "calibration" / "calibration.json").read_text())
    assert record["camera"] == "sitter"
    picture = cv2.imread(str(tmp_path / "data" / "calibration" / record["plate"]["file"]))
    assert picture is not None
    assert picture.shape == (720, 1280, 3)


def test_somebody_in_every_picture_gives_no_empty_booth(
    tmp_path: Path, testdata: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.calibration.room_steps.PATIENCE_S", 2.0)
    file = tmp_path / "kiosk.toml"
    face = testdata / "frll_neutral"
    file.write_text('data_dir = "data"\n[camera]\nfps = 5.0\n', encoding="utf-8")
    code = main(["calibrate", "--config", str(file), "--camera", f"folder:{face}", "--step", "plate"])
    assert code == 2
    assert "not measured: somebody is in the picture" in capsys.readouterr().out
    assert not (tmp_path / "data" / "calibration").exists()


def test_a_dark_room_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    cv2.imwrite(str(pictures / "a.png"), np.full((720, 1280, 3), 30, np.uint8))
    file = tmp_path / "kiosk.toml"
    file.write_text('data_dir = "data"\n', encoding="utf-8")
    wanted = ["--config", str(file), "--camera", f"folder:{pictures}", "--step", "light"]
    assert main(["calibrate", *wanted]) == 1
    assert "too dark (level 30)" in capsys.readouterr().out


def test_the_sheet_is_written(tmp_path: Path) -> None:
    out = tmp_path / "sheet.pdf"
    assert main(["calibrate", "--sheet", str(out)]) == 0
    assert out.read_bytes().startswith(b"%PDF")
