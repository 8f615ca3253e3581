"""Measures how soon a touched button is seen pressed, while the mirror is live."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractButton

from kiosk.clock import Clock

EVERY_MS = 230
"""Between two touches: no multiple of a frame, so they fall anywhere in it."""
HELD_MS = 90


class TouchProbe(QObject):
    """Touches a button again and again, and lets go beside it, so that nothing is set off.

    Attributes
    ----------
    waits_s
        From the moment a touch was handed to Qt until the pressed button had been painted, s.
    """

    def __init__(self, clock: Clock, button: Callable[[], QAbstractButton | None]) -> None:
        super().__init__()
        self._clock, self._find = clock, button
        self._button: QAbstractButton | None = None
        self._touched_s: float | None = None
        self.waits_s: list[float] = []
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._touch)

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        if self._button is not None:
            self._button.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = self._button is not None and watched is self._button and self._button.isDown()
        if event.type() == QEvent.Type.Paint and pressed and self._touched_s is not None:
            begun_s, self._touched_s = self._touched_s, None
            # Called again once this paint is over and what was painted is on its way to the screen.
            QTimer.singleShot(0, lambda: self.waits_s.append(self._clock.monotonic() - begun_s))
        return False

    def _touch(self) -> None:
        found = self._find()
        if found is not self._button:
            if self._button is not None:
                self._button.removeEventFilter(self)
            self._button = found
            if found is not None:
                found.installEventFilter(self)
        if found is None or not found.isVisible():
            return
        self._touched_s = self._clock.monotonic()
        self._send(found, QEvent.Type.MouseButtonPress, QPointF(found.rect().center()))
        QTimer.singleShot(HELD_MS, self._let_go)

    def _let_go(self) -> None:
        if self._button is not None and self._button.isDown():
            self._send(self._button, QEvent.Type.MouseMove, QPointF(-50, -50))
            self._send(self._button, QEvent.Type.MouseButtonRelease, QPointF(-50, -50))

    @staticmethod
    def _send(button: QAbstractButton, kind: QEvent.Type, at: QPointF) -> None:
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        pressing = kind != QEvent.Type.MouseButtonRelease
        event = QMouseEvent(
            kind,
            at,
            QPointF(button.mapToGlobal(at.toPoint())),
            none if kind == QEvent.Type.MouseMove else left,
            left if pressing else none,
            Qt.KeyboardModifier.NoModifier,
        )
        QCoreApplication.postEvent(button, event)
