"""``kiosk central campaign`` and ``kiosk central roster`` on a real folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.central.central import set_up
from kiosk.cli import main
from kiosk.paths import config_dir
from tests.central.test_rosters import HEADER, as_csv, as_xlsx, person

EXAMPLE = config_dir() / "campaigns" / "example.toml"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    assert set_up(tmp_path / "central") is not None
    return tmp_path / "central"


def said(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    code = main(["central", *map(str, words)])
    output = capsys.readouterr()
    return code, output.out, output.err


def test_a_campaign_is_put_listed_shown_and_put_again(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ("--data", data)
    assert "no campaign yet" in said(capsys, "campaign", "list", *at)[1]
    assert said(capsys, "campaign", "put", EXAMPLE, *at)[:2] == (0, "example: new, version 1\n")
    shown = said(capsys, "campaign", "show", "example", *at)[1]
    edited = tmp_path / "edited.toml"
    edited.write_text(shown, encoding="utf-8")
    assert said(capsys, "campaign", "put", edited, *at)[1] == "example: the same as before, version 1\n"
    edited.write_text(shown.replace("pause_h = 24.0", "pause_h = 12.0"), encoding="utf-8")
    told = json.loads(said(capsys, "campaign", "put", edited, *at, "--json")[1])
    assert told == {"id": "example", "version": 2, "new": False, "changed": True}
    assert "version 2, no roster, 0 submissions" in said(capsys, "campaign", "list", *at)[1]
    assert json.loads(said(capsys, "campaign", "show", "example", *at, "--json")[1])["version"] == 2
    edited.write_text("id = 'x'\n", encoding="utf-8")
    code, _, error = said(capsys, "campaign", "put", edited, *at)
    assert code == 2 and "edited.toml has wrong settings" in error and "consents" in error
    assert said(capsys, "campaign", "show", "other", *at)[0] == 2
    assert said(capsys, "campaign", "put", tmp_path / "none.toml", *at)[0] == 2


def test_a_roster_is_reported_and_only_taken_over_when_confirmed(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "campaign", "put", EXAMPLE, "--data", data)
    file = tmp_path / "people.xlsx"
    file.write_bytes(as_xlsx(HEADER, person(1), person(2)))
    words: tuple[str | Path, ...] = ("roster", "import", "example", file, "--data", data)
    code, out, _ = said(capsys, *words)
    assert code == 0 and "added            2" in out and "nothing was changed" in out
    assert "taken over" in said(capsys, *words, "--confirm")[1]
    file.write_bytes(as_csv(HEADER, person(1), person(3, id="4601061999-CAN-"), encoding="gb18030"))
    code, out, _ = said(capsys, *words, "--confirm")
    assert code == 1 and "row 3, column D 身份证后四位: the last four are" in out and "CAN" not in out
    assert "nothing was changed" in out
    code, out, _ = said(capsys, *words, "--confirm", "--without-faulty", "--json")
    told = json.loads(out)
    counts = [told[name] for name in ("state", "added", "changed", "removed", "unchanged", "faulty")]
    assert (code, counts) == (0, ["confirmed", 0, 0, 1, 1, 1])
    assert told["first_faults"] == [{"row": 3, "letter": "D", "column": "last4", "wrong": "shape"}]
    assert "roster 2: 1 people" in said(capsys, "campaign", "list", "--data", data)[1]
    file.write_bytes(b"nobody\n")
    code, _, error = said(capsys, *words)
    assert code == 2 and "roster-no-header" in error
    assert said(capsys, "roster", "import", "example", tmp_path / "none", "--data", data)[0] == 2
