"""A sentence on a coloured, rounded ground: good news, a warning, an error."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy

from ui.theme import Theme
from ui.widgets import parts

ICONS = {"good": "tick", "warn": "warning", "bad": "cross", "plain": "dot"}


class Notice(QFrame):
    """Icon and sentence; hidden when there is nothing to tell.

    Parameters
    ----------
    keeps_place
        Whether its room (one line) stays empty while it is hidden, so that nothing below it moves.
    icon
        Shown instead of the dot of the plain tone.
    """

    def __init__(
        self, theme: Theme, role: str = "strong", *, keeps_place: bool = False, icon: str | None = None
    ) -> None:
        super().__init__()
        self._icons = ICONS if icon is None else ICONS | {"plain": icon}
        if keeps_place:
            self.setProperty("room", "notice")
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
            parts.keep_place(self)
        self._theme = theme
        self._tone = ""
        self._mark, self._text = QLabel(), parts.label(role)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(26), theme.px(20), theme.px(26), theme.px(20))
        row.setSpacing(theme.px(18))
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.hide()

    def tell(self, text: str | None, tone: str) -> None:
        """Show ``text`` in a tone (good, warn, bad, plain); None hides the notice."""
        self.setVisible(text is not None)
        parts.set_text(self._text, text or "")
        if text is None:
            return  # nobody sees its colours, and to look them up takes a millisecond
        if tone != self._tone:
            self._tone = tone
            _, ink = self._theme.palette.notice(tone)
            self._mark.setPixmap(parts.icon(self._icons[tone], self._theme.px(40), ink))
            parts.set_look(self, "notice", tone)
