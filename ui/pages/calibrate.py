"""The page on which staff set the booth up: the mirror, four parts, what to do, what was found."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.calibration.record import Part
from kiosk.camera.grabber import DisplayFrame
from kiosk.session.events import Back, CalibrationAsked
from ui.pages.page import Desk, ModelPage
from ui.placement import Placement
from ui.presenters.calibrating import CalibratePage, present_calibrate
from ui.view import View
from ui.widgets import parts
from ui.widgets.aim_painter import AimPainter
from ui.widgets.histogram_painter import HistogramPainter
from ui.widgets.live_view import LiveView
from ui.widgets.notice import Notice
from ui.widgets.options import OptionGrid

SIDE_WIDTH = 760
"""Of the words beside the mirror, px of the reference screen."""


class Calibrate(ModelPage):
    """One part is chosen at a time; measuring it again is the same button."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._title, self._lead = self.heading()
        self._aim = AimPainter(theme)
        self._histogram = HistogramPainter(theme)
        self._live = LiveView(theme, self._paint_over)
        self._tabs = OptionGrid(theme, 2, lambda name: desk.edit(part=Part(name)))
        self._todo = parts.label("body")
        self._result, self._progress = Notice(theme, "body"), Notice(theme, "body", icon="dot")
        self._remarks = parts.label("strong")
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(theme.px(16))
        words.addWidget(self._tabs)
        words.addSpacing(theme.px(6))
        for widget in (self._todo, self._result, self._progress, self._remarks):
            words.addWidget(widget)
        words.addStretch(1)
        side = QWidget()
        side.setLayout(words)
        if theme.portrait:
            self.column.addWidget(self._live, 1)
            self.column.addWidget(side)
        else:
            side.setFixedWidth(theme.px(SIDE_WIDTH))
            row = QHBoxLayout()
            row.setSpacing(theme.px(36))
            row.addWidget(self._live, 1)
            row.addWidget(side)
            self.column.addLayout(row, 1)
        self._measure = parts.button("primary", "primary", self._ask)
        self._back = parts.button("quiet", "back", lambda: desk.send(Back()))
        self.add_actions(self._measure, self._back)

    def show_frame(self, frame: DisplayFrame) -> None:
        self._histogram.show_frame(frame)
        self._live.show_frame(frame)

    def _paint_over(self, painter: QPainter, where: Placement) -> None:
        self._aim.paint(painter, where)
        self._histogram.paint(painter, QRectF(self._live.rect()))

    def present(self, view: View) -> CalibratePage:
        return present_calibrate(view)

    def show_model(self, model: CalibratePage) -> None:
        parts.set_text(self._title, model.title)
        parts.set_text(self._lead, model.lead)
        self._tabs.show_options(model.parts)
        parts.set_text(self._todo, model.todo)
        self._todo.setVisible(bool(model.todo))
        found = model.tone != "plain"
        self._result.tell(model.result if found else None, model.tone if found else "good")
        self._progress.tell(None if found else model.result, "plain")
        parts.set_text(self._remarks, "\n".join(model.remarks))
        self._remarks.setVisible(bool(model.remarks))
        self._aim.show(model.guide)
        self._live.update()
        self._measure.setEnabled(model.ready)
        parts.set_text(self._measure, model.button)
        parts.set_text(self._back, model.leave)

    def _ask(self) -> None:
        self.desk.send(CalibrationAsked(self.desk.draft().part))
