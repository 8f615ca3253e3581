"""The pictures of every page, and the page to leaf through them."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

import pytest

from kiosk.errors import KioskError
from ui.commands.shots import add_arguments
from ui.exhibit import Exhibit
from ui.gallery import SIZES
from ui.gallery_names import NAMES
from ui.shots import Shot, take_shots
from ui.shots_index import index_of
from ui.texts import Language

SHOTS = [Shot("scan", (1280, 800), language, look) for language in Language for look in ("light", "contrast")]


def test_every_picture_has_a_file_of_its_own() -> None:
    assert [shot.file for shot in SHOTS] == [
        "scan-1280x800-zh.png",
        "scan-1280x800-zh-contrast.png",
        "scan-1280x800-en.png",
        "scan-1280x800-en-contrast.png",
    ]


def test_the_index_lists_them_and_asks_for_nothing_else() -> None:
    page = index_of([*SHOTS, Shot("</script>", (1, 1), Language.EN, "light")])
    found = re.search(r"const shots = (.*);\n", page)
    assert found is not None
    listed = json.loads(found[1])
    assert [entry["file"] for entry in listed[:4]] == [shot.file for shot in SHOTS]
    assert listed[4]["page"] == "</script>"
    assert page.count("</script>") == 1
    assert "http" not in page


def test_sizes_and_looks_are_asked_for_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    assert tuple(parser.parse_args([]).sizes) == SIZES
    assert parser.parse_args(["--sizes", "3840x2160"]).sizes == [(3840, 2160)]
    for wrong in (["--sizes", "100x100"], ["--sizes", "large"], ["--looks", "pretty"]):
        with pytest.raises(SystemExit):
            parser.parse_args(wrong)
    assert "no size of a screen" in capsys.readouterr().err


def test_the_names_of_the_pages_are_known_before_they_are_drawn(exhibits: dict[str, Exhibit]) -> None:
    assert tuple(exhibits) == NAMES


def test_a_name_that_is_no_pages_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(KioskError) as told:
        next(take_shots(tmp_path, ["attract", "frame-empyt"], SIZES, ["light"]))
    assert told.value.code == "shots-unknown"
    assert "frame-empty" in told.value.advice
    assert list(tmp_path.iterdir()) == []
