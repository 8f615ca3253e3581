"""Specs are read by name or file, faults are named, and every number says where it comes from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kiosk.errors import KioskError
from kiosk.paths import config_dir
from kiosk.photo.spec import load_spec
from kiosk.services.ruling import rules_for

SPECS = sorted((config_dir() / "specs").glob("*.toml"))


@pytest.mark.parametrize("path", SPECS, ids=lambda p: p.stem)
def test_every_shipped_spec_reads_and_is_named_like_its_file(path: Path) -> None:
    assert load_spec(path.stem) == load_spec(path)
    assert load_spec(path.stem).name == path.stem


@pytest.mark.parametrize("path", SPECS, ids=lambda p: p.stem)
def test_every_number_of_a_spec_carries_its_grade(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        if re.match(r"[\w-]+ *= *[\[\d.]", line):
            assert re.search(r"# (V2|V|D|M|U)\b", line), f"no grade: {line}"


def test_the_graduate_photo_is_what_the_standard_says() -> None:
    spec = load_spec("chsi")
    assert (spec.size.width_px, spec.size.height_px, spec.size.dpi) == (480, 640, 300)
    assert (spec.hair_top.low, spec.hair_top.high) == (50, 110)
    assert (spec.eye_line.low, spec.eye_line.high) == (200, 300)
    assert (spec.face_width.low, spec.face_width.high) == (180, 300)
    assert spec.background.rgb == (100, 197, 255)
    assert spec.file.quality_min >= 60


def test_a_spec_changes_the_rules_and_may_not_loosen_them(tmp_path: Path) -> None:
    text = (config_dir() / "specs" / "chsi.toml").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(
        text.replace("off = []", 'off = ["gaze-y"]\n[guidance.tighten.roll]\nenter = [-2, 2]'),
        encoding="utf-8",
    )
    rules = {rule.name: rule for rule in rules_for(load_spec(path)).rules}
    assert "gaze-y" not in rules
    assert rules["roll"].enter == (-2, 2)
    path.write_text(text + "[guidance.tighten.roll]\nenter = [-30, 2]\n", encoding="utf-8")
    with pytest.raises(KioskError, match="roll"):
        rules_for(load_spec(path))


@pytest.mark.parametrize("path", SPECS, ids=lambda p: p.stem)
def test_every_shipped_specs_changes_are_allowed(path: Path) -> None:
    assert rules_for(load_spec(path)).rules


def test_an_unknown_spec_names_the_known_ones() -> None:
    with pytest.raises(KioskError, match="chsi") as caught:
        load_spec("no-such-photo")
    assert caught.value.code == "spec-unknown"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("low = 50 ", "low = 150 ", "hair_top"),
        ("width_px = 480", "width_px = 480\nborder_px = 3", "border_px"),
        ('colour = "light-blue"', 'colour = "mauve"', "background"),
        ("light-blue = [100, 197, 255]", "light-blue = [100, 197, 256]", "light-blue"),
        ("min_bytes = 30720", "min_bytes = 50000", "file"),
    ],
)
def test_a_wrong_spec_is_refused_by_file_and_key(tmp_path: Path, old: str, new: str, key: str) -> None:
    text = (config_dir() / "specs" / "chsi.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(KioskError) as caught:
        load_spec(path)
    assert caught.value.code == "config-invalid"
    assert "mine.toml" in caught.value.title
    assert key in caught.value.title
