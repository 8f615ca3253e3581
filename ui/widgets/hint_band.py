"""The one sentence beside the mirror, in both languages, on a ground that says how it is meant."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QFrame, QVBoxLayout

from ui.theme import TYPE_SCALE_PX, Theme
from ui.widgets import parts

MARGIN, SIDE_MARGIN = 15, 24
ROLES = {False: ("hint", "title"), True: ("hint", "line", "title", "narrow")}
"""Usual or large texts → sizes of the sentence: the first in which it has room. Of usual ones capitals are
15 or 12 mm high on the reference screen; of large ones 18 to 12 mm, and never less than usual."""
PAUSES = ",:;"
"""Marks after which a sentence is best broken."""
ALIKE = 0.4
"""Least of the shorter line / the longer: after a pause, too, no word is left alone below a long line."""
_ENDLESS = QRect(0, 0, 10_000, 10_000)


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
        self._said = ""
        self._hint, self._other = parts.label("hint", centred=True), parts.label("lead", centred=True)
        self.setProperty("notice", "warn")
        words = QVBoxLayout(self)
        side, above = theme.px(SIDE_MARGIN), theme.px(MARGIN)
        words.setContentsMargins(side, above, side, above)
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._hint)
        words.addWidget(self._other)
        words.addStretch(1)
        hint_px = height_of(theme, lines)
        other_px = QFontMetrics(font_of(theme, "lead")).lineSpacing()
        self.setFixedHeight(2 * above + hint_px + other_px)

    def tell(self, hint: str, other: str, tone: str) -> None:
        """Say a sentence in a tone: ``warn`` or ``good``."""
        if hint != self._said:
            self._said = hint
            role = role_for(self._theme, hint, self._room_px, self._lines)
            parts.set_look(self._hint, "role", role)
            metrics = QFontMetrics(font_of(self._theme, role))
            parts.set_text(self._hint, balanced(hint, metrics, self._room_px))
        parts.set_text(self._other, other)
        parts.set_look(self, "notice", tone)


def height_of(theme: Theme, lines: int) -> int:
    """Return how high so many lines of the first role are, px: rounded as Qt does it for all of them."""
    metrics = QFontMetrics(font_of(theme, "hint"))
    return metrics.boundingRect(_ENDLESS, 0, "\n".join("中" * lines)).height()


def role_for(theme: Theme, hint: str, room_px: int, lines: int) -> str:
    """Return the largest role in which ``hint`` takes no more than so many lines of the first role.

    Chinese is said in one line: without spaces Qt would break it in the middle of a word, or leave one
    character alone in the second.
    """
    room = QRect(0, 0, room_px, height_of(theme, lines if " " in hint else 1))
    roles = ROLES[theme.look.large]
    for role in roles[:-1]:
        needed = QFontMetrics(font_of(theme, role)).boundingRect(
            QRect(0, 0, room_px, _ENDLESS.height()), int(Qt.TextFlag.TextWordWrap), hint
        )
        if needed.height() <= room.height() and needed.width() <= room_px:
            return role
    return roles[-1]


def balanced(hint: str, metrics: QFontMetrics, room_px: int) -> str:
    """Return ``hint`` with a break after a pause, or else where two lines come out most alike.

    What fits in one line, or in no two, comes back as it is.
    """
    if metrics.horizontalAdvance(hint) <= room_px:
        return hint
    words = hint.split(" ")
    ways = []
    for at in range(1, len(words)):
        first, second = " ".join(words[:at]), " ".join(words[at:])
        short, long = sorted((metrics.horizontalAdvance(first), metrics.horizontalAdvance(second)))
        if long <= room_px:
            paused = first[-1] in PAUSES and short >= ALIKE * long
            ways.append((not paused, long, f"{first}\n{second}"))
    return min(ways)[-1] if ways else hint


def font_of(theme: Theme, role: str) -> QFont:
    """Return the font of a role of the type scale."""
    size, weight = TYPE_SCALE_PX[role]
    font = QFont(theme.family)
    font.setPixelSize(theme.text_px(size))
    font.setWeight(QFont.Weight(weight))
    return font
