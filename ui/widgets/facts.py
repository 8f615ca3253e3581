"""Facts by name, one below the other: what a capture code says, why a photo was sent back."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QGridLayout, QLabel

from ui.theme import TYPE_SCALE_PX, Theme
from ui.widgets import parts

Rows = tuple[tuple[str, str], ...]


class Facts(QGridLayout):
    """Names at the left, values at the right, their first lines on one baseline.

    Parameters
    ----------
    roles
        Of names and values.
    """

    def __init__(self, theme: Theme, roles: tuple[str, str] = ("caption", "strong")) -> None:
        super().__init__()
        self._roles = roles
        name_px, value_px = (_ascent_px(theme, role) for role in roles)
        self._lower_px = max(0, value_px - name_px)
        self._rows: Rows = ()
        self._places: list[tuple[QLabel, QLabel]] = []
        self.setHorizontalSpacing(theme.px(36))
        self.setVerticalSpacing(theme.px(14))
        self.setColumnStretch(1, 1)

    def have(self, count: int) -> Iterator[None]:
        """Have places for at least so many rows, each a step; what is not used of them takes no room."""
        for y in range(len(self._places), count):
            key, text = parts.label(self._roles[0], wrap=False), parts.label(self._roles[1])
            key.setContentsMargins(0, self._lower_px, 0, 0)
            for x, label in enumerate((key, text)):
                self.addWidget(label, y, x, Qt.AlignmentFlag.AlignTop)
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


def _ascent_px(theme: Theme, role: str) -> int:
    """Return how far a role's letters rise above the line they stand on."""
    size, weight = TYPE_SCALE_PX[role]
    font = QFont(theme.family)
    font.setPixelSize(theme.text_px(size))
    font.setWeight(QFont.Weight(weight))
    return QFontMetrics(font).ascent()
