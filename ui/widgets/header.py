"""The bar above every page: school, progress, connection and language."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.presenters.chrome import STAGES, Chrome, Stage, StageState
from ui.texts import Language
from ui.theme import Theme
from ui.widgets import parts

LANGUAGE_NAMES = {Language.ZH: "中文", Language.EN: "EN"}


class Header(QFrame):
    """Shows :class:`Chrome`; ``choose`` is called with a language, ``open_look`` for colours and sound."""

    def __init__(
        self, theme: Theme, choose: Callable[[Language], None], open_look: Callable[[], None]
    ) -> None:
        super().__init__()
        self.setObjectName("header")
        self._theme = theme
        self._link_icon: tuple[str, str] | None = None
        self._fitted: Chrome | None = None
        p = theme.palette
        edge = "border-top" if theme.look.seated else "border-bottom"
        self.setStyleSheet(
            f"QFrame#header {{ background: {p.surface}; {edge}: {theme.edge_px(1)}px solid {p.line}; }}"
        )
        self._school, self._campaign = parts.label("strong", wrap=False), parts.label("small", wrap=False)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch(1)
        names.addWidget(self._school)
        names.addWidget(self._campaign)
        names.addStretch(1)
        beside = QHBoxLayout()
        beside.setSpacing(theme.px(14))
        self._stages = [_StageMark(theme) for _ in STAGES]
        for mark in self._stages:  # all but one of them are so when somebody comes
            mark.show_stage(Stage("", StageState.TODO))
        self._bar = QWidget()
        bar = QHBoxLayout(self._bar)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(theme.px(26))
        for mark in self._stages:
            bar.addWidget(mark)
        self._link_mark, self._link = QLabel(), parts.label("small", wrap=False)
        self._languages = {
            language: parts.button("choice", f"language-{language}", partial(choose, language))
            for language in Language
        }
        self._look = parts.button("choice", "look-open", open_look)
        parts.button_icon(self._look, "display", theme.px(34), p.ink_soft)
        margin = theme.margin_px
        first = QHBoxLayout()
        first.setSpacing(theme.px(14))
        first.addLayout(names, 1)
        if not theme.portrait:
            first.addWidget(self._bar)
        first.addLayout(beside, 1)
        beside.addSpacing(theme.px(20))  # the last stage is not to touch the link's words
        beside.addStretch(1)
        beside.addWidget(self._link_mark)
        beside.addWidget(self._link)
        beside.addSpacing(theme.px(10))
        beside.addWidget(self._look)
        for language, widget in self._languages.items():
            widget.setText(LANGUAGE_NAMES[language])
            widget.setCheckable(True)
            beside.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(margin, theme.px(10), theme.px(24), theme.px(10))
        column.setSpacing(theme.px(8))
        column.addLayout(first)
        if theme.portrait:
            column.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignHCenter)

    def show_chrome(self, chrome: Chrome) -> None:
        """Bring the bar up to date."""
        parts.set_text(self._school, chrome.school)
        parts.set_text(self._campaign, chrome.campaign)
        self._bar.setVisible(bool(chrome.stages))
        for mark, stage in zip(self._stages, chrome.stages, strict=False):
            mark.show_stage(stage)
        good = chrome.link_tone == "good"
        p = self._theme.palette
        wanted = ("online", p.good) if good else ("offline", p.warn_ink)
        if wanted != self._link_icon:
            self._link_icon = wanted
            self._link_mark.setPixmap(parts.icon(wanted[0], self._theme.px(34), wanted[1]))
            parts.set_look(self._link, "tone", "" if good else "warn")
        parts.set_text(self._link, chrome.link_text)
        self._link_mark.setAccessibleName(chrome.link_text)
        self._link_mark.setVisible(bool(chrome.link_text))
        parts.set_text(self._look, f" {chrome.look}")
        for language, widget in self._languages.items():
            widget.setChecked(language == chrome.language)
        if chrome != self._fitted:
            self._fitted = chrome
            # In order needs no words: the room belongs to the stages.
            self._fit(with_link=bool(chrome.link_text) and not good)

    def _fit(self, *, with_link: bool) -> None:
        """Leave out what says least until all fits: other stages' names, the campaign's, the link's words."""
        levels = ((1, 1, 1), (1, 0, 1), (0, 1, 1), (0, 0, 1), (0, 0, 0))
        for with_campaign, with_names, with_words in levels:
            self._link.setVisible(with_link and bool(with_words))
            for mark in self._stages:
                mark.show_name(always=bool(with_names))
            self._campaign.setVisible(bool(with_campaign) and bool(self._campaign.text()))
            self._lay_out()
            if self.sizeHint().width() <= self._theme.width_px:
                return

    def _lay_out(self) -> None:
        """Lay the row out from the inside: it was filled while hidden and would first show too narrow."""
        for widget in (*self._stages, self._bar, self):
            layout = widget.layout()
            if layout is not None:
                layout.invalidate()
                layout.activate()


class _StageMark(QWidget):
    """One stage: a dot and its name."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._state: StageState | None = None
        self._dot, self._name = QLabel(), parts.label("caption", wrap=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(10))
        row.addWidget(self._dot)
        row.addWidget(self._name)

    def show_name(self, *, always: bool) -> None:
        """Show the stage's name, or only the current one's."""
        self._name.setVisible(always or self._state is StageState.CURRENT)

    def show_stage(self, stage: Stage) -> None:
        parts.set_text(self._name, stage.label)
        if stage.state is self._state:
            return
        self._state = stage.state
        p = self._theme.palette
        name, colour = {
            StageState.DONE: ("tick-round", p.good),
            StageState.CURRENT: ("dot", p.primary),
            StageState.TODO: ("dot", p.line),
        }[stage.state]
        side = self._theme.px(28)
        self._dot.setPixmap(parts.icon(name, side, colour))
        ink = p.primary if stage.state is StageState.CURRENT else p.ink_faint
        weight = 700 if stage.state is StageState.CURRENT else 400
        parts.set_style(self._name, f"color: {ink}; font-weight: {weight};")
