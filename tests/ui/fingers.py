"""Fingers on a window, for tests: touches that land where a person's would, and what can be read there."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from ui.shell import Shell
from ui.still_booth import StillBooth
from ui.touches import GUARD_S


def press(shell: Shell, name: str) -> None:
    """Touch a button as a person does: some time after its page has come."""
    assert isinstance(shell._booth, StillBooth)
    shell._booth.clock.advance(2 * GUARD_S)
    buttons = [button for button in shell.findChildren(QAbstractButton, name) if button.isVisible()]
    assert len(buttons) == 1, name
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)


def all_texts(shell: Shell) -> str:
    """Return every text of the window, hidden ones too, once Qt has freed what was given up."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    widgets = [w for w in shell.findChildren(QWidget) if isinstance(w, QLabel | QAbstractButton)]
    return "\n".join(widget.text() for widget in widgets)


def tap(shell: Shell, at: QPoint) -> None:
    """Touch whatever lies there, as the window system would deliver it."""
    target = shell.childAt(at) or shell
    QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(shell, at))


def middle(shell: Shell, name: str) -> QPoint:
    button = next(b for b in shell.findChildren(QAbstractButton, name) if b.isVisible())
    return button.mapTo(shell, button.rect().center())
