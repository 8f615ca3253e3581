"""A surface that is touched as a whole: a field of a form, a card with a box to tick."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame


class Touchable(QFrame):
    """Calls ``touched`` when a finger leaves it inside, or for the space bar."""

    def __init__(self, touched: Callable[[], None]) -> None:
        super().__init__()
        self._on_touch = touched
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self._on_touch()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._on_touch()
        else:
            super().keyPressEvent(event)
