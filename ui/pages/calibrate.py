"""The page on which staff set the booth up: the mirror, four parts, what to do, what was found."""

from __future__ import annotations

from kiosk.calibration.record import Part
from kiosk.camera.grabber import DisplayFrame
from kiosk.session.events import Back, CalibrationAsked
from ui.pages.page import Desk, ModelPage
from ui.presenters.calibrating import CalibratePage, present_calibrate
from ui.view import View
from ui.widgets import parts
from ui.widgets.live_view import LiveView
from ui.widgets.measuring import Measuring


class Calibrate(ModelPage):
    """One part is chosen at a time; measuring it again is the same button."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._title, self._lead = self.heading()
        self._measuring = Measuring(self.theme, lambda name: desk.edit(part=Part(name)))
        self.column.addWidget(self._measuring, 1)
        self._measure = parts.button("primary", "primary", self._ask)
        self._back = parts.button("quiet", "back", lambda: desk.send(Back()))
        self.add_actions(self._measure, self._back)

    @property
    def live(self) -> LiveView:
        """The mirror."""
        return self._measuring.live

    def show_frame(self, frame: DisplayFrame) -> None:
        self._measuring.show_frame(frame)

    def present(self, view: View) -> CalibratePage:
        return present_calibrate(view)

    def show_model(self, model: CalibratePage) -> None:
        parts.set_text(self._title, model.title)
        parts.set_text(self._lead, model.lead)
        self._measuring.show_model(model)
        self._measure.setEnabled(model.ready)
        parts.set_text(self._measure, model.button)
        parts.set_text(self._back, model.leave)

    def _ask(self) -> None:
        self.desk.send(CalibrationAsked(self.desk.draft().part))
