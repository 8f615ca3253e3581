"""The panel of colours, texts, sound and sides; and who operates the booth by keys."""

from __future__ import annotations

from dataclasses import fields, replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from kiosk.look import Look
from kiosk.session.parts import CodeWay
from kiosk.session.state import SessionState, Step
from tests.ui.conftest import Mount
from tests.ui.fingers import middle, press, tap
from tests.ui.seen import place
from ui.exhibit import Exhibit
from ui.gallery import settle
from ui.presenters.look import ORDER, turned
from ui.shell import Shell
from ui.still_booth import StillBooth
from ui.texts import Language
from ui.touches import GUARD_S
from ui.view import Draft
from ui.widgets.spinner import Spinner

TYPING = Exhibit(
    "typed", SessionState(step=Step.SCAN, session="look", way=CodeWay.TYPED), draft=Draft(code="0123abcd")
)
PREPARE = Exhibit("prepare", SessionState(step=Step.PREPARE, session="look"))


def panel(shell: Shell) -> QWidget:
    return shell.findChildren(QWidget, "look")[-1]  # the newest: another look makes another


def test_every_choice_has_a_switch() -> None:
    assert set(ORDER) == {field.name for field in fields(Look)}
    for name in ORDER:
        assert turned(turned(Look(), name), name) == Look()
        assert turned(Look(), name) != Look()


def test_each_switch_changes_the_look_and_not_the_step(show: Mount, booth: StillBooth) -> None:
    shell = show(TYPING, size=(1280, 800))
    press(shell, "look-open")
    for name in ORDER:
        press(shell, f"look-{name}")
        assert getattr(shell.look, name) is not getattr(Look(), name)
        assert panel(shell).isVisible()
        assert panel(shell).findChild(QPushButton, f"look-{name}").isChecked() is getattr(shell.look, name)
    shell.choose_language(Language.EN)
    press(shell, "look-done")
    assert not panel(shell).isVisible()
    assert (shell.page_key, booth.state.session) == ("typed", "look")
    assert shell._draft.code == "0123abcd"


def test_the_session_takes_its_choices_along(show: Mount, booth: StillBooth) -> None:
    booth.settings = replace(booth.settings, look=Look(large=True))
    shell = show(PREPARE, look=Look(large=True))
    press(shell, "look-open")
    press(shell, "look-contrast")
    assert shell.look == Look(large=True, contrast=True)
    booth.state = SessionState(entered_at=booth.clock.monotonic(), active_at=booth.clock.monotonic())
    shell.refresh()
    assert shell.look == Look(large=True), "as this booth starts"
    assert not panel(shell).isVisible()


def test_back_to_how_the_booth_starts(show: Mount) -> None:
    shell = show(PREPARE)
    press(shell, "look-open")
    assert not panel(shell).findChild(QPushButton, "look-reset").isEnabled()
    press(shell, "look-contrast")
    press(shell, "look-reset")
    assert shell.look == Look()


def test_a_touch_beside_it_closes_it_and_a_second_one_is_dropped(show: Mount, booth: StillBooth) -> None:
    shell = show(PREPARE)
    press(shell, "look-open")
    booth.clock.advance(2 * GUARD_S)
    at = middle(shell, "more")
    tap(shell, at)
    assert not panel(shell).isVisible()
    sheet = shell.findChild(QPushButton, "more").text()
    tap(shell, at)
    assert shell.findChild(QPushButton, "more").text() == sheet
    booth.clock.advance(2 * GUARD_S)
    tap(shell, at)
    assert shell.findChild(QPushButton, "more").text() != sheet


def test_seated_and_left_handed_change_sides(show: Mount) -> None:
    usual = show(PREPARE)
    ready, head = (place(usual.findChild(QWidget, name), usual) for name in ("primary", "header"))
    other = show(PREPARE, look=Look(seated=True, left_handed=True))
    ready_there, head_there = (place(other.findChild(QWidget, name), other) for name in ("primary", "header"))
    assert head.top() == 0
    assert head_there.bottom() == other.height() - 1
    assert ready.center().x() > usual.width() / 2 > ready_there.center().x()


def test_keys_go_through_everything_and_press(show: Mount) -> None:
    shell = show(PREPARE)
    shell.findChild(QPushButton, "primary").setFocus(Qt.FocusReason.TabFocusReason)
    seen = []
    for _ in range(8):
        QTest.keyClick(shell.focusWidget() or shell, Qt.Key.Key_Tab)
        seen.append(shell.focusWidget().objectName())
    assert seen[:6] == ["look-open", "language-zh", "language-en", "more", "back", "primary"]
    assert seen[6:] == seen[:2], "round and round"
    assert shell.property("keys") == "true"
    QTest.keyClick(shell.focusWidget(), Qt.Key.Key_Backtab)
    QTest.keyClick(shell.focusWidget(), Qt.Key.Key_Space)
    assert panel(shell).isVisible()
    QTest.keyClick(shell.focusWidget(), Qt.Key.Key_Tab)
    assert shell.focusWidget().objectName() == f"look-{ORDER[0]}", "within the panel"
    QTest.keyClick(shell.focusWidget(), Qt.Key.Key_Space)
    settle()
    assert shell.look.large
    assert shell.focusWidget().objectName() == f"look-{ORDER[0]}", "made anew, and still there"
    press(shell, "look-done")
    assert shell.property("keys") == "", "a finger leaves no ring"


def test_agreeing_by_the_space_bar(show: Mount) -> None:
    shell = show(Exhibit("consent", SessionState(step=Step.CONSENT, session="look")), size=(1280, 800))
    first = next(w for w in shell.findChildren(QWidget) if w.objectName().startswith("consent-"))
    before = first.accessibleName()
    QTest.keyClick(first, Qt.Key.Key_Space)
    settle()
    assert len(shell._draft.ticked) == 1
    assert first.accessibleName() != before


def test_nothing_turns_while_nothing_is_to_move(show: Mount) -> None:
    waiting = Exhibit("saving", SessionState(step=Step.SAVING, session="look"))
    for motion in (True, False):
        shell = show(waiting, look=Look(motion=motion))
        assert shell.page.findChildren(Spinner)[0].turns is motion
