"""The page while a submission is made safe."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from ui.pages.page import Desk, ModelPage
from ui.presenters.outcome import SavingPage, present_saving
from ui.view import View
from ui.widgets import parts
from ui.widgets.spinner import Spinner


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
