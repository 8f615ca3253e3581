"""Starting the screen: what is missing is said, and a booth that cannot start leaves nothing running."""

from __future__ import annotations

import enum
import gc
import os
import subprocess
import sys

import pytest
from PySide6 import QtWidgets
from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from kiosk.errors import KioskError
from ui import app as starting
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


def test_the_collector_passes_over_what_was_there_before_the_window_runs(
    app: QApplication, booth: StillBooth, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pass over everything would hold the screen for longer than a person overlooks."""
    frozen: list[int] = []

    def play(shell: starting.Shell, _: starting.Booth) -> None:
        QTimer.singleShot(1, lambda: (frozen.append(gc.get_freeze_count()), shell.close()))

    monkeypatch.setattr(starting, "SETTLE_AFTER_MS", 0)
    assert starting.run_app(booth, windowed=True, autoplay=play) == 0
    assert frozen[0] > 50_000
    assert gc.get_freeze_count() == 0


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

    def play(shell: starting.Shell, _: starting.Booth) -> None:
        def look() -> None:
            with monkeypatch.context() as patched:
                patched.setattr(enum.EnumType, "__call__", noted)
                for name in dir(QtWidgets):
                    getattr(QtWidgets, name)
            shell.close()

        QTimer.singleShot(1, look)

    monkeypatch.setattr(starting, "SETTLE_AFTER_MS", 0)
    assert starting.run_app(booth, windowed=True, autoplay=play) == 0
    assert made == []
