"""Before there is a booth: the machine's key store is locked. What to do about it; it is tried again.

It looks again by itself. The window does not stay on top: the system's own question for the password must
not lie below it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel

from kiosk.errors import KioskError
from ui.kept_window import KeptWindow
from ui.texts import Texts
from ui.theme import Theme
from ui.widgets import parts

LOCKED = "keys-locked"
POLL_S = 3.0
"""Pause between two looks at the key store."""
LEAVE_S = 1.0
"""So long is a look waited for that is still under way when the window goes; its thread holds nothing."""

Probe = Callable[[], object]
"""Opens the key store; raises :class:`KioskError` when that cannot be done."""


class Watch(QObject):
    """Looks at the key store from a thread of its own: a store that asks a person may answer late.

    ``looked`` comes after each look that found it locked, ``ended`` once it did not: it is open, or
    something else is wrong, which the next start of the booth will say.
    """

    looked = Signal()
    ended = Signal()

    def __init__(self, probe: Probe, pause_s: float = POLL_S) -> None:
        super().__init__()
        self._probe, self._pause_s = probe, pause_s
        self._again, self._stopped = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="key-watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def look_now(self) -> None:
        """End the pause."""
        self._again.set()

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()
        self._again.set()
        self._thread.join(LEAVE_S)

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._probe()
            except KioskError as error:
                if error.code == LOCKED:
                    self.looked.emit()
                    self._again.wait(self._pause_s)
                    self._again.clear()
                    continue
            self.ended.emit()
            return


class LockedWindow(KeptWindow):
    """What a booth shows while it waits: for staff, in both languages, there being nobody to choose one.

    Parameters
    ----------
    again
        Called when the button is touched.
    """

    closed = Signal()

    def __init__(
        self, error: KioskError, texts: Texts, family: str, again: Callable[[], None], kept: bool
    ) -> None:
        super().__init__(texts, family, kept)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._looking = False
        (title, advice), (title_other, advice_other) = texts.error(error), texts.switched().error(error)
        self._said = [("title", title), ("lead", title_other), ("heading", advice), ("small", advice_other)]
        self._code = texts("trouble.code", code=error.code)
        self._mark = QLabel()
        self._mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._state = parts.label("small", centred=True)
        self._button = parts.button("primary", "primary", lambda: self._touched(again))
        self._column.addStretch(2)
        self._column.addWidget(self._mark)
        for role, sentence in self._said:
            shown = parts.label(role, centred=True)
            parts.set_text(shown, sentence)
            self._column.addWidget(shown)
        self._column.addStretch(1)
        self._column.addWidget(self._state)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._button)
        row.addStretch(1)
        self._column.addLayout(row)
        self._column.addStretch(2)
        self.show_looking(False)

    def show_looking(self, looking: bool) -> None:
        """Say whether the key store is being looked at now."""
        self._looking = looking
        self._button.setEnabled(not looking)
        parts.set_text(self._button, self._texts("trouble.button"))
        waiting = self._texts("locked.looking" if looking else "locked.waiting")
        parts.set_text(self._state, f"{waiting}  ·  {self._code}")

    def _touched(self, again: Callable[[], None]) -> None:
        self.show_looking(True)
        again()

    def gone(self) -> None:
        self.closed.emit()

    def fit(self) -> Theme:
        theme = super().fit()
        self._mark.setPixmap(parts.icon("lock", theme.px(160), theme.palette.warn))
        return theme


def wait_at(window: LockedWindow, watch: Watch, run: Callable[[], object]) -> bool:
    """Wait until the key store is no longer locked; False when the window was closed before.

    Parameters
    ----------
    run
        Runs Qt's loop until it is told to end.
    """
    found: list[bool] = []

    def ended() -> None:
        found.append(True)
        QCoreApplication.exit()

    watch.looked.connect(lambda: window.show_looking(False))
    watch.ended.connect(ended)
    window.closed.connect(QCoreApplication.exit)
    watch.start()
    try:
        run()
    finally:
        watch.stop()
        window.close_down()
        window.deleteLater()
    return bool(found)
