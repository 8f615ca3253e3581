"""``kiosk read-code``: JSON lines, exit codes, and one bad file does not stop the others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import segno
from PIL import Image

from kiosk.cli import main


def draw(path: Path, text: str) -> str:
    segno.make_qr(text).save(str(path), scale=5)
    return str(path)


def test_one_json_line_a_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = draw(tmp_path / "a.png", "an invented text"), draw(tmp_path / "b.png", "测试")
    assert main(["read-code", "--json", first, second]) == 0
    out = capsys.readouterr()
    assert [json.loads(line) for line in out.out.splitlines()] == [
        {"path": first, "texts": ["an invented text"], "decoder": "zxing"},
        {"path": second, "texts": ["测试"], "decoder": "zxing"},
    ]
    assert out.err == ""


def test_bad_files_are_named_and_the_others_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.png").write_text("no picture")
    (tmp_path / "b.png").write_bytes(b"")
    Image.new("L", (1, 1)).save(tmp_path / "c.png")
    Image.new("1", (20_000, 20_000)).save(tmp_path / "d.png")
    good = draw(tmp_path / "e.png", "still read")
    assert main(["read-code", "--json", str(tmp_path), str(tmp_path / "none.png")]) == 2
    out = capsys.readouterr()
    lines = [json.loads(line) for line in out.out.splitlines()]
    assert [line.get("error") for line in lines] == [
        "picture-unreadable",
        "picture-empty",
        "picture-too-small",
        "picture-too-large",
        None,
        "picture-missing",
    ]
    assert lines[4] == {"path": good, "texts": ["still read"], "decoder": "zxing"}
    assert out.err.count("kiosk: ") == 5


def test_picture_without_a_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Image.new("RGB", (200, 200), "grey").save(tmp_path / "a.png")
    assert main(["read-code", str(tmp_path)]) == 1
    assert "no code could be read" in capsys.readouterr().out
