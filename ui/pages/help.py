"""The help page: three ways to the capture code, what to do about a wrong record, and whom to ask."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kiosk.paths import assets_dir
from kiosk.session.events import Back, Touched
from kiosk.session.parts import HelpTopic
from ui.pages.page import Desk, ModelPage
from ui.presenters.help import STEPS, WAYS, HelpPage, Way, present_help
from ui.theme import Theme
from ui.view import View
from ui.widgets import parts
from ui.widgets.facts import Facts

FOLDER = "help"
"""Of ``assets``."""
PICTURE_SIZE = (368, 207)
"""Of a way's illustration, px of the reference screen."""
LARGER = 1.2
"""On a tall screen, where a way has a row for itself."""


class Help(ModelPage):
    """Tabs for the topics; below them cards with pictures, or steps beside the office's card."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        theme = self.theme
        self._title, self._lead = self.heading()
        self._tabs = {topic: self._tab(topic) for topic in HelpTopic}
        tabs = QHBoxLayout()
        tabs.setSpacing(theme.px(12))
        for tab in self._tabs.values():
            tabs.addWidget(tab)
        tabs.addStretch(1)
        low = theme.low_px > 0
        if not low:
            self.column.addLayout(tabs)
        tall = QBoxLayout.Direction.TopToBottom
        along = tall if theme.portrait else QBoxLayout.Direction.LeftToRight
        self._ways = QWidget()
        ways = QBoxLayout(along, self._ways)
        ways.setContentsMargins(0, 0, 0, 0)
        ways.setSpacing(theme.gap_px)
        self._cards = [_WayCard(theme) for _ in WAYS]
        for card in self._cards:
            ways.addWidget(card, 1)
        self._told = QWidget()
        told = QBoxLayout(along, self._told)
        told.setContentsMargins(0, 0, 0, 0)
        told.setSpacing(theme.gap_px)
        self._steps = [_Step(theme, nth) for nth in range(1, STEPS + 1)]
        self._record = QWidget()
        steps = QVBoxLayout(self._record)
        steps.setContentsMargins(0, 0, 0, 0)
        steps.setSpacing(theme.gap_px)
        for step in self._steps:
            steps.addWidget(step)
        steps.addStretch(1)
        told.addWidget(self._record, 0 if theme.portrait else 5)
        office = parts.card()
        inside = QVBoxLayout(office)
        inside.setContentsMargins(*(theme.px(36),) * 4)
        inside.setSpacing(theme.px(24))
        self._facts = Facts(theme, ("lead", "heading"))
        self._facts.setHorizontalSpacing(theme.px(48))
        self._facts.setVerticalSpacing(theme.px(20))
        self._words = parts.label("lead")
        inside.addLayout(self._facts)
        inside.addWidget(self._words)
        told.addWidget(office, 0 if theme.portrait else 4, Qt.AlignmentFlag.AlignTop)
        if theme.portrait:
            told.addStretch(1)
        self.column.addWidget(self._ways, 1)
        self.column.addWidget(self._told, 1)
        if low:
            self.column.addLayout(tabs)
        self._done = parts.button("primary", "primary", lambda: desk.send(Back()))
        self.add_actions(self._done)

    def _tab(self, topic: HelpTopic) -> QPushButton:
        made = parts.button("choice", f"topic-{topic}", lambda: self._turn_to(topic))
        made.setCheckable(True)
        return made

    def present(self, view: View) -> HelpPage:
        return present_help(view)

    def show_model(self, model: HelpPage) -> None:
        parts.set_text(self._title, model.title)
        parts.set_text(self._lead, model.lead)
        for tab, option in zip(self._tabs.values(), model.topics, strict=True):
            parts.set_text(tab, option.label)
            tab.setChecked(option.chosen)
        self._ways.setVisible(bool(model.ways))
        for card, way in zip(self._cards, model.ways, strict=False):
            card.show_way(way)
        self._told.setVisible(bool(model.facts))
        self._record.setVisible(bool(model.steps))
        for nth, step in enumerate(self._steps):
            step.show_text(model.steps[nth] if model.steps else "")
        self._facts.show_rows(model.facts)
        parts.set_text(self._words, model.words or "")
        self._words.setVisible(model.words is not None)
        parts.set_text(self._done, model.button)

    def _turn_to(self, topic: HelpTopic) -> None:
        self.desk.send(Touched())
        self.desk.edit(topic=topic)


class _WayCard(QFrame):
    """Illustration, name and numbered steps of one way to the code."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        self._theme = theme
        self._drawn: str | None = None
        self._art = QLabel()
        self._art.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = parts.label("heading")
        self._steps = [parts.label("body") for _ in range(STEPS)]
        words = QVBoxLayout()
        words.setSpacing(theme.px(12))
        if theme.portrait:
            words.addStretch(1)  # level with the picture beside them
        words.addWidget(self._title)
        for step in self._steps:
            words.addWidget(step)
        words.addStretch(1)
        box = QHBoxLayout(self) if theme.portrait else QVBoxLayout(self)
        box.setContentsMargins(*(theme.px(28),) * 4)
        box.setSpacing(theme.px(20))
        box.addWidget(self._art)
        box.addLayout(words, 1)

    def show_way(self, way: Way) -> None:
        """Show one way; its picture is drawn once."""
        parts.set_text(self._title, way.title)
        for nth, (widget, text) in enumerate(zip(self._steps, way.steps, strict=True), 1):
            parts.set_text(widget, f"{nth}.  {text}")
        if self._drawn != way.illustration:
            self._drawn = way.illustration
            there = (assets_dir() / FOLDER / f"{way.illustration}.svg").is_file()
            self._art.setVisible(there)
            if there:
                larger = LARGER if self._theme.portrait else 1.0
                size = QSize(*(self._theme.px(side * larger) for side in PICTURE_SIZE))
                self._art.setPixmap(parts.svg_pixmap(FOLDER, way.illustration, size))


class _Step(QFrame):
    """A large number and what to do."""

    def __init__(self, theme: Theme, number: int) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        side = theme.px(76)
        badge = parts.label("heading", centred=True, wrap=False)
        badge.setText(str(number))
        badge.setFixedSize(side, side)
        p = theme.palette
        badge.setStyleSheet(
            f"background: {p.primary_soft}; color: {p.primary}; border-radius: {side // 2}px;"
        )
        self._text = parts.label("lead")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(28), theme.px(20), theme.px(28), theme.px(20))
        row.setSpacing(theme.px(28))
        row.addWidget(badge)
        row.addWidget(self._text, 1)

    def show_text(self, text: str) -> None:
        parts.set_text(self._text, text)
