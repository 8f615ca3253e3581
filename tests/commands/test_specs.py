"""``kiosk specs``: what there is, what it says and where from, and whether it can be met."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli import main
from kiosk.paths import config_dir

SHIPPED = sorted(path.stem for path in (config_dir() / "specs").glob("*.toml"))


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A settings file with a folder of the site's own specs."""
    (tmp_path / "ours").mkdir()
    (tmp_path / "kiosk.toml").write_text('specs_dir = "ours"\n', encoding="utf-8")
    return tmp_path / "kiosk.toml"


def ours(site: Path, name: str, text: str) -> Path:
    path = site.parent / "ours" / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_row_of_the_table_of_standards_is_there() -> None:
    assert set(SHIPPED) >= {
        "chsi", "gaokao", "zikao", "cet", "ncre", "postgraduate", "teacher", "civil-service", "mandarin",
        "id-card", "social-security", "passport-cn", "us-visa", "schengen",
    }  # fmt: skip


def test_list_names_the_shipped_and_the_sites_own(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours(site, "ours", 'name = "ours"\nlike = "chsi"\ntitle_zh = "本校"\n')
    assert main(["specs", "list", "--config", str(site), "--json"]) == 0
    found = {line["name"]: line for line in lines(capsys.readouterr().out)}
    assert sorted(found) == sorted([*SHIPPED, "ours"])
    assert found["ours"]["origin"] == "site" and found["ours"]["title"]["zh"] == "本校"
    assert found["chsi"]["origin"] == "shipped" and found["chsi"]["size"]["width_px"] == 480


@pytest.mark.parametrize("name", SHIPPED)
def test_show_prints_every_rule_with_its_source(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["specs", "show", name, "--json"]) == 0
    (shown,) = lines(capsys.readouterr().out)
    assert shown["rules"]["size.width_px"]["value"] > 0
    assert all(
        row["grade"] in {"V2", "V", "D", "M", "U"} and row["source"] for row in shown["rules"].values()
    )
    given = {key.partition(".")[0] for key in shown["rules"]}
    assert not given & set(shown["silent"])


def test_show_says_where_the_standard_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["specs", "show", "us-visa"]) == 0
    said = capsys.readouterr().out
    assert "head_height.low" in said and "50–69 %" in said
    assert "says nothing of: hair_top, centre_x, face_width, eye_distance" in said


def test_all_shipped_specs_can_be_met(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["specs", "check", "--json"]) == 0
    found = lines(capsys.readouterr().out)
    assert [line["name"] for line in found] == SHIPPED
    assert all(line["ok"] and line["bytes_checked"] and line["faults"] == [] for line in found)


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        ("[eye_line]\nlow = 600\nhigh = 700\naim = 620\n", "eye_line", "reaches beyond the photo"),
        ("[eye_line]\nlow = 400\nhigh = 500\naim = 450\n", "hair_top", "contradicts the other bands"),
        ("[head_height]\nlow = 60\nhigh = 90\naim = 80\n", "head_height", "contradicts the other bands"),
        ("[file]\nmin_bytes = 35000\nmax_bytes = 35010\n", "file", "cannot be stored in 35000 to 35010"),
    ],
)
def test_what_cannot_be_met_is_said(
    site: Path, capsys: pytest.CaptureFixture[str], text: str, key: str, said: str
) -> None:
    table = text.splitlines()[0].strip("[]")
    sources = [f'"{table}.{row.partition(" =")[0]}" = ["U", "a test"]' for row in text.splitlines()[1:]]
    path = ours(site, "ours", 'name = "ours"\nlike = "chsi"\n' + text + "\n".join(["[sources]", *sources]))
    assert main(["specs", "check", str(path), "--config", str(site), "--json"]) == 1
    (line,) = lines(capsys.readouterr().out)
    assert [fault["key"] for fault in line["faults"]] == [key]
    assert said in line["faults"][0]["en"] and line["faults"][0]["zh"]


def test_a_wrong_file_is_named_and_does_not_stop_the_others(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours(site, "broken", 'name = "broken"\nlike = "chsi"\n[size]\ndpi = 350\n')
    ours(site, "fine", 'name = "fine"\nlike = "chsi"\n')
    ours(site, "other", 'name = "fine"\nlike = "chsi"\n')
    assert main(["specs", "check", str(site.parent / "ours"), "--config", str(site), "--json"]) == 2
    broken, fine, other = lines(capsys.readouterr().out)
    assert "broken.toml: size.dpi has no source" in broken["error"] and "[spec-unsourced]" in broken["error"]
    assert fine["ok"]
    assert "name: it is 'fine', the file's is 'other'" in other["error"]


def test_a_site_without_its_folder_is_exit_2(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site.parent / "ours").rmdir()
    assert main(["specs", "list", "--config", str(site)]) == 2
    assert "ours of this site's photo specs does not exist" in capsys.readouterr().err


def test_an_unknown_spec_is_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["specs", "show", "nobodys"]) == 2
    assert "[spec-unknown]" in capsys.readouterr().err
