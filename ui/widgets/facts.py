"""Facts by name, one below the other: what a capture code says, why a photo was sent back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from ui.theme import Theme
from ui.widgets import parts

Rows = tuple[tuple[str, str], ...]


class Facts(QGridLayout):
    """Names at the left, values at the right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._rows: Rows = ()
        self.setHorizontalSpacing(theme.px(36))
        self.setVerticalSpacing(theme.px(14))
        self.setColumnStretch(1, 1)

    def show_rows(self, rows: Rows) -> None:
        """Show (name, value) pairs; the same again costs nothing (not at every key: it lays the page out)."""
        if rows == self._rows:
            return
        self._rows = rows
        parts.clear(self)
        for y, (name, value) in enumerate(rows):
            key, text = parts.label("caption", wrap=False), parts.label("strong")
            key.setText(name)
            text.setText(value)
            self.addWidget(key, y, 0, Qt.AlignmentFlag.AlignTop)
            self.addWidget(text, y, 1)
