"""First set-up: light and lamps; how the camera hangs and the empty booth."""

from __future__ import annotations

from typing import ClassVar

from kiosk.calibration.record import Part
from kiosk.camera.grabber import DisplayFrame
from kiosk.services.setup_record import Chapter
from ui.pages.setting_up import SettingUp
from ui.presenters.setting_up import PARTS, present_measure
from ui.presenters.setup_models import MeasurePage
from ui.view import View
from ui.widgets.measuring import Measuring


class _Measured(SettingUp):
    """Two parts of the calibration, measured as on the running booth's own page."""

    chapter: ClassVar[Chapter]

    def build(self) -> None:
        self._measuring = Measuring(self.theme, lambda name: self.desk.edit(part=Part(name)))
        self.column.addWidget(self._measuring, 1)
        self.column.addWidget(self._told)

    def show_frame(self, frame: DisplayFrame) -> None:
        self._measuring.show_frame(frame)

    def present(self, view: View) -> MeasurePage:
        return present_measure(view, self.chapter)

    def show_model(self, model: MeasurePage) -> None:
        self._measuring.show_model(model.measured)
        self.show_page(model.page)

    def go_on(self) -> None:
        """On to the part that was not measured yet."""
        self.desk.edit(part=PARTS[self.chapter][1])


class SetupLight(_Measured):
    chapter = Chapter.LIGHT


class SetupPlace(_Measured):
    chapter = Chapter.PLACE
