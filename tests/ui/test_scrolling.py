"""What is longer than the screen is pushed by a finger, whatever page was built before it."""

from __future__ import annotations

import gc
import os
import subprocess
import sys

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea

from ui.theme import Theme
from ui.widgets import parts
from ui.widgets.fade import Fade

THEME = Theme(1920, 1080, "")
PUSHED_PX = 200


def area() -> QScrollArea:
    body = QLabel()
    body.setFixedSize(200, 3000)
    made = parts.scrolling(THEME, body)
    made.resize(300, 300)
    return made


def push(area: QScrollArea) -> None:
    viewport = area.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(100, 280))
    for step in range(0, PUSHED_PX + 1, 20):
        QTest.mouseMove(viewport, QPoint(100, 280 - step))
        QTest.qWait(5)  # The scroller reckons with how fast a finger moves.
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(100, 280 - PUSHED_PX))


def test_a_finger_pushes_the_one_area_it_is_on(app: QApplication) -> None:
    first, second = area(), area()
    for each in (first, second):
        each.show()
    app.processEvents()
    push(second)
    assert second.verticalScrollBar().value() > PUSHED_PX / 2
    assert first.verticalScrollBar().value() == 0


def test_the_lower_edge_fades_while_there_is_more(app: QApplication) -> None:
    """Until its end is reached; a touch there goes to what is below it."""
    made = area()
    made.show()
    app.processEvents()
    fade = made.findChild(Fade)
    bar = made.verticalScrollBar()
    assert fade.isVisible()
    assert fade.geometry().bottom() == made.viewport().geometry().bottom()
    assert made.childAt(fade.geometry().center()) is made.widget()
    bar.setValue(bar.maximum() - 1)
    assert fade.isVisible()
    bar.setValue(bar.maximum())
    assert not fade.isVisible()


def test_areas_that_come_and_go_leave_nothing_behind(app: QApplication) -> None:
    area()
    gc.collect()
    before = len(gc.get_objects())
    for _ in range(20):
        area()
    gc.collect()
    assert len(gc.get_objects()) - before < 20


def test_a_program_that_has_scrolled_ends_without_a_fault() -> None:
    """What is left of a gesture must go before the application does."""
    program = (
        "from PySide6.QtWidgets import QApplication, QLabel\n"
        "from ui.theme import Theme\n"
        "from ui.widgets import parts\n"
        "app = QApplication(['-platform', 'offscreen'])\n"
        "parts.scrolling(Theme(1920, 1080, ''), QLabel()).show()\n"
        "app.processEvents()\n"
    )
    clean = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run([sys.executable, "-c", program], env=clean, timeout=60, check=False)
    assert ended.returncode == 0
