"""A button with a picture before its words, for one of several ways to go."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton

from ui.theme import Theme
from ui.widgets import parts

ICON = 44
"""Side of the picture, px of the reference screen."""


class Tile(QPushButton):
    """The words go on in a second line where they are long; ``icon`` is a file of ``assets/icons``."""

    def __init__(self, theme: Theme, name: str, icon: str, clicked: Callable[[], None]) -> None:
        super().__init__()
        parts.as_button(self, "tile", name, clicked)
        self._mark, self._words = QLabel(), parts.label("strong")
        self._mark.setPixmap(parts.icon(icon, theme.px(ICON), theme.palette.primary))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(22), theme.px(8), theme.px(12), theme.px(8))
        row.setSpacing(theme.px(16))
        row.addWidget(self._mark)
        row.addWidget(self._words, 1)
        for part in (self._mark, self._words):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def tell(self, words: str | None) -> None:
        """Show these words; None hides the tile."""
        parts.set_text(self._words, words or "")
        self.setAccessibleName(words or "")
        self.setVisible(words is not None)
