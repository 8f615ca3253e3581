"""The booth's window, whatever it shows: who may close it, and what a touch or a key means anywhere in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from kiosk.guidance.verdict import waivable_rules
from kiosk.session.events import OperatorAsked, Touched
from ui.booth import Booth
from ui.corner import CornerTaps
from ui.ears import Ears
from ui.lockdown import Lockdown
from ui.reading_order import controls, following, go_to
from ui.theme import Theme
from ui.touches import Touches
from ui.widgets import parts

CORNER_SIDES = 1.5
"""Side of the hidden corner / a touch target's."""


class BoothWindow(QWidget):
    """Every touch and key is a sign of life, and so many touches in the corner ask for the staff page.

    Keys go from control to control as they are laid out. What is seen in the window is its kind's own, see
    :class:`ui.shell.Shell`.
    """

    def __init__(self, booth: Booth) -> None:
        super().__init__()
        self.setObjectName("shell")
        self.setProperty("keys", "")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._booth = booth
        self._locked = False
        self._corner = CornerTaps()
        self._touches = Touches(self, booth.clock, self._touched, self._keyed)
        self._ears = Ears(self._touches, Lockdown(self))

    @property
    def theme(self) -> Theme:
        """Sizes for the window as it is now."""
        raise NotImplementedError

    @property
    def uppermost(self) -> QWidget:
        """What keys go through: the window, or what lies over the rest of it now."""
        return self

    @property
    def ears(self) -> Ears:
        """Who hears every touch and key."""
        return self._ears

    def close_down(self) -> None:
        """Stop listening to touches; before the window goes."""
        self._ears.stop()

    def lock(self) -> None:
        """From now on only staff close this window; it stays on top, as large as the screen."""
        self._locked = True
        for flag in (Qt.WindowType.FramelessWindowHint, Qt.WindowType.WindowStaysOnTopHint):
            self.setWindowFlag(flag)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Go on by key to the next control as it is laid out."""
        target = following(controls(self.uppermost), self.focusWidget(), forward=next)
        if target is not None:
            go_to(target)
        return target is not None

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._locked:
            event.ignore()  # Alt+F4, a task bar, a remote desktop: none of them is staff
        else:
            super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if self._locked and event.type() == QEvent.Type.WindowStateChange and not self.isFullScreen():
            self.showFullScreen()

    def _close_program(self) -> None:
        """Close it, locked or not, if staff have typed their PIN."""
        if self._booth.state.unlocked:
            self._locked = False
            self.close()

    def _somebody_is_there(self) -> None:
        self._booth.post(Touched())

    def _keyed(self) -> None:
        self._use_keys(True)
        self._somebody_is_there()

    def _touched(self, at: QPointF) -> None:
        self._use_keys(False)
        self._somebody_is_there()
        reach_px = CORNER_SIDES * self.theme.touch_px
        inside = at.x() <= reach_px and at.y() <= reach_px
        if self._corner.tapped(inside, self._booth.clock.monotonic()):
            guide = self._booth.guide
            self._booth.post(OperatorAsked(() if guide is None else waivable_rules(guide.verdicts)))

    def _use_keys(self, keys: bool) -> None:
        """Show where the keys are, or that a finger operates the window: that leaves no ring."""
        parts.set_look(self, "keys", "true" if keys else "")
