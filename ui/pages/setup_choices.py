"""First set-up: the language, the camera with its live picture, the campaign."""

from __future__ import annotations

from kiosk.camera.grabber import DisplayFrame
from kiosk.services.setup_events import CameraChosen, CampaignChosen, LanguageChosen
from ui.pages.setting_up import SettingUp
from ui.presenters.setting_up import present_camera, present_campaign, present_language
from ui.presenters.setup_models import ChoicePage
from ui.texts import Language
from ui.view import View
from ui.widgets import parts
from ui.widgets.beside import beside_live
from ui.widgets.live_view import LiveView
from ui.widgets.options import OptionGrid, Pick


class SetupLanguage(SettingUp):
    """Two languages, each in its own words; the screen follows at once."""

    begins_touched = True

    def build(self) -> None:
        self._options = OptionGrid(self.theme, 2, self._choose, Pick.ONE, large=True)
        self.below_lead(self._options)

    def present(self, view: View) -> ChoicePage:
        return present_language(view)

    def show_model(self, model: ChoicePage) -> None:
        self._options.show_options(model.options)
        self.show_page(model.page)

    def _choose(self, name: str) -> None:
        self.desk.send(LanguageChosen(name))
        self.desk.choose_language(Language(name))


class SetupCamera(SettingUp):
    """The live picture, the cameras there are, and what the chosen one really gives."""

    def build(self) -> None:
        self._live = LiveView(self.theme, lambda painter, where: None)
        self._options = OptionGrid(self.theme, 1, lambda name: self.desk.send(CameraChosen(name)), Pick.ONE)
        self.column.addLayout(beside_live(self.theme, self._live, self._options, self._told), 1)

    def show_frame(self, frame: DisplayFrame) -> None:
        self._live.show_frame(frame)

    def present(self, view: View) -> ChoicePage:
        return present_camera(view)

    def show_model(self, model: ChoicePage) -> None:
        self._options.show_options(model.options)
        if model.page.busy:
            self._live.clear()  # the other camera's last picture would pass for this one's
        self.show_page(model.page)


class SetupCampaign(SettingUp):
    """What the photos are for."""

    begins_touched = True

    def build(self) -> None:
        self._options = OptionGrid(self.theme, 1, lambda name: self.desk.send(CampaignChosen(name)), Pick.ONE)
        self.column.addWidget(parts.scrolling(self.theme, self._options), 1)
        self.column.addWidget(self._told)

    def present(self, view: View) -> ChoicePage:
        return present_campaign(view)

    def show_model(self, model: ChoicePage) -> None:
        self._options.show_options(model.options)
        self.show_page(model.page)
