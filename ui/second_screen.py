"""Where the staff's own window is: over the screen that is not the booth's, as screens come and go."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from ui.desk_window import DeskWindow

SETTLES_MS = 300
"""After a screen has come or gone: the window system moves windows itself meanwhile."""


def beside(booths: QRect, screens: Sequence[QRect]) -> int | None:
    """Return which screen is the first that is not the booth's, None when there is no other."""
    return next((nth for nth, each in enumerate(screens) if not each.intersects(booths)), None)


class SecondScreen(QObject):
    """Keeps the staff's window off the booth's screen.

    When its own screen is unplugged the window system would move it before the person who is being
    photographed: it locks itself and is put away until there is a second screen again. Where there is only
    one screen from the beginning it opens there, beside the booth's window: that is a desk to try it at.
    """

    def __init__(self, application: QGuiApplication, booths: QWidget, desk: DeskWindow) -> None:
        super().__init__(desk)
        self._application, self._booths, self._desk = application, booths, desk
        self._had_one = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SETTLES_MS)
        self._later.timeout.connect(self.settle)
        application.screenAdded.connect(self._changed)
        application.screenRemoved.connect(self._changed)

    def settle(self) -> None:
        """Put the window where it belongs among the screens there are now."""
        screens = self._application.screens()
        nth = beside(self._booths.screen().geometry(), [screen.geometry() for screen in screens])
        if nth is not None:
            self._had_one = True
            self._desk.show_over(screens[nth])
        elif self._had_one:
            self._desk.put_away()
        else:
            self._desk.show_beside()

    def _changed(self, screen: QScreen) -> None:
        self._later.start()
