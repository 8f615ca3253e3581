"""Before the camera: drawn examples of how to sit, and how not to."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from kiosk.photo.spec import Rgb
from kiosk.session.events import Back, FileAsked, Ready
from ui.pages.page import Desk, ModelPage
from ui.presenters.prepare import GOOD, RIGHT, SHEET, PreparePage, present_prepare
from ui.theme import Theme
from ui.view import View
from ui.widgets import parts
from ui.widgets.example import MistakeCard, example_image
from ui.widgets.picture import Picture

GOOD_HEIGHT = 190
"""Least of the good example beside large texts, px of the reference screen (52 mm)."""


class Prepare(ModelPage):
    """How it should be beside a sheet of mistakes; one button turns to the other sheets."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._sheet = 0
        self._model: PreparePage | None = None
        self._title, self._lead = parts.label("title"), parts.label("lead")
        self._more = parts.button("plain", "more", self._turn)
        words = QVBoxLayout()
        words.setSpacing(theme.px(6))
        words.addWidget(self._title)
        words.addWidget(self._lead)
        head = QBoxLayout(parts.across(theme))
        head.setSpacing(theme.gap_px)
        head.addLayout(words, 1)
        low = theme.low_px > 0
        if not low:
            head.addWidget(self._more, 0, Qt.AlignmentFlag.AlignBottom)
        self.column.addLayout(head)
        body = self.split()
        body.setSpacing(theme.gap_px)
        self._good = _GoodCard(theme)
        body.addWidget(self._good)
        grid = QGridLayout()
        grid.setSpacing(theme.px(16))
        columns = 2 if theme.portrait else 4
        self._cards = [MistakeCard(theme) for _ in range(SHEET)]
        for index, card in enumerate(self._cards):
            parts.keep_place(card)
            grid.addWidget(card, index // columns, index % columns)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        for row in range(SHEET // columns):
            grid.setRowStretch(row, 1)
        body.addLayout(grid, 1)
        self._ready = parts.button("primary", "primary", lambda: desk.send(Ready()))
        self._file = parts.button("plain", "file", lambda: desk.send(FileAsked()))
        self._back = parts.button("quiet", "back", lambda: desk.send(Back()))
        self.add_actions(self._ready, self._back, *([self._more] if low else []), self._file)

    def present(self, view: View) -> PreparePage:
        return present_prepare(view)

    def show_model(self, model: PreparePage) -> None:
        self._model = model
        parts.set_text(self._title, model.title)
        parts.set_text(self._lead, model.lead)
        self._good.show_example(model)
        parts.set_text(self._ready, model.button)
        parts.set_text(self._file, model.file_button or "")
        self._file.setVisible(model.file_button is not None)
        parts.set_text(self._back, model.back)
        self._show_sheet(model)

    def _turn(self) -> None:
        if self._model is not None:
            self._sheet += 1
            self._show_sheet(self._model)

    def _show_sheet(self, model: PreparePage) -> None:
        self._more.setVisible(len(model.sheets) > 1)
        self._sheet %= len(model.sheets)
        parts.set_text(self._more, f"{model.more} {self._sheet + 1}/{len(model.sheets)}")
        sheet = model.sheets[self._sheet]
        for index, card in enumerate(self._cards):
            card.setVisible(index < len(sheet))
            if index < len(sheet):
                card.show_mistake(*sheet[index], model.background)


class _GoodCard(QFrame):
    """The photo as it should be, and what is right about it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        self._background: Rgb | None = None
        self._picture = Picture(theme, theme.px(12))
        self._title = parts.label("heading", wrap=False)
        parts.set_look(self._title, "tone", "good")
        self._lines = [parts.label("strong") for _ in RIGHT]
        words = QVBoxLayout()
        words.setSpacing(theme.px(10))
        words.addWidget(self._title)
        for line in self._lines:
            tick = QLabel()
            tick.setPixmap(parts.icon("tick", theme.px(32), theme.palette.good))
            row = QHBoxLayout()
            row.setSpacing(theme.px(10))
            row.addWidget(tick)
            row.addWidget(line, 1)
            words.addLayout(row)
        direction = QBoxLayout.Direction
        box = QBoxLayout(direction.LeftToRight if theme.portrait else direction.TopToBottom, self)
        box.setContentsMargins(*(theme.px(18),) * 4)
        box.setSpacing(theme.px(16))
        box.addWidget(self._picture, 1)
        if theme.portrait:
            self.setFixedHeight(theme.px(430))
            words.insertStretch(0, 1)
            words.addStretch(1)
            box.addLayout(words, 1)
        else:
            self.setFixedWidth(theme.px(380))
            self._picture.setMinimumHeight(theme.px(GOOD_HEIGHT))
            box.addLayout(words)

    def show_example(self, model: PreparePage) -> None:
        if model.background != self._background:
            self._background = model.background
            self._picture.show_image(example_image(GOOD, model.background, good=True))
        parts.set_text(self._title, model.good)
        for line, text in zip(self._lines, model.right, strict=True):
            parts.set_text(line, text)
