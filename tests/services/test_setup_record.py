"""How far a set-up came: kept over a power cut, begun by itself on a new booth and on no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.clock import ManualClock
from kiosk.errors import KioskError
from kiosk.services.setting_up import SetUp
from kiosk.services.setup_file import change
from kiosk.services.setup_record import (
    FILE,
    Chapter,
    Mark,
    SetupRecord,
    ask_again,
    begun_settings,
    is_wanted,
    load_record,
)
from kiosk.settings import OperatorSettings, Settings

PHC = "$argon2id$v=19$m=32768,t=3,p=1$c2FsdA$aGFzaA"


def test_what_is_done_is_kept_when_the_power_fails(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    change(config, {"data_dir": str(tmp_path / "data")})
    first = SetUp(config, ManualClock())
    first.answer({"language": "en"})
    first.mark(Chapter.LANGUAGE)
    first.mark(Chapter.CAMERA, Mark.LATER)
    again = SetUp(config, ManualClock())  # another program, after the cut
    assert again.settings.language == "en"
    assert again.record.first_open is Chapter.LIGHT
    again.finish()
    assert not is_wanted(again.settings)
    kept = load_record(tmp_path / "data")
    assert kept is not None
    assert [c for c in Chapter if kept.marks[c] is Mark.DONE] == [Chapter.LANGUAGE]


def test_later_does_not_undo_what_was_done() -> None:
    record = SetupRecord().marked(Chapter.PIN, Mark.DONE).marked(Chapter.PIN, Mark.LATER)
    assert record.marks[Chapter.PIN] is Mark.DONE


def test_it_begins_by_itself_on_a_new_booth_only(tmp_path: Path) -> None:
    new = Settings(data_dir=tmp_path / "new")
    assert is_wanted(new)
    assert not is_wanted(Settings(data_dir=tmp_path / "new", operator=OperatorSettings(pin_hash=PHC)))
    (tmp_path / "old" / "store").mkdir(parents=True)
    old = Settings(data_dir=tmp_path / "old")
    assert not is_wanted(old)
    ask_again(old)
    assert is_wanted(old)


@pytest.mark.parametrize("text", ["", "{", '{"marks": {"language": "perhaps"}}'])
def test_a_torn_record_counts_for_none(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="ascii")
    assert load_record(tmp_path) is None


def test_a_settings_file_that_is_missing_is_told_unless_the_set_up_has_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIOSK_DATA_DIR", str(tmp_path / "data"))
    with pytest.raises(KioskError) as caught:
        begun_settings(tmp_path / "typo.toml")
    assert caught.value.code == "config-missing"
    ask_again(Settings(data_dir=tmp_path / "data"))
    assert begun_settings(tmp_path / "typo.toml").language == "zh"
