"""Measuring the booth: the live picture, the parts to choose from, what to do, what was found."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.camera.grabber import DisplayFrame
from ui.placement import Placement
from ui.presenters.calibrating import CalibratePage
from ui.theme import Theme
from ui.widgets import parts
from ui.widgets.aim_painter import AimPainter
from ui.widgets.beside import beside_live
from ui.widgets.histogram_painter import HistogramPainter
from ui.widgets.live_view import LiveView
from ui.widgets.notice import Notice
from ui.widgets.options import OptionGrid, Pick


class Measuring(QWidget):
    """One part is chosen at a time.

    Parameters
    ----------
    chosen
        Called with the name of the part that was touched.
    """

    def __init__(self, theme: Theme, chosen: Callable[[str], None]) -> None:
        super().__init__()
        self._aim, self._histogram = AimPainter(theme), HistogramPainter(theme)
        self.live = LiveView(theme, self._paint_over)
        self._tabs = OptionGrid(theme, 2, chosen, Pick.TAB)
        self._todo = parts.label("body")
        self._result, self._progress = Notice(theme, "body"), Notice(theme, "body", icon="dot")
        self._remarks = parts.label("strong")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        words = (self._tabs, self._todo, self._result, self._progress, self._remarks)
        column.addLayout(beside_live(theme, self.live, *words))

    def show_frame(self, frame: DisplayFrame) -> None:
        self._histogram.show_frame(frame)
        self.live.show_frame(frame)

    def show_model(self, model: CalibratePage) -> None:
        """Show what is measured now, or was found."""
        self._tabs.show_options(model.parts)
        parts.set_text(self._todo, model.todo)
        self._todo.setVisible(bool(model.todo))
        found = model.tone != "plain"
        self._result.tell(model.result if found else None, model.tone if found else "good")
        self._progress.tell(None if found else model.result, "plain")
        parts.set_text(self._remarks, "\n".join(model.remarks))
        self._remarks.setVisible(bool(model.remarks))
        self._aim.show(model.guide)
        self.live.update()

    def _paint_over(self, painter: QPainter, where: Placement) -> None:
        self._aim.paint(painter, where)
        self._histogram.paint(painter, QRectF(self.live.rect()))
