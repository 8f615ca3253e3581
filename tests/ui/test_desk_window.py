"""The staff's own window: nothing before the PIN, everything on one key, and the booth's PIN decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from kiosk.guidance.waiver import WaiverReason
from kiosk.session.at_desk import DeskAct, DeskActed, DeskDoor, DeskLeft, DeskPin
from kiosk.session.lane import Phase
from tests.ui.conftest import Mount
from tests.ui.seen import faults_of, pale, unnamed
from ui.desk_window import LOCK_AFTER_S, DeskWindow
from ui.exhibit import Exhibit
from ui.gallery import settle
from ui.gallery_desk import LOCKED, SIZES, at_desk
from ui.shell import Shell
from ui.still_booth import StillBooth
from ui.texts import Language

OPEN = DeskDoor(open=True)


@pytest.fixture
def opened() -> Iterator[list[DeskWindow]]:
    windows: list[DeskWindow] = []
    yield windows
    for window in windows:
        if shiboken6.isValid(window):
            window.hide()
            window.deleteLater()
    settle()


def words(window: QWidget) -> str:
    labels = [w for w in window.findChildren(QLabel) if w.isVisible()]
    buttons = [w for w in window.findChildren(QAbstractButton) if w.isVisible()]
    return "\n".join(w.text() for w in [*labels, *buttons])


def posted(booth: StillBooth) -> list[object]:
    return list(booth._events)


def test_before_the_pin_it_shows_nothing_of_anybody(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth, opened: list[DeskWindow]
) -> None:
    shell: Shell = show(exhibits["frame-ear-stuck"])
    opened.append(window := at_desk(booth, shell, SIZES[0]))
    assert window._live.shown is None
    assert "0000" not in words(window)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_N, Qt.Key.Key_P):
        QTest.keyClick(window, key)
    assert posted(booth) == []
    for key in (Qt.Key.Key_1, Qt.Key.Key_3, Qt.Key.Key_5, Qt.Key.Key_7, Qt.Key.Key_Return):
        QTest.keyClick(window, key)
    assert posted(booth) == [DeskPin("1357")]


def test_past_an_unmet_rule_it_takes_a_photo_only_with_a_reason(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth, opened: list[DeskWindow]
) -> None:
    shell: Shell = show(exhibits["frame-ear-stuck"])
    booth.desk_door = OPEN
    opened.append(window := at_desk(booth, shell, SIZES[0]))
    assert window._live.shown is shell.frame
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert posted(booth) == []
    next(b for b in window.findChildren(QAbstractButton, "option-missing-ear") if b.isVisible()).click()
    QTest.keyClick(window, Qt.Key.Key_Space)
    window.findChild(QAbstractButton, "waive").click()
    assert posted(booth) == [
        DeskActed(DeskAct.TAKE_NOW, WaiverReason.MISSING_EAR),
        DeskActed(DeskAct.WAIVE, WaiverReason.MISSING_EAR),
    ]


def test_it_locks_itself_when_nobody_has_touched_it_for_long(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth, opened: list[DeskWindow]
) -> None:
    shell: Shell = show(exhibits["attract"])
    booth.desk_door = OPEN
    opened.append(window := at_desk(booth, shell, SIZES[0]))
    QTest.keyClick(window, Qt.Key.Key_P)
    assert posted(booth) == [DeskActed(DeskAct.PAUSE)]
    booth.clock.advance(LOCK_AFTER_S + 1)
    window.refresh()
    assert posted(booth)[-1] == DeskLeft()


def test_closing_it_only_locks_it(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth, opened: list[DeskWindow]
) -> None:
    shell: Shell = show(exhibits["attract"])
    booth.desk_door = OPEN
    opened.append(window := at_desk(booth, shell, SIZES[0]))
    window.close()
    assert posted(booth) == [DeskLeft()]
    assert not window.testAttribute(Qt.WidgetAttribute.WA_QuitOnClose)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_nothing_of_it_is_clipped_covered_small_pale_or_unnamed(
    exhibits: dict[str, Exhibit],
    show: Mount,
    booth: StillBooth,
    opened: list[DeskWindow],
    size: tuple[int, int],
) -> None:
    faults = []
    for language in Language:
        for name in ("attract", "frame-ear-stuck", "express-frame", "operator-trouble"):
            booth.desk_door = DeskDoor(open=name != LOCKED, notice="pin-wrong" if name == LOCKED else None)
            window = at_desk(booth, show(exhibits[name], language), size)
            opened.append(window)
            assert (window.width(), window.height()) == size
            found = [*faults_of(window), *unnamed(window), *pale(window, 4.5)]
            faults += [f"{name} {language}: {fault}" for fault in found]
            window.hide()
    assert faults == []


def test_the_finished_photo_is_there_until_it_is_saved_or_the_window_is_locked(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth, opened: list[DeskWindow]
) -> None:
    booth.desk_door = OPEN
    shell: Shell = show(exhibits["express-scan"])
    opened.append(window := at_desk(booth, shell, SIZES[0]))
    card = window._finished
    made = next(ticket for ticket in booth.tickets if ticket.photo is not None)
    assert made.photo is not None
    assert card.isVisible() and card.image == QImage.fromData(made.photo.jpeg)
    assert f"{made.number} 号" in words(card)

    def refresh() -> None:
        shell.refresh()
        window.refresh()

    booth.desk_door = DeskDoor(open=False)
    refresh()
    assert card.image.isNull() and not words(card)
    booth.desk_door = OPEN
    refresh()
    assert card.isVisible()
    saved = replace(made, phase=Phase.SAVED, photo=None, taken=None)
    booth.tickets = tuple(saved if ticket is made else ticket for ticket in booth.tickets)
    refresh()
    assert not card.isVisible() and card.image.isNull()


def test_reasons_are_asked_for_only_while_somebody_is_photographed(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth, opened: list[DeskWindow]
) -> None:
    booth.desk_door = OPEN
    for name, wanted in (("frame-ear-stuck", True), ("review", False)):
        opened.append(window := at_desk(booth, show(exhibits[name]), SIZES[0]))
        offered = [b for b in window.findChildren(QAbstractButton) if b.objectName().startswith("option-")]
        assert any(b.isVisible() for b in offered) is wanted
