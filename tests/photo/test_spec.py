"""Specs are read by name or file, faults are named, and every number says where it comes from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kiosk.errors import KioskError
from kiosk.paths import config_dir
from kiosk.photo.sources import Grade, Source
from kiosk.photo.spec import load_spec
from kiosk.services.ruling import rules_for

SPECS = sorted((config_dir() / "specs").glob("*.toml"))


@pytest.mark.parametrize("path", SPECS, ids=lambda p: p.stem)
def test_every_shipped_spec_reads_and_is_named_like_its_file(path: Path) -> None:
    assert load_spec(path.stem) == load_spec(path)
    assert load_spec(path.stem).name == path.stem


@pytest.mark.parametrize("path", SPECS, ids=lambda p: p.stem)
def test_every_rule_of_a_spec_has_a_source(path: Path) -> None:
    spec = load_spec(path)
    for name, band in spec.bands().items():
        for end in ("low", "high", "aim"):
            assert spec.sources[f"{name}.{end}"].text, (name, end, band)
    for colour in spec.background.colours:
        assert spec.sources[f"background.colours.{colour}"].text
    assert spec.sources["size.width_px"].grade in Grade


@pytest.mark.parametrize("line", ["width_px = 480", "light-grey = [240, 240, 240]", "replace = true"])
def test_a_rule_without_a_source_is_refused_by_file_and_key(tmp_path: Path, line: str) -> None:
    text = (config_dir() / "specs" / "chsi.toml").read_text(encoding="utf-8")
    key = line.split(" ")[0]
    gone = [row for row in text.splitlines() if not re.match(rf'"[\w.]*\.{key}" =', row)]
    path = tmp_path / "mine.toml"
    path.write_text("\n".join(gone), encoding="utf-8")
    with pytest.raises(KioskError, match=rf"mine\.toml: [\w.]*\.{key} has no source") as caught:
        load_spec(path)
    assert caught.value.code == "spec-unsourced"


def test_a_source_that_explains_nothing_is_refused(tmp_path: Path) -> None:
    text = (config_dir() / "specs" / "chsi.toml").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(text + '"size.depth_px" = ["V", "nobody"]\n', encoding="utf-8")
    with pytest.raises(KioskError, match=r"sources\.size\.depth_px explains nothing"):
        load_spec(path)


def test_a_site_builds_on_a_shipped_spec_and_takes_colours_away(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(
        'name = "ours"\nlike = "chsi"\n[background]\ncolour = "white"\n'
        "[background.colours]\nwhite = [255, 255, 255]\n[sources]\n"
        '"background.colour" = ["V", "our province"]\n"background.colours.white" = ["V", "our province"]\n',
        encoding="utf-8",
    )
    ours, chsi = load_spec("ours", tmp_path), load_spec("chsi", tmp_path)
    assert dict(ours.background.colours) == {"white": (255, 255, 255)}
    assert ours.bands() == chsi.bands() and ours.title_en == chsi.title_en
    assert ours.sources["background.colour"] == Source(Grade.V, "our province")


def test_a_site_refines_the_shipped_spec_under_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "chsi.toml").write_text(
        'name = "chsi"\nlike = "chsi"\n[background]\nreplace = false\n[sources]\n'
        '"background.replace" = ["V", "the office forbids it"]\n',
        encoding="utf-8",
    )
    assert not load_spec("chsi", tmp_path).background.replace
    assert load_spec("chsi").background.replace


def test_specs_that_build_upon_each_other_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('name = "a"\nlike = "b"\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text('name = "b"\nlike = "a"\n', encoding="utf-8")
    with pytest.raises(KioskError) as caught:
        load_spec("a", tmp_path)
    assert caught.value.code == "spec-circle"


def test_the_graduate_photo_is_what_the_standard_says() -> None:
    spec = load_spec("chsi")
    assert (spec.size.width_px, spec.size.height_px, spec.size.dpi) == (480, 640, 300)
    ends = {name: (band.low, band.high) for name, band in spec.bands().items()}
    assert ends == {
        "hair_top": (50, 110),
        "eye_line": (200, 300),
        "centre_x": (230, 250),
        "face_width": (180, 300),
    }
    assert spec.background.rgb == (100, 197, 255)
    assert spec.file.quality_min >= 60


def test_a_spec_changes_the_rules_and_may_not_loosen_them(tmp_path: Path) -> None:
    text = (config_dir() / "specs" / "chsi.toml").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(
        text.replace("off = []", 'off = ["gaze-y"]\n[guidance.tighten.roll]\nenter = [-2, 2]')
        + '"guidance.tighten.roll.enter" = ["D", "here"]\n',
        encoding="utf-8",
    )
    rules = {rule.name: rule for rule in rules_for(load_spec(path)).rules}
    assert "gaze-y" not in rules
    assert rules["roll"].enter == (-2, 2)
    path.write_text(
        text.replace("\n[sources]", "\n[guidance.tighten.roll]\nenter = [-30, 2]\n[sources]")
        + '"guidance.tighten.roll.enter" = ["D", "here"]\n',
        encoding="utf-8",
    )
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
        ("low = 50\n", "low = 150\n", "hair_top"),
        (
            "\n[sources]",
            '\n[accepts]\nborder_px = 3\n[sources]\n"accepts.border_px" = ["V", "x"]',
            "border_px",
        ),
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
