"""The pages on which the machine works: developing the photo, saving it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from ui.pages.page import Desk, ModelPage
from ui.presenters.framing import DevelopingPage, present_developing
from ui.presenters.outcome import SavingPage, present_saving
from ui.view import View
from ui.widgets import parts
from ui.widgets.picture import Picture, image_of
from ui.widgets.spinner import Spinner


class Developing(ModelPage):
    """The captured instant at once, as it was in the mirror, while the photo is made."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._picture = Picture(theme, theme.px(24), mirrored=True)
        self._title, self._lead = parts.label("title", centred=True), parts.label("lead", centred=True)
        self.column.addWidget(self._picture, 1)
        self.column.addSpacing(theme.px(12))
        self.column.addWidget(Spinner(theme, theme.px(84)), 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addWidget(self._title)
        self.column.addWidget(self._lead)
        self.column.addSpacing(theme.px(24))

    def present(self, view: View) -> DevelopingPage:
        return present_developing(view)

    def show_view(self, view: View) -> None:
        model = self.present(view)
        if self._shown is None or (model.title, model.frame) != (self._shown.title, self._shown.frame):
            self._shown = model
            self.show_model(model)

    def show_model(self, model: DevelopingPage) -> None:
        parts.set_text(self._title, model.title)
        parts.set_text(self._lead, model.lead)
        if model.frame is not None:
            self._picture.show_image(image_of(model.frame))


class Saving(ModelPage):
    """A moment's patience."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._title, self._lead = parts.label("title", centred=True), parts.label("lead", centred=True)
        middle = QVBoxLayout()
        middle.setSpacing(theme.px(20))
        middle.addStretch(1)
        middle.addWidget(Spinner(theme, theme.px(160)), 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addSpacing(theme.px(20))
        middle.addWidget(self._title)
        middle.addWidget(self._lead)
        middle.addStretch(1)
        self.column.addLayout(middle, 1)

    def present(self, view: View) -> SavingPage:
        return present_saving(view)

    def show_model(self, model: SavingPage) -> None:
        parts.set_text(self._title, model.title)
        parts.set_text(self._lead, model.lead)
