"""What fingers do: every touch is a sign of life, and one that was meant for the page before is dropped."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from kiosk.clock import Clock

GUARD_S = 0.4
"""After a page turned: a second tap of the same finger, or one that was already on its way, would hit
whatever now lies where the old button was, and agree, submit or leave for the person."""

PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


class Touches(QObject):
    """Watches the touches of one window, wherever they land: a filter for :class:`ui.ears.Ears`.

    Parameters
    ----------
    touched
        Called with a touch's place in the window, px; also for a touch that is dropped.
    keyed
        Called when somebody operates the window by keys.
    """

    def __init__(
        self,
        window: QWidget,
        clock: Clock,
        touched: Callable[[QPointF], None],
        keyed: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._window, self._clock, self._touched, self._keyed = window, clock, touched, keyed
        self._page: QWidget | None = None
        self._turned_at = float("-inf")
        self._dropping = False

    def page_turned(self, page: QWidget) -> None:
        """Say that another page is shown from now on."""
        self._page, self._turned_at = page, self._clock.monotonic()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent | QKeyEvent):
            return False  # most of what comes by is none of ours, and asking an event for its type takes time
        kind = event.type()
        if kind == QEvent.Type.KeyPress and watched is self._window.focusWidget():
            self._keyed()
        if kind not in PRESSES and kind != QEvent.Type.MouseButtonRelease:
            return False
        if not (
            isinstance(event, QMouseEvent)
            and isinstance(watched, QWidget)
            and watched.window() is self._window
        ):
            return False
        if kind in PRESSES:
            # Qt shows one touch again for every parent it is passed on to; told each time.
            self._touched(self._window.mapFromGlobal(event.globalPosition()))
            self._dropping = self._too_early(watched)
            return self._dropping
        dropped, self._dropping = self._dropping, False
        return dropped

    def _too_early(self, watched: QWidget) -> bool:
        page = self._page
        if page is None or not (watched is page or page.isAncestorOf(watched)):
            return False
        return self._clock.monotonic() - self._turned_at < GUARD_S
