"""``kiosk matte``: mattes of the sources' size, and what becomes of bad files."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.bench.photo_matte import errors
from kiosk.cli import main


def test_mattes_are_written_beside_bad_files_that_are_named(
    testdata: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = testdata / "matting_composite"
    text, grey, good = tmp_path / "text.jpg", tmp_path / "grey.jpg", folder / "image" / "129_wall.jpg"
    text.write_text("not a picture")
    cv2.imwrite(str(grey), np.full((360, 640, 3), 128, np.uint8))
    out, room = tmp_path / "out", folder / "background" / "wall.jpg"
    words = ["matte", str(text), str(grey), str(good), "--out", str(out), "--plate", str(room), "--json"]
    assert main(words) == 2
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert [line["ok"] for line in lines] == [False, False, True]
    assert "[picture-unreadable]" in lines[0]["error"]
    assert "[photo-no-face]" in lines[1]["error"]
    assert lines[2]["plate"] == "used"
    assert [path.name for path in out.iterdir()] == ["129_wall.png"]
    alpha = cv2.imread(str(out / "129_wall.png"), cv2.IMREAD_UNCHANGED)
    truth = cv2.imread(str(folder / "alpha" / "129_wall.png"), cv2.IMREAD_GRAYSCALE)
    assert alpha is not None
    assert truth is not None
    assert alpha.shape == truth.shape
    assert alpha.dtype == np.uint8
    mean, band = errors((alpha / 255).astype(np.float32), (truth / 255).astype(np.float32))
    assert mean < 1.3
    assert band < 40


def test_a_large_face_is_matted_smaller_and_comes_back_at_its_size(testdata: Path, tmp_path: Path) -> None:
    folder = testdata / "matting_composite"
    bgr = cv2.imread(str(folder / "image" / "129_wall.jpg"))
    truth = cv2.imread(str(folder / "alpha" / "129_wall.png"), cv2.IMREAD_GRAYSCALE)
    assert bgr is not None
    assert truth is not None
    large = tmp_path / "large.png"
    cv2.imwrite(str(large), cv2.resize(bgr, None, fx=2.5, fy=2.5, interpolation=cv2.INTER_CUBIC))
    assert main(["matte", str(large), "--out", str(tmp_path / "out")]) == 0
    alpha = cv2.imread(str(tmp_path / "out" / "large.png"), cv2.IMREAD_UNCHANGED)
    assert alpha is not None
    assert alpha.shape == (1800, 3200)
    back = cv2.resize(alpha, (1280, 720), interpolation=cv2.INTER_AREA)
    assert np.abs(back.astype(float) - truth).mean() / 255 < 0.0018


def test_a_source_is_never_overwritten(testdata: Path, tmp_path: Path) -> None:
    picture = cv2.imread(str(testdata / "matting_composite" / "image" / "129_wall.jpg"))
    assert picture is not None
    source = tmp_path / "one.png"
    cv2.imwrite(str(source), picture)
    before = source.read_bytes()
    assert main(["matte", str(source), "--out", str(tmp_path)]) == 0
    assert source.read_bytes() == before
    assert (tmp_path / "one-2.png").exists()
