"""The page beneath the booth's window (``kiosk run --supervised``), seen while the booth starts (again).

It belongs to the process above the booth's (:mod:`kiosk.operation.supervisor`), which must not fail itself:
one window, no thread but the reader of the booth's signs of life, nothing loaded later.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from kiosk.operation.supervisor import Phase, Supervisor
from kiosk.operation.telling import ALIVE, READY, Teller
from ui.kept_window import KeptWindow
from ui.texts import Texts
from ui.theme import Theme
from ui.widgets import parts
from ui.widgets.spinner import Spinner

STEP_MS = 100
TELL_EVERY = 10
"""Steps between two signs of life to the process above this one."""

SAID = {
    Phase.STARTING: ("starting", None),
    Phase.PAUSING: ("again", "again_lead"),
    Phase.FAILING: ("failing", "failing_lead"),
}


class StandbyWindow(KeptWindow):
    """Says in both languages that it goes on in a moment; blank while the booth's window lies over it."""

    def __init__(self, texts: Texts, family: str, kept: bool) -> None:
        super().__init__(texts, family, kept)
        self._phase = Phase.STARTING
        self._again = False
        self._shown: list[QWidget] = []

    @property
    def lines(self) -> list[str]:
        """What is said now."""
        return [shown.text() for shown in self._shown if isinstance(shown, QLabel) and shown.text()]

    def show_phase(self, phase: Phase) -> None:
        """Say what the booth does."""
        self._again = self._again or phase in (Phase.RUNNING, Phase.PAUSING)
        if phase is Phase.STARTING and self._again:
            phase = Phase.PAUSING  # for who stands before it one and the same
        if phase is not self._phase or not self._shown:
            self._phase = phase
            self.fit()

    def fit(self) -> Theme:
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._shown = []
        theme = super().fit()
        said = SAID.get(self._phase)
        if said is None:
            return theme
        title, lead = said
        side_px = theme.px(120)
        mark: QWidget
        if self._phase is Phase.FAILING:
            picture = QLabel()
            picture.setPixmap(parts.icon("warning", side_px, theme.palette.warn))
            mark = picture
        else:
            mark = Spinner(theme, side_px)
        row = QWidget()
        line = QHBoxLayout(row)
        line.addStretch(1)
        line.addWidget(mark)
        line.addStretch(1)
        self._column.addStretch(2)
        self._add(row)
        self._column.addSpacing(theme.px(36))
        both = (self._texts, self._texts.switched())
        self._say("title", both[0](f"standby.{title}"))
        self._say("lead", both[1](f"standby.{title}"))
        if lead is not None:
            self._column.addSpacing(theme.px(24))
            self._say("heading", both[0](f"standby.{lead}"))
            self._say("small", both[1](f"standby.{lead}"))
        self._column.addStretch(3)
        return theme

    def _say(self, role: str, sentence: str) -> None:
        shown = parts.label(role, centred=True)
        parts.set_text(shown, sentence)
        self._add(shown)

    def _add(self, widget: QWidget) -> None:
        self._shown.append(widget)
        self._column.addWidget(widget)


class Standby(QObject):
    """Steps the supervisor, shows its phase, and ends Qt's loop when the booth has ended for good.

    Parameters
    ----------
    teller
        Told that this process is alive: it brings the booth back whatever happens to it.
    """

    def __init__(self, supervisor: Supervisor, window: StandbyWindow, teller: Teller | None) -> None:
        super().__init__(window)
        self._supervisor, self._window, self._teller = supervisor, window, teller
        self._steps = 0
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self._step)
        self._timer.start()

    def stop(self) -> None:
        """Step no more."""
        self._timer.stop()

    def _step(self) -> None:
        phase = self._supervisor.step()
        if self._teller is not None and self._steps % TELL_EVERY == 0:
            if self._steps == 0:
                self._teller.tell(READY)
            self._teller.tell(ALIVE)
        self._steps += 1
        if phase is Phase.ENDED:
            self._timer.stop()
            QCoreApplication.exit()
        else:
            self._window.show_phase(phase)
