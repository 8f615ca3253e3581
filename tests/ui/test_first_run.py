"""A new booth is set up by touch: on the real services, with a real central server, over a power cut."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from kiosk.central.process import CentralProcess
from kiosk.services.setting_up import SetUp
from kiosk.services.setup_record import Chapter, Mark, is_wanted, load_record
from kiosk.settings import load_settings
from tests.bench.first_run import PIN, SETTINGS, QuickClock, enter, first_half, program, second_half
from tests.leftovers import ExpectLog
from ui.texts import Language


def test_staff_set_a_booth_up_and_the_power_fails_in_between(
    app: QApplication, tmp_path: Path, expect_log: ExpectLog
) -> None:
    expect_log("kiosk.store.keys", "plain file")
    config = tmp_path / "kiosk.toml"
    config.write_text(SETTINGS, encoding="utf-8")
    clock = QuickClock()
    with CentralProcess.start(tmp_path / "central") as central:
        assert central.first is not None
        with program(config, clock) as (staff, booth, shell):
            first_half(staff, booth, measures=False)
            assert shell.language is Language.EN, "the screen follows at once"
        with program(config, clock) as (staff, booth, _):
            assert staff.page == Chapter.CENTRAL, "it goes on where it was"
            second_half(staff, booth, central.url, central.first.enrolment_code, person=False)
    settings, record = load_settings(config), load_record(tmp_path / "data")
    assert (settings.language, settings.camera.source) == ("en", "sitter")
    assert settings.central.url == central.url
    assert record is not None and record.finished
    later = {chapter for chapter in Chapter if record.marks[chapter] is Mark.LATER}
    assert later == {Chapter.LIGHT, Chapter.PLACE, Chapter.PERSON}
    assert not is_wanted(settings)
    assert PIN not in config.read_text("utf-8")
    assert central.first.enrolment_code not in config.read_text("utf-8")


def test_behind_the_pin(app: QApplication, tmp_path: Path, expect_log: ExpectLog) -> None:
    expect_log("kiosk.store.keys", "plain file")
    config = tmp_path / "kiosk.toml"
    config.write_text(SETTINGS, encoding="utf-8")
    clock = QuickClock()
    SetUp(config, clock).choose_pin(PIN)
    with program(config, clock) as (staff, booth, _):
        staff.type("13579")
        staff.press("primary")
        staff.until(lambda: booth.setup.refusal is not None)
        assert booth.setup.refusal == "pin-wrong"
        assert not booth.state.unlocked, "nobody closes the window without it"
        enter(staff)
        assert staff.page == Chapter.LANGUAGE
        assert booth.state.unlocked
