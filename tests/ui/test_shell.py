"""The window: language, typed text, touches, the idle question, the corner, and nothing left behind."""

from __future__ import annotations

import gc
from dataclasses import replace

import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from kiosk.guidance.waiver import Waiver, WaiverReason
from kiosk.session.effects import CheckPin, LookFor, Watch
from kiosk.session.events import CodeRead, Left, OperatorGranted, Started, Tick
from kiosk.session.state import Step
from tests.ui.conftest import Mount
from tests.ui.fingers import all_texts, press, tap
from ui.bridge import Bridge
from ui.exhibit import Exhibit
from ui.gallery import settle
from ui.pages.framing import Framing
from ui.still_booth import StillBooth
from ui.texts import Language
from ui.touches import GUARD_S


def test_the_language_changes_at_any_time_and_nothing_is_lost(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    shell = show(exhibits["typed"])
    press(shell, "key-7")
    digits = exhibits["typed"].draft.code + "7"
    for language, title in ((Language.EN, "Type your capture code"), (Language.ZH, "输入采集码")):
        press(shell, f"language-{language}")
        assert shell.page_key == "typed"
        assert title in all_texts(shell)
        assert digits in all_texts(shell).replace(" ", "")


def test_a_resized_window_keeps_what_was_typed(exhibits: dict[str, Exhibit], show: Mount) -> None:
    shell = show(exhibits["typed"])
    shell.resize(1080, 1920)
    settle()
    shell.refresh()
    assert exhibits["typed"].draft.code in all_texts(shell).replace(" ", "")


def test_nothing_of_the_last_person_is_left(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    shell = show(exhibits["confirm"])
    code = booth.state.code
    assert code is not None
    personal = [code.name_masked, code.student_number, code.number, code.id_last4]
    assert str(code.name_masked) in all_texts(shell)
    shown = [shell.page, *shell.page.findChildren(QWidget)]
    booth.state = exhibits["review"].state
    booth.display.put(exhibits["frame-hold"].frame)
    shell.refresh()
    settle()
    shown += [shell.page, *shell.page.findChildren(QWidget)]
    booth.post(Left())
    booth.pump()
    shell.refresh()
    settle()
    gc.collect()
    assert booth.state.step is Step.ATTRACT
    assert [widget for widget in shown if shiboken6.isValid(widget)] == []
    left = all_texts(shell)
    assert [value for value in personal if value and value in left] == []
    assert shell.frame is None
    assert (shell._draft.last4, shell._draft.code, shell._draft.ticked) == ("", "", frozenset())


def test_the_language_of_the_last_person_is_not_kept(show: Mount, booth: StillBooth) -> None:
    shell = show(Exhibit("attract", replace(booth.state)))
    booth.post(Started("one"))
    booth.pump()
    shell.refresh()
    shell.choose_language(Language.EN)
    booth.post(Left())
    booth.pump()
    shell.refresh()
    assert shell.language is Language.ZH


def test_a_touch_answers_the_idle_question(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    shell = show(exhibits["prepare"])
    overlay = shell.findChild(QWidget, "idle")
    booth.clock.advance(50)
    booth.post(Tick())
    booth.pump()
    shell.refresh()
    assert overlay.isVisible()
    assert "10" in all_texts(shell)
    press(shell, "stay")
    booth.pump()
    shell.refresh()
    assert not overlay.isVisible()
    assert booth.state.step is Step.PREPARE


def test_five_taps_in_the_corner_ask_for_the_staff_page(show: Mount, booth: StillBooth) -> None:
    shell = show(Exhibit("attract", replace(booth.state)))
    for nth in range(5):
        assert booth.state.step is Step.ATTRACT, nth
        booth.clock.advance(0.3)
        target = shell.childAt(QPoint(20, 20))
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(shell, QPoint(20, 20)))
        booth.pump()
    shell.refresh()
    assert shell.page_key == Step.OPERATOR


def test_staff_let_somebody_off_what_they_cannot_do(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    bridge = Bridge(booth)
    shell = show(exhibits["frame-ear-manual"])
    booth.on_wake(bridge.wake)
    bridge.refreshed.connect(shell.refresh)
    for _ in range(5):
        booth.clock.advance(0.3)
        tap(shell, QPoint(20, 20))
        settle()
    assert shell.page_key == Step.WAIVER
    assert booth.state.waivable == ("ear-left", "ear-right")
    for digit in "1357":
        press(shell, f"key-{digit}")
    press(shell, "primary")
    settle()
    check = booth.effects[-1]
    assert isinstance(check, CheckPin) and (check.pin, check.knock.door) == ("1357", "waiver")
    assert shell._draft.pin == ""
    booth.post(OperatorGranted(check.knock))
    settle()
    primary = shell.findChild(QAbstractButton, "primary")
    assert not primary.isEnabled()
    press(shell, "option-ear-right")
    press(shell, "option-other")
    for character in "NO EAR":
        press(shell, f"key-{character}")
    assert primary.isEnabled()
    press(shell, "primary")
    settle()
    assert shell.page_key == Step.FRAME
    waiver = booth.state.waiver
    assert waiver == Waiver(("ear-right",), WaiverReason.OTHER, booth.clock.now(), "NO EAR")
    assert booth.effects[-1] == LookFor(Watch.FRAMING, ("ear-right",))
    booth.stop()


def test_slow_taps_in_the_corner_do_not(show: Mount, booth: StillBooth) -> None:
    shell = show(Exhibit("attract", replace(booth.state)))
    for _ in range(8):
        booth.clock.advance(1.5)
        target = shell.childAt(QPoint(20, 20))
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(shell, QPoint(20, 20)))
        booth.pump()
    assert booth.state.step is Step.ATTRACT


def test_a_finger_goes_from_start_to_the_camera(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    """Real clicks on the real pages; the session table answers, the workers' part is posted by hand."""
    bridge = Bridge(booth)
    shell = show(exhibits["attract"])
    booth.on_wake(bridge.wake)
    bridge.refreshed.connect(shell.refresh)
    press(shell, "primary")
    settle()
    assert shell.page_key == Step.SCAN
    code = exhibits["confirm"].state.code
    assert code is not None
    booth.post(CodeRead(code))
    settle()
    assert shell.page_key == Step.CONFIRM
    for character in str(code.id_last4):
        press(shell, f"key-{character}")
    press(shell, "primary")
    settle()
    asked = [effect for effect in booth.effects if type(effect).__name__ == "CheckIdentity"]
    assert [effect.answers.last4 for effect in asked] == [code.id_last4]
    booth.state = exhibits["consent"].state
    shell.refresh()
    settle()
    primary = shell.findChild(QAbstractButton, "primary")
    assert not primary.isEnabled()
    booth.clock.advance(2 * GUARD_S)
    for text in booth.campaign.asked:
        card = shell.findChild(QWidget, f"consent-{text.purpose}")
        QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
    settle()
    assert primary.isEnabled()
    press(shell, "primary")
    settle()
    assert shell.page_key == Step.PREPARE
    press(shell, "primary")
    settle()
    assert shell.page_key == Step.FRAME
    booth.stop()


def test_the_manual_shutter_takes_the_photo(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    shell = show(exhibits["frame-ear-manual"])
    assert isinstance(shell.page, Framing)
    press(shell, "shutter")
    assert booth.shots == 1
    hidden = show(exhibits["frame-far"])
    assert not hidden.findChild(QAbstractButton, "shutter").isVisible()
