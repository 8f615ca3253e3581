"""The watch over the window's thread: it finds who held it up, and leaves painting out."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.ears import Ears
from ui.gui_watch import LIMIT_MS, GuiWatch, as_table


def hold_up() -> None:
    """Use the processor for twice as long as is allowed."""
    until_s = time.thread_time() + 2 * LIMIT_MS / 1e3
    while time.thread_time() < until_s:
        pass


def run() -> None:
    """Let the window's loop turn for a moment."""
    loop = QEventLoop()
    QTimer.singleShot(60, loop.quit)
    loop.exec()


class _SlowToPaint(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        hold_up()


@pytest.fixture
def watch(app: QApplication) -> GuiWatch:
    app.processEvents()
    return GuiWatch()


def test_it_names_what_held_the_window_up_and_where(watch: GuiWatch) -> None:
    timer = QTimer()
    timer.setSingleShot(True)
    timer.timeout.connect(hold_up)
    watch.where = "review"
    watch.start(Ears())
    timer.start(1)
    run()
    watch.stop()
    assert len(watch.long) == 1
    assert watch.long[0].own_ms >= 2 * LIMIT_MS
    table = as_table(watch)
    assert "on review, begun by Timer of QTimer" in table
    assert "hold_up" in table


def test_painting_is_allowed_to_take_longer(watch: GuiWatch) -> None:
    slow = _SlowToPaint()
    slow.resize(40, 40)
    slow.show()
    QApplication.processEvents()
    watch.start(Ears())
    slow.update()
    run()
    watch.stop()
    slow.hide()
    assert watch.turns > 0 and not watch.long


def test_what_the_measurement_does_itself_is_left_out(watch: GuiWatch) -> None:
    timer = QTimer()
    timer.setSingleShot(True)

    def own_work() -> None:
        hold_up()
        watch.leave_out()

    timer.timeout.connect(own_work)
    watch.start(Ears())
    timer.start(1)
    run()
    watch.stop()
    assert not watch.long
