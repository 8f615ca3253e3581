"""Every page, three screens, two languages: nothing clipped, nothing overlapping, everything large enough."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QScrollArea, QWidget

from tests.ui.conftest import Mount, take_down
from ui.exhibit import Exhibit
from ui.gallery import SIZES
from ui.pages.table import PAGES
from ui.shell import Shell
from ui.texts import Language
from ui.view import page_of
from ui.widgets.wipe import Wipe

SLACK_PX = 2


def visible(shell: Shell, kind: type[QWidget]) -> list[QWidget]:
    return [widget for widget in shell.findChildren(kind) if widget.isVisible()]


def place(widget: QWidget, shell: Shell) -> QRect:
    return QRect(widget.mapTo(shell, QPoint(0, 0)), widget.size())


def scrolls(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def clipped(label: QLabel) -> bool:
    if not label.text():
        return False
    inside = label.contentsRect()
    if label.wordWrap():
        flags = int(Qt.TextFlag.TextWordWrap)
        needed = label.fontMetrics().boundingRect(QRect(0, 0, inside.width(), 10_000), flags, label.text())
    else:
        needed = label.fontMetrics().boundingRect(label.text())
    return needed.width() > inside.width() + SLACK_PX or needed.height() > inside.height() + SLACK_PX


def covering(a: QRect, b: QRect) -> bool:
    overlap = a.intersected(b)
    return overlap.width() > SLACK_PX and overlap.height() > SLACK_PX


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_pages_fit(
    exhibits: dict[str, Exhibit], show: Mount, size: tuple[int, int], language: Language
) -> None:
    faults: list[str] = []
    for name, exhibit in exhibits.items():
        shell = show(exhibit, language, size)
        assert (shell.width(), shell.height()) == size, name
        faults += [f"{name}: {fault}" for fault in faults_of(shell)]
        take_down(shell)
    assert faults == []


def faults_of(shell: Shell) -> list[str]:
    faults = []
    labels, buttons = visible(shell, QLabel), visible(shell, QAbstractButton)
    for label in labels:
        assert isinstance(label, QLabel)
        if clipped(label):
            faults.append(f"clipped text {label.text()!r} in {label.width()}x{label.height()}")
    for button in buttons:
        assert isinstance(button, QAbstractButton)
        least = shell.theme.touch_px
        if min(button.width(), button.height()) < least:
            faults.append(f"{button.objectName()} is {button.width()}x{button.height()}, wants {least}")
        if button.fontMetrics().horizontalAdvance(button.text()) > button.width():
            faults.append(f"clipped button {button.text()!r}")
    whole = shell.rect()
    for widget in labels + buttons:
        if not scrolls(widget) and not whole.contains(place(widget, shell)):
            faults.append(f"outside the screen: {widget.objectName() or widget.property('text')}")
    texts = [w for w in labels if isinstance(w, QLabel) and w.text()] + buttons
    if shell.findChild(QWidget, "idle").isVisible():
        return faults
    for i, first in enumerate(texts):
        for second in texts[i + 1 :]:
            if first.isAncestorOf(second) or second.isAncestorOf(first) or scrolls(first) != scrolls(second):
                continue
            if not scrolls(first) and covering(place(first, shell), place(second, shell)):
                faults.append(f"{first.property('text')!r} and {second.property('text')!r} overlap")
    return faults


def test_every_page_is_in_the_gallery(exhibits: dict[str, Exhibit]) -> None:
    shown = {page_of(e.state) for e in exhibits.values()}
    assert shown == set(map(str, PAGES))


def test_one_primary_action_in_the_lower_half(exhibits: dict[str, Exhibit], show: Mount) -> None:
    for name, exhibit in exhibits.items():
        shell = show(exhibit)
        primaries = [
            b
            for b in visible(shell, QAbstractButton)
            if b.property("kind") == "primary" and b.objectName() != "stay"
        ]
        assert len(primaries) <= 1, name
        for button in primaries:
            assert place(button, shell).center().y() > shell.height() / 2, name
        take_down(shell)


def test_the_lines_come_and_go_over_the_finished_photo(exhibits: dict[str, Exhibit], show: Mount) -> None:
    shell = show(exhibits["review"])
    button = shell.findChild(QPushButton, "lines")
    picture = shell.findChild(Wipe)
    plain = picture.grab().toImage()
    button.click()
    lined = picture.grab().toImage()
    button.click()
    assert lined != plain
    assert picture.grab().toImage() == plain
