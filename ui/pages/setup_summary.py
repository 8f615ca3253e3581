"""First set-up: what was done and what was left, each a touch away; then the booth is opened."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from kiosk.services.setup_events import GoTo
from kiosk.services.setup_record import Chapter
from ui.pages.setting_up import SettingUp
from ui.presenters.setting_up import present_summary
from ui.presenters.setup_models import ChapterRow, SummaryPage
from ui.theme import Theme
from ui.view import View
from ui.widgets import parts

ICON, ROW_HEIGHT = 40, 96
"""Px of the reference screen."""


class SetupSummary(SettingUp):
    """One row a chapter, in two columns on a wide screen."""

    begins_touched = True

    def build(self) -> None:
        theme = self.theme
        columns = 1 if theme.portrait else 2
        self._rows = {chapter: _Row(theme, partial(self._go_to, chapter)) for chapter in Chapter}
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.px(14))
        down = -(-len(self._rows) // columns)
        for index, row in enumerate(self._rows.values()):
            grid.addWidget(row, index % down, index // down)
        self.below_lead(holder)

    def present(self, view: View) -> SummaryPage:
        return present_summary(view)

    def show_model(self, model: SummaryPage) -> None:
        for row in model.rows:
            self._rows[row.chapter].show_row(row)
        self.show_page(model.page)

    def _go_to(self, chapter: Chapter) -> None:
        self.desk.send(GoTo(chapter))


class _Row(QPushButton):
    """A chapter's name, its mark, and what became of it."""

    def __init__(self, theme: Theme, touched: partial[None]) -> None:
        super().__init__()
        parts.as_button(self, "plain", "chapter", touched)
        self._theme = theme
        self._row: ChapterRow | None = None
        self._mark, self._name = QLabel(), parts.label("strong", wrap=False)
        self._state = parts.label("body", wrap=False)
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.px(26), 0, theme.px(26), 0)
        line.setSpacing(theme.px(20))
        line.addWidget(self._mark)
        line.addWidget(self._name, 1)
        line.addWidget(self._state)
        for label in (self._mark, self._name, self._state):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMinimumHeight(theme.px(ROW_HEIGHT))

    def show_row(self, row: ChapterRow) -> None:
        if row == self._row:
            return
        self._row = row
        self.setObjectName(f"chapter-{row.chapter}")
        self.setAccessibleName(f"{row.name}: {row.state}")
        parts.set_text(self._name, row.name)
        parts.set_text(self._state, row.state)
        self._state.setProperty("tone", row.tone)
        p = self._theme.palette
        name, colour = ("tick-round", p.good) if row.tone == "good" else ("ring", p.warn)
        self._mark.setPixmap(parts.icon(name, self._theme.px(ICON), colour))
