"""The staff's dashboard: what it says of the booth, and that its buttons reach it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton, QProgressBar

from kiosk.photo.finished import PlateFit
from kiosk.session import effects as fx
from kiosk.session.state import Step
from tests.ui.conftest import Mount
from ui.exhibit import Exhibit
from ui.presenters.dashboard import Card
from ui.presenters.operating import present_operator
from ui.shell import Shell
from ui.still_booth import HEALTH, StillBooth


def press(shell: Shell, name: str) -> None:
    next(b for b in shell.findChildren(QAbstractButton, name) if b.isVisible()).click()


def card(shell: Shell, name: str) -> Card:
    return next(each for each in present_operator(shell.view()).cards if each.name == name)


def test_what_is_not_good_says_what_to_do(exhibits: dict[str, Exhibit], show: Mount) -> None:
    for name in ("operator", "operator-trouble", "operator-camera"):
        shell = show(exhibits[name])
        for each in present_operator(shell.view()).cards:
            assert (each.todo is None) == (each.tone == "good"), (name, each)


@pytest.mark.parametrize(
    ("changes", "name", "tone"),
    [
        ({"camera_fps": 11.0}, "camera", "warn"),
        ({"camera_fps": 12.0}, "camera", "good"),
        ({"disk_free_mb": 1023}, "disk", "bad"),
        ({"disk_free_mb": 5 * 1024}, "disk", "good"),
        ({"plate": PlateFit.LIGHT_CHANGED}, "lamps", "warn"),
        ({"plain_keys": True}, "safety", "warn"),
        ({"blocked": 1}, "held", "bad"),
    ],
)
def test_a_card_changes_its_tone_where_it_should(
    exhibits: dict[str, Exhibit], show: Mount, changes: dict[str, object], name: str, tone: str
) -> None:
    exhibit = replace(exhibits["operator"], health=replace(HEALTH, **changes))
    assert card(show(exhibit), name).tone == tone


def test_every_act_of_staff_reaches_the_booth(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    shell = show(exhibits["operator-held"])
    press(shell, "release")
    booth.pump()
    assert booth.effects[-1] == fx.Release("id12")
    press(shell, "express")
    booth.pump()
    assert booth.effects[-1] == fx.SwitchExpress(True)
    press(shell, "option-today")
    assert shell.page_key == Step.OPERATOR
    press(shell, "pause")
    booth.pump()
    shell.refresh()
    assert shell.page_key == Step.PAUSED


def test_the_end_of_the_day_shows_how_much_is_left(
    exhibits: dict[str, Exhibit], show: Mount, booth: StillBooth
) -> None:
    shell = show(exhibits["closing"])
    bar = shell.findChild(QProgressBar)
    assert (bar.value(), bar.maximum()) == (0, 14)
    booth.told = replace(booth.told, queued=3)
    booth.clock.advance(2.0)
    shell.refresh()
    assert (bar.value(), bar.maximum()) == (11, 14)
