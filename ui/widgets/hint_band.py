"""The one sentence beside the mirror, in both languages, on a ground that says how it is meant."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QFrame, QVBoxLayout

from ui.theme import TYPE_SCALE_PX, Theme
from ui.widgets import parts

MARGIN, SIDE_MARGIN = 15, 24
ROLES = ("hint", "title", "heading")
"""Sizes of the sentence: the first in which it has room. In the first, capitals are 15 mm high on the
reference screen, in the second 12 mm; only large texts ever need the third, in which they are 9 mm."""


class HintBand(QFrame):
    """Large words, the same in the other language below them; as high whatever is said.

    Parameters
    ----------
    width_px
        Of the band.
    lines
        For how many lines of the sentence there is room: or what lies below would jump whenever one wraps.
    """

    def __init__(self, theme: Theme, width_px: int, lines: int) -> None:
        super().__init__()
        self._theme, self._lines = theme, lines
        self._room_px = width_px - 2 * theme.px(SIDE_MARGIN)
        self._hint, self._other = parts.label(ROLES[0], centred=True), parts.label("lead", centred=True)
        self.setProperty("notice", "warn")
        words = QVBoxLayout(self)
        side, above = theme.px(SIDE_MARGIN), theme.px(MARGIN)
        words.setContentsMargins(side, above, side, above)
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._hint)
        words.addWidget(self._other)
        words.addStretch(1)
        hint_px = lines * QFontMetrics(font_of(theme, ROLES[0])).lineSpacing()
        other_px = QFontMetrics(font_of(theme, "lead")).lineSpacing()
        self.setFixedHeight(2 * above + hint_px + other_px)

    def tell(self, hint: str, other: str, tone: str) -> None:
        """Say a sentence in a tone: ``warn`` or ``good``."""
        if hint != self._hint.text():
            parts.set_look(self._hint, "role", role_for(self._theme, hint, self._room_px, self._lines))
        parts.set_text(self._hint, hint)
        parts.set_text(self._other, other)
        parts.set_look(self, "notice", tone)


def role_for(theme: Theme, hint: str, room_px: int, lines: int) -> str:
    """Return the largest role in which ``hint`` takes no more than so many lines of the first role."""
    least = QFontMetrics(font_of(theme, ROLES[0])).lineSpacing() * lines
    area, flags = QRect(0, 0, room_px, 10_000), int(Qt.TextFlag.TextWordWrap)
    for role in ROLES[:-1]:
        needed = QFontMetrics(font_of(theme, role)).boundingRect(area, flags, hint)
        if needed.height() <= least and needed.width() <= room_px:
            return role
    return ROLES[-1]


def font_of(theme: Theme, role: str) -> QFont:
    """Return the font of a role of the type scale."""
    size, weight = TYPE_SCALE_PX[role]
    font = QFont(theme.family)
    font.setPixelSize(theme.text_px(size))
    font.setWeight(QFont.Weight(weight))
    return font
