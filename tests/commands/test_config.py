"""``kiosk config``: what is wrong is named, the schema says what is right, an older file is brought along."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.commands.config import schema_of
from kiosk.paths import config_dir
from kiosk.settings import load_settings
from kiosk.settings_history import GONE, brought_up_to_date, without_gone
from kiosk.tomlfile import read_toml
from tests.leftovers import ExpectLog

FIRST = """# A booth's first settings.
campaign = "example"
[camera]
source = "device:0"   # on the left
[session]
idle_s = 60.0
manual_shutter_s = 20.0    # then by hand
[operator]
pin_hash = "{old}"
"""
SECOND = """language = "en"
specs_dir = "specs"
[session]
away_s = 180.0
manual_shutter_s = 20.0
[keys]
store = "file"
"""
EARLIER = {
    "first": FIRST.format(old="0" * 32 + "$" + "a" * 64),
    "specs of the site's own": SECOND,
    "nothing set": "",
}
"""Settings as versions before wrote them, every key that was ever dropped among them."""


def test_everything_that_ships_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "check", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    named = {line["file"] for line in lines}
    assert {"rules.toml", "sync.toml", "specs/chsi", "campaigns/example"} <= named
    assert all(line["error"] is None for line in lines)


def test_each_wrong_key_is_named_with_its_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text('langage = "zh"\n[camera]\nfps = 500\n', encoding="utf-8")
    assert main(["config", "check", "--config", str(path)]) == 1
    (wrong,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("fail")]
    assert str(path) in wrong
    assert "langage" in wrong
    assert "camera.fps" in wrong


def test_a_campaign_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text('campaign = "no-such"\n', encoding="utf-8")
    assert main(["config", "check", "--config", str(path)]) == 1
    assert "fail  campaigns/no-such" in capsys.readouterr().out


def test_schema_knows_every_key_that_ships() -> None:
    schema = json.loads(json.dumps(schema_of("kiosk")))
    given = read_toml(config_dir() / "kiosk.toml")
    assert set(given) <= set(schema["properties"])
    for section, table in given.items():
        if isinstance(table, dict):
            of = schema["$defs"][schema["properties"][section]["$ref"].rpartition("/")[2]]
            assert set(table) <= set(of["properties"])
            assert of["additionalProperties"] is False
    for name in ("store", "sync"):
        known = json.loads(json.dumps(schema_of(name)))["properties"]
        assert set(read_toml(config_dir() / f"{name}.toml")) <= set(known)


@pytest.mark.parametrize("text", EARLIER.values(), ids=EARLIER)
def test_settings_of_every_earlier_version_are_read_and_brought_up_to_date(
    text: str, tmp_path: Path, expect_log: ExpectLog, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    gone = brought_up_to_date(read_toml(path))[1]
    for item in gone:
        expect_log("kiosk.settings", item.key)
    before = load_settings(path)
    assert main(["config", "migrate", "--config", str(path)]) == 0
    assert load_settings(path) == before
    assert brought_up_to_date(read_toml(path))[1] == ()
    if gone:
        assert path.with_name("kiosk.toml.before").read_text(encoding="utf-8") == text
        assert all(item.key in capsys.readouterr().out for item in gone[:1])
    kept = [line for line in text.splitlines() if "manual" not in line and "pin_hash" not in line]
    assert [line for line in path.read_text(encoding="utf-8").splitlines() if line in kept] == kept
    assert main(["config", "migrate", "--config", str(path)]) == 0
    assert "up to date" in capsys.readouterr().out


def test_every_key_that_was_dropped_is_among_the_earlier_settings() -> None:
    text = "\n".join(EARLIER.values())
    assert all(item.key.rpartition(".")[2] in text for item in GONE)


def test_a_wrong_pin_hash_of_today_is_still_an_error(tmp_path: Path) -> None:
    data, gone = brought_up_to_date({"operator": {"pin_hash": "1234"}})
    assert gone == ()
    assert data == {"operator": {"pin_hash": "1234"}}


def test_the_same_name_in_another_section_stays() -> None:
    text = "[camera]\nmanual_shutter_s = 1\n"
    assert without_gone(text, GONE) == text


def test_a_file_written_in_an_unusual_way_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kiosk.toml"
    text = "session = {idle_s = 60.0, manual_shutter_s = 20.0}\n"
    path.write_text(text, encoding="utf-8")
    assert main(["config", "migrate", "--config", str(path)]) == 2
    assert "session.manual_shutter_s" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == text
