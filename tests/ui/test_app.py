"""Starting the screen: what is missing is said, and a booth that cannot start leaves nothing running."""

from __future__ import annotations

import enum
import gc
import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest
from PySide6 import QtWidgets
from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontDatabase, QShowEvent
from PySide6.QtWidgets import QApplication

from kiosk.errors import KioskError
from kiosk.signals import Stopped, on_stop, stop
from ui import app as starting
from ui import settling
from ui.gallery import settle
from ui.still_booth import StillBooth


def test_without_a_screen_a_sentence_says_so() -> None:
    environ = {
        k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    code = "from kiosk.errors import KioskError\nfrom ui.app import application\n"
    code += "try:\n    application()\nexcept KioskError as error:\n    raise SystemExit(error.code)\n"
    ended = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, timeout=60
    )
    assert ended.stderr.strip() == "display-missing"


def test_without_a_chinese_font_the_package_is_named(
    app: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert starting.chinese_font() in QFontDatabase.families()
    monkeypatch.setattr(starting, "FAMILIES", ("No Such Font",))
    with pytest.raises(KioskError) as caught:
        starting.chinese_font()
    assert caught.value.code == "font-missing"
    assert "fonts-noto-cjk" in caught.value.advice


def test_the_window_closes_and_the_booth_is_stopped(app: QApplication, booth: StillBooth) -> None:
    started: list[str] = []

    def play(shell: starting.Shell, _: starting.Booth) -> None:
        shell.turned.connect(started.append)
        shell.refresh()
        QTimer.singleShot(0, shell.close)

    assert starting.run_app(booth, windowed=True, autoplay=play) == 0
    assert booth._wake is None


def test_a_booth_told_to_end_while_its_window_is_first_shown_ends(
    app: QApplication, booth: StillBooth, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qt calls Python then, and what Python raises to Qt goes nowhere: the booth once ran on."""

    class Shell(starting.Shell):
        def showEvent(self, event: QShowEvent) -> None:
            signal.raise_signal(signal.SIGTERM)
            super().showEvent(event)

    monkeypatch.setattr(starting, "Shell", Shell)
    with on_stop(stop), pytest.raises(Stopped) as caught:
        starting.run_app(booth, windowed=True)
    assert caught.value.number == signal.SIGTERM
    assert booth._wake is None
    settle()


def once_running(act: Callable[[], object]) -> QTimer:
    """Do something as soon as the window's loop runs."""
    timer = QTimer()
    timer.setSingleShot(True)
    timer.timeout.connect(act)
    timer.start(0)
    return timer


def test_the_collector_passes_over_what_was_there_before_the_window_runs(
    app: QApplication, booth: StillBooth
) -> None:
    """A pass over everything would hold the screen for longer than a person overlooks."""
    frozen: list[int] = []

    def play(shell: starting.Shell, _: starting.Booth) -> QTimer:
        return once_running(lambda: (frozen.append(gc.get_freeze_count()), shell.close()))

    assert starting.run_app(booth, windowed=True, autoplay=play) == 0
    assert frozen[0] > 50_000
    assert gc.get_freeze_count() == 0


def test_loaded_models_are_spared_once_nobody_is_there_and_no_page_is(
    app: QApplication, booth: StillBooth, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full pass over them in the middle of a session held the screen for 70 ms. A page holds itself: spared
    with them it would stay in memory for the day, with what it showed of the first person."""
    monkeypatch.setattr(settling, "REST_AFTER_MS", 1)
    monkeypatch.setattr(settling, "LOOK_EVERY_MS", 1)
    booth.ready = False
    spared: list[tuple[bool, bool]] = []
    pages: list[bool] = []

    def play(shell: starting.Shell, _: starting.Booth) -> QTimer:
        shell.refresh()
        looking = QTimer()
        model = [object()]  # stands for what is loaded meanwhile

        def look() -> None:
            free = {id(each) for each in gc.get_objects()}
            spared.append((booth.ready, id(model) not in free))
            if not booth.ready and len(spared) > 5:
                booth.ready = True
            if spared[-1][1] and len(shell.ahead.keys) > 2:
                pages.extend(id(page) in free for page in shell.ahead._pages.values())
                shell.close()

        looking.timeout.connect(look)
        looking.start(20)
        return looking

    assert starting.run_app(booth, windowed=True, autoplay=play) == 0
    assert (False, True) not in spared and (True, True) in spared
    assert pages and all(pages)


def test_settling_passes_over_nothing_itself(
    app: QApplication, booth: StillBooth, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It once did, over everything: 100 ms in which the first person's touch was not answered."""
    passed_over: list[int] = []
    collect = gc.collect

    def noted(*args: int) -> int:
        passed_over.append(len(gc.get_objects()))
        return collect(*args)

    def play(shell: starting.Shell, _: starting.Booth) -> QTimer:
        return once_running(shell.close)

    monkeypatch.setattr(gc, "collect", noted)
    assert starting.run_app(booth, windowed=True, autoplay=play) == 0
    assert passed_over and max(passed_over) < 5_000


def test_no_class_of_qt_is_left_to_be_made_while_somebody_is_in_front(
    app: QApplication, booth: StillBooth, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    make = enum.EnumType.__call__

    def noted(cls: enum.EnumType, *args: object, **names: object) -> object:
        result = make(cls, *args, **names)
        if isinstance(result, enum.EnumType):
            made.append(result.__name__)
        return result

    def play(shell: starting.Shell, _: starting.Booth) -> QTimer:
        def look() -> None:
            with monkeypatch.context() as patched:
                patched.setattr(enum.EnumType, "__call__", noted)
                for name in dir(QtWidgets):
                    getattr(QtWidgets, name)
            shell.close()

        return once_running(look)

    assert starting.run_app(booth, windowed=True, autoplay=play) == 0
    assert made == []
