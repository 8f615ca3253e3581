"""``kiosk prints``: writes the sheet, says what is on it, and refuses in words."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kiosk.cli import main


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    noise = np.random.default_rng(1).integers(60, 200, (640, 480, 3), np.uint8)
    Image.fromarray(noise).save(path, quality=90, dpi=(300, 300))
    return path


@pytest.mark.parametrize("ending", ["pdf", "jpg"])
def test_a_sheet_is_written_and_described(
    photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    out = tmp_path / f"sheet.{ending}"
    words = ["prints", str(photo), "--paper", "6in", "--size", "33x48mm", "--out", str(out), "--json"]
    assert main(words) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["photos"], told["columns"], told["rows"]) == (4, 2, 2)
    assert told["photo_mm"] == [33.02, 48.01] and sorted(told["paper_mm"]) == [102, 152]
    assert told["crop"]["height"] == 640 and told["crop"]["width"] == 440
    data = out.read_bytes()
    assert data.startswith(b"%PDF" if ending == "pdf" else b"\xff\xd8")
    if ending == "jpg":
        with Image.open(out) as image:
            assert image.size == (1205, 1795) and image.info["dpi"] == (300, 300)


def test_the_default_is_a_pdf_named_after_what_it_holds(
    photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["prints", str(photo)]) == 0
    assert (tmp_path / "photo-one-inch-6in.pdf").read_bytes().startswith(b"%PDF")
    assert "12 photos (3 × 4)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--paper", "7in"], "print-unknown"),
        (["--size", "poster"], "print-unknown"),
        (["--out", "sheet.png"], "print-format"),
        (["--out", "photo.jpg"], "print-format"),
        (["--out", "nowhere/sheet.pdf"], "out-unwritable"),
    ],
)
def test_what_cannot_be_done_is_said(
    photo: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    code: str,
) -> None:
    monkeypatch.chdir(photo.parent)
    before = photo.read_bytes()
    assert main(["prints", str(photo), *words]) == 2
    assert f"[{code}]" in capsys.readouterr().err
    assert photo.read_bytes() == before


def test_a_small_photo_is_never_enlarged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small = tmp_path / "small.png"
    Image.new("RGB", (300, 400), "white").save(small)
    assert main(["prints", str(small), "--out", str(tmp_path / "sheet.pdf")]) == 2
    assert "[print-too-few-pixels]" in capsys.readouterr().err
    assert not (tmp_path / "sheet.pdf").exists()
