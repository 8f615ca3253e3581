"""The page on which staff set the booth up: parts, measuring, results, and the side of a wrong lamp."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from PySide6.QtWidgets import QAbstractButton

from kiosk.calibration.record import Advice, Calibration, Lamps, Part, Remark
from kiosk.calibration.step import Progress, Waiting
from kiosk.camera.frame import Frame
from kiosk.camera.grabber import DisplayFrame
from kiosk.services.calibrating import CalibrationStatus
from kiosk.services.setup_events import GoOn, PartAsked
from kiosk.services.setup_record import Chapter
from kiosk.session.effects import Calibrate
from kiosk.session.state import SessionState, Step
from tests.ui.conftest import Mount
from tests.ui.fingers import all_texts, press
from ui.exhibit import Exhibit
from ui.pages.calibrate import Calibrate as CalibratePage
from ui.palette import LIGHT
from ui.presenters.setting_up import present_measure
from ui.shell import Shell
from ui.still_booth import StillBooth
from ui.texts import Language, load_texts
from ui.view import Draft

STAFF = SessionState(step=Step.CALIBRATE, unlocked=True)
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def grey_frame() -> DisplayFrame:
    bgr = np.full((720, 1280, 3), 120, np.uint8)
    return DisplayFrame(Frame(1, 0.0, bgr), np.full((720, 1280, 4), 120, np.uint8))


def page_of(shell: Shell) -> CalibratePage:
    assert isinstance(shell.page, CalibratePage)
    return shell.page


def test_each_part_is_a_touch_away_and_measured_by_one_button(show: Mount, booth: StillBooth) -> None:
    shell = show(Exhibit("calibrate", STAFF, grey_frame()))
    assert page_of(shell).live.shown is not None, "staff see the live picture without a session"
    for part in reversed(Part):
        press(shell, f"option-{part}")
        shell.refresh()
        press(shell, "primary")
        booth.pump()
        assert booth.effects[-1] == Calibrate(part)


def test_from_the_staff_page_and_back_to_it(show: Mount, booth: StillBooth) -> None:
    shell = show(Exhibit("operator", replace(STAFF, step=Step.OPERATOR)))
    press(shell, "set-up")
    booth.pump()
    shell.refresh()
    assert shell.page_key == Step.CALIBRATE
    press(shell, "back")
    booth.pump()
    shell.refresh()
    assert (shell.page_key, booth.state.unlocked) == (Step.OPERATOR, True)


def test_while_it_measures_the_page_says_what_it_waits_for(show: Mount, booth: StillBooth) -> None:
    status = CalibrationStatus(Calibration("sitter"), Part.PLATE, Progress(Waiting.NOBODY, 0.25))
    shell = show(Exhibit("x", STAFF, draft=Draft(part=Part.PLATE), calibration=status), Language.EN)
    assert "somebody is in the picture  25%" in all_texts(shell)
    assert not shell.findChild(QAbstractButton, "primary").isEnabled()
    booth.calibration = CalibrationStatus(status.calibration, ended=Part.PLATE, missed=Waiting.NOBODY)
    shell.refresh()
    assert "Not measured: somebody is in the picture" in all_texts(shell)
    assert shell.findChild(QAbstractButton, "primary").isEnabled()


@pytest.mark.parametrize(
    ("advice", "hand", "on_screen"),
    [(Advice.LEFT_DIM, "your right", "right"), (Advice.RIGHT_DIM, "your left", "left")],
)
def test_the_side_of_a_wrong_lamp_is_told_and_marked_as_seen_in_the_mirror(
    show: Mount, advice: Advice, hand: str, on_screen: str
) -> None:
    lamps = Lamps(NOW, 0.7, None, 1.0, 0.2, 0.5, (Remark(advice, 50),))
    status = CalibrationStatus(Calibration("sitter", lamps=lamps))
    exhibit = Exhibit("x", STAFF, grey_frame(), draft=Draft(part=Part.LAMPS), calibration=status)
    shell = show(exhibit, Language.EN)
    assert f"The lamp at {hand} as you face the screen is off" in all_texts(shell)
    picture = page_of(shell).live.grab().toImage()
    row = picture.height() // 2
    left, right = (picture.pixelColor(x, row) for x in (10, picture.width() - 10))
    marked, plain = (right, left) if on_screen == "right" else (left, right)
    assert marked.red() - marked.blue() > 60, (LIGHT.warn, marked.name())
    assert plain.red() == plain.blue()


def test_every_advice_and_every_wait_has_words() -> None:
    texts = load_texts(Language.ZH)
    assert [a for a in Advice if not texts.has(f"calibrate.advice_{a}")] == []
    assert [w for w in Waiting if not texts.has(f"calibrate.waiting_{w}")] == []


@pytest.mark.parametrize(
    ("name", "chapter"), [("setup-light-done", Chapter.LIGHT), ("setup-place-done", Chapter.PLACE)]
)
def test_what_is_to_be_mended_is_measured_again_first(
    exhibits: dict[str, Exhibit], show: Mount, name: str, chapter: Chapter
) -> None:
    """Going on stays possible: not every wall can be changed."""
    model = present_measure(show(exhibits[name]).view(), chapter)
    assert model.measured.remarks
    assert isinstance(model.page.primary.event, PartAsked)
    assert model.page.other is not None
    assert isinstance(model.page.other.event, GoOn)
