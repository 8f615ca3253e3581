"""One touch on a named control, where a finger would land and only if a finger could reach it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget


def touch(window: QWidget, name: str) -> str | None:
    """Click the control called ``name``; return why that was not possible, None when it was."""
    found = [w for w in window.findChildren(QWidget, name) if w.isVisible() and w.isEnabled()]
    if not found:
        return "cannot be touched"
    target = found[0]
    spot = target.rect().center() if isinstance(target, QAbstractButton) else QPoint(40, 40)
    at = target.mapTo(window, spot)
    reached = window.childAt(at)
    if reached is None or (reached is not target and not target.isAncestorOf(reached)):
        return "is covered or off the screen"
    QTest.mouseClick(reached, Qt.MouseButton.LeftButton, pos=reached.mapFrom(window, at))
    return None
