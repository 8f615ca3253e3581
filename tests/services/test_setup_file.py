"""The settings file changed a few answers at a time: the rest stays, and a wrong one writes nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from kiosk.errors import KioskError
from kiosk.services.setup_file import change, settings_lines, settings_or_first

BY_HAND = """# our booth
language = "zh"
stick_roots = ["/media", "/mnt/sticks"]
[camera]
source = "device:1"   # the one above the screen
fps = 25.0
[sound]
quiet = ["12:00-14:00"]
"""


def test_what_else_a_site_has_set_stays_and_its_own_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(BY_HAND, encoding="utf-8")
    change(path, {"language": "en"})
    made = change(path, {"camera.source": "sitter", "central.url": "https://photos.example.edu"})
    assert (made.language, made.camera.source, made.camera.fps) == ("en", "sitter", 25.0)
    assert made.central.url == "https://photos.example.edu"
    assert made.sound.quiet == settings_or_first(tmp_path / "kiosk.toml.before").sound.quiet
    assert [str(root) for root in made.stick_roots] == ["/media", "/mnt/sticks"]
    assert path.with_name("kiosk.toml.before").read_text("utf-8") == BY_HAND


def test_a_wrong_answer_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(BY_HAND, encoding="utf-8")
    with pytest.raises(KioskError) as caught:
        change(path, {"language": "fr"})
    assert caught.value.code == "config-invalid"
    assert path.read_text("utf-8") == BY_HAND
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_booth_has_no_file_yet(tmp_path: Path) -> None:
    path = tmp_path / "site" / "kiosk.toml"
    assert settings_or_first(path).language == "zh"
    assert change(path, {"language": "en"}).language == "en"
    assert [file.name for file in path.parent.iterdir()] == ["kiosk.toml"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="ascii")
    with pytest.raises(KioskError) as caught:
        change(tmp_path / "file" / "kiosk.toml", {"language": "en"})
    assert caught.value.code == "config-unwritten"


def test_every_plain_value_and_table_comes_back() -> None:
    data = {
        "a": 'q"\\\n\x7f汉',
        "on": True,
        "n": 3,
        "x": 0.5,
        "list": ["a", "b"],
        "t": {"k": 1, "deep": {"z": []}},
    }
    assert tomllib.loads(settings_lines(data)) == data
