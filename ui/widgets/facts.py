"""Facts by name, one below the other: what a capture code says, why a photo was sent back."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel

from ui.theme import Theme
from ui.widgets import parts

Rows = tuple[tuple[str, str], ...]


class Facts(QGridLayout):
    """Names at the left, values at the right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._rows: Rows = ()
        self._places: list[tuple[QLabel, QLabel]] = []
        self.setHorizontalSpacing(theme.px(36))
        self.setVerticalSpacing(theme.px(14))
        self.setColumnStretch(1, 1)

    def have(self, count: int) -> Iterator[None]:
        """Have places for at least so many rows, each a step; what is not used of them takes no room."""
        for y in range(len(self._places), count):
            key, text = parts.label("caption", wrap=False), parts.label("strong")
            self.addWidget(key, y, 0, Qt.AlignmentFlag.AlignTop)
            self.addWidget(text, y, 1)
            self._places.append((key, text))
            yield

    def show_rows(self, rows: Rows) -> None:
        """Show (name, value) pairs; the same again costs nothing (not at every key: it lays the page out)."""
        if rows == self._rows:
            return
        self._rows = rows
        for _ in self.have(len(rows)):
            pass
        for y, place in enumerate(self._places):
            for label, said in zip(place, rows[y] if y < len(rows) else ("", ""), strict=True):
                parts.set_text(label, said)
                label.setVisible(y < len(rows))
