"""Before the camera: drawn examples of how to sit, and how not to."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from kiosk.session.events import Back, Ready
from ui.pages.page import Desk, ModelPage
from ui.presenters.agreeing import EXAMPLES, Example, PreparePage, present_prepare
from ui.theme import BAD, GOOD, Theme
from ui.view import View
from ui.widgets import parts


class Prepare(ModelPage):
    """Six cards and one button."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._title, self._lead = self.heading()
        grid = QGridLayout()
        grid.setSpacing(theme.gap_px)
        columns = 2 if theme.portrait else 3
        self._cards = [_Card(theme) for _ in EXAMPLES]
        for index, card in enumerate(self._cards):
            grid.addWidget(card, index // columns, index % columns)
        self.column.addLayout(grid, 1)
        self._ready = parts.button("primary", "primary", lambda: desk.send(Ready()))
        self._back = parts.button("quiet", "back", lambda: desk.send(Back()))
        self.add_actions(self._ready, self._back)

    def present(self, view: View) -> PreparePage:
        return present_prepare(view)

    def show_model(self, model: PreparePage) -> None:
        parts.set_text(self._title, model.title)
        parts.set_text(self._lead, model.lead)
        for card, example in zip(self._cards, model.examples, strict=True):
            card.show_example(example)
        parts.set_text(self._ready, model.button)
        parts.set_text(self._back, model.back)


class _Card(QFrame):
    """Illustration, verdict and caption."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        self._theme = theme
        self._art, self._mark = QLabel(), QLabel()
        self._art.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._verdict = parts.label("strong", wrap=False)
        self._caption = parts.label("body")
        words = QVBoxLayout()
        words.setSpacing(theme.px(8))
        head = QHBoxLayout()
        head.setSpacing(theme.px(10))
        head.addWidget(self._mark)
        head.addWidget(self._verdict, 1)
        words.addLayout(head)
        words.addWidget(self._caption)
        tall = theme.portrait
        box = QVBoxLayout(self) if tall else QHBoxLayout(self)
        box.setContentsMargins(*(theme.px(22),) * 4)
        box.setSpacing(theme.px(22))
        box.addWidget(self._art, 1 if tall else 0)
        if not tall:
            words.insertStretch(0, 1)
            words.addStretch(1)
        box.addLayout(words, 0 if tall else 1)

    def show_example(self, example: Example) -> None:
        theme = self._theme
        width = theme.px(400 if theme.portrait else 264)
        size = QSize(width, round(width * 260 / 320))
        self._art.setPixmap(parts.svg_pixmap("illustrations", example.illustration, size))
        tone, name, colour = ("good", "tick", GOOD) if example.good else ("bad", "cross", BAD)
        self._mark.setPixmap(parts.icon(name, theme.px(40), colour))
        parts.set_look(self._verdict, "tone", tone)
        parts.set_text(self._verdict, example.verdict)
        parts.set_text(self._caption, example.caption)
