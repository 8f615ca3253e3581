"""Everything an inspection can say has words in both languages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from kiosk.errors import KioskError
from kiosk.paths import config_dir, project_root
from kiosk.photo.finished import Check, CheckStatus, Remedy
from kiosk.photo.spec import load_spec
from kiosk.photo.words import Words, load_words

MAKERS = ("Check", "PersonCheck", "judged")
"""What is called with a check's name first."""


@pytest.fixture(scope="module")
def words() -> Words:
    return load_words()


def checks_made(folder: Path) -> set[str]:
    """Return every literal name given to a maker of checks, as value or by keyword."""
    found = set()
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
                named = [word.value for word in node.keywords if word.arg in ("check", "name")]
                first = (node.args or named)[:1]
                found |= {str(part.value) for part in first if isinstance(part, ast.Constant)}
    return found


def test_every_check_an_inspection_can_make_has_words(words: Words) -> None:
    made = checks_made(project_root() / "kiosk" / "photo")
    specs = [load_spec(path.stem) for path in (config_dir() / "specs").glob("*.toml")]
    made |= {band for spec in specs for band in spec.bands()}
    assert {"dpi", "yaw", "eye_left_open", "lens_tint", "outline", "hair_top", "background_colour"} <= made
    assert made - words.check.keys() == set()


def test_every_remedy_has_words(words: Words) -> None:
    assert set(Remedy) == set(words.remedy)


def test_the_side_of_a_fault_is_told(words: Words) -> None:
    yaw = words.check["yaw"]
    assert yaw.low is not None and yaw.high is not None

    def said(value: float | None, status: CheckStatus = CheckStatus.FAIL) -> str:
        return words.reason(Check("yaw", status, value, "deg", -5, 5)).en

    assert said(-9.0) == yaw.low.en
    assert said(9.0) == yaw.high.en
    assert said(None) == yaw.wrong.en
    assert said(None, CheckStatus.UNKNOWN) == "turned sideways: cannot be judged, please look"


def test_a_check_without_words_stands_under_the_last_group(words: Words) -> None:
    checks = (Check("brand_new", CheckStatus.PASS, 1.0, "ratio"), Check("width", CheckStatus.PASS, 480, "px"))
    groups = dict(words.grouped(checks))
    assert list(groups) == ["file", "other"]
    assert [check.check for check in groups["other"]] == ["brand_new"]
    assert words.title("brand_new").en == "brand new"


def test_wrong_words_are_named(tmp_path: Path) -> None:
    shipped = (config_dir() / "checks.toml").read_text(encoding="utf-8")
    for old, new, part in (
        ('group = "head"', 'group = "feet"', "feet"),
        ('zh = "左右转头"', 'zh = ""', "yaw"),
        ('place = "mouth"', 'place = "nose"', "place"),
    ):
        assert old in shipped
        (tmp_path / "checks.toml").write_text(shipped.replace(old, new), encoding="utf-8")
        with pytest.raises(KioskError, match=part):
            load_words(tmp_path / "checks.toml")
