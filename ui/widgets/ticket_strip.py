"""The strip below the header: express mode's tickets, each with a mark, a number and what became of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kiosk.session.events import Event
from kiosk.session.lane import TakeAgainAsked
from ui.presenters.express import SHOWN, Strip, TicketChip
from ui.theme import Theme
from ui.widgets import parts

ABOVE, INSET = 6, 8
"""Above and below the tickets, and around the button in one of them, px of the reference screen."""
MARKS = {"good": "tick-round", "warn": "warning", "bad": "warning", "plain": "dot"}


class TicketStrip(QWidget):
    """As high empty as full, so that nothing below moves when a photo is done.

    Parameters
    ----------
    send
        Called with the event of a ticket's button.
    beside_px
        At either side of the tickets; as a page's, unless it is said.
    """

    def __init__(self, theme: Theme, send: Callable[[Event], None], beside_px: int | None = None) -> None:
        super().__init__()
        self.setObjectName("tickets")
        self._shown: Strip | None = None
        self._empty = parts.label("caption", centred=True)
        self.places = 2 if theme.portrait else SHOWN
        """How many tickets have room."""
        self._chips = [_Chip(theme, send) for _ in range(self.places)]
        row = QHBoxLayout(self)
        above_px = theme.px(ABOVE)
        beside_px = theme.margin_px if beside_px is None else beside_px
        row.setContentsMargins(beside_px, above_px, beside_px, above_px)
        row.setSpacing(theme.px(16))
        row.addWidget(self._empty, 1)
        for chip in self._chips:
            row.addWidget(chip, 1)
        around_px = above_px + theme.px(INSET) + theme.edge_px(theme.palette.edge_px)
        self.setFixedHeight(theme.touch_px + 2 * around_px)
        self.hide()

    def show_strip(self, strip: Strip | None) -> None:
        """Bring the strip up to date; None hides it."""
        if strip == self._shown:
            return
        self._shown = strip
        self.setVisible(strip is not None)
        if strip is None:
            return
        parts.set_text(self._empty, strip.empty)
        self._empty.setVisible(not strip.chips)
        for index, chip in enumerate(self._chips):
            chip.show_chip(strip.chips[index] if index < len(strip.chips) else None)


class _Chip(QFrame):
    """One ticket."""

    def __init__(self, theme: Theme, send: Callable[[Event], None]) -> None:
        super().__init__()
        self._theme, self._id, self._tone = theme, "", ""
        self._mark = QLabel()
        self._who, self._told = parts.label("caption", wrap=False), parts.label("caption", wrap=False)
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._who)
        words.addWidget(self._told)
        words.addStretch(1)
        self._again = parts.button("option", "take-again", lambda: send(TakeAgainAsked(self._id)))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(18), 0, theme.px(INSET), 0)
        row.setSpacing(theme.px(12))
        row.addWidget(self._mark)
        row.addLayout(words, 1)
        row.addWidget(self._again)
        self.hide()

    def show_chip(self, chip: TicketChip | None) -> None:
        self.setVisible(chip is not None)
        if chip is None:
            return
        self._id = chip.id
        parts.set_text(self._who, chip.who)
        parts.set_text(self._told, chip.told)
        parts.set_text(self._again, chip.again or "")
        self._again.setAccessibleName(f"{chip.again or ''} {chip.who}".strip())
        self._again.setVisible(chip.again is not None)
        if chip.tone != self._tone:
            self._tone = chip.tone
            _, ink = self._theme.palette.notice(chip.tone)
            self._mark.setPixmap(parts.icon(MARKS[chip.tone], self._theme.px(36), ink))
            parts.set_look(self, "notice", chip.tone)
