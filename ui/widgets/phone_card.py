"""The card that hands the writing over to the person's own phone: QR code, steps, how long it is good."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.presenters.handoff import PanelState, PhonePanel
from ui.theme import Theme
from ui.widgets import parts
from ui.widgets.notice import Notice
from ui.widgets.qr import SIDE, QrCode
from ui.widgets.spinner import Spinner

SPINNER_SIDE = 120
WORDS_WIDTH = 700
"""Px of the reference screen."""


class PhoneCard(QFrame):
    """Shows a :class:`ui.presenters.handoff.PhonePanel`.

    Parameters
    ----------
    asked
        Called when the button for a (new) code is touched.
    side
        Of the QR code, px of the reference screen.
    alone
        Whether the card has a page to itself: then all stands in its middle, the words below the code on a
        tall screen.
    """

    def __init__(
        self, theme: Theme, asked: Callable[[], None], side: float = SIDE, *, alone: bool = False
    ) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        self._qr, self._spinner = QrCode(theme, side), Spinner(theme, theme.px(SPINNER_SIDE))
        self._title, self._left = parts.label("heading"), parts.label("caption")
        self._lines = [parts.label("body") for _ in range(3)]
        self._notice = Notice(theme, "body")
        self._button = parts.button("plain", "phone", asked)
        told = QWidget()
        words = QVBoxLayout(told)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(theme.px(16))
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._notice)
        for line in self._lines:
            words.addWidget(line)
        words.addWidget(self._left)
        words.addSpacing(theme.px(8))
        words.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        direction = QBoxLayout.Direction
        tall = alone and theme.portrait
        row = QBoxLayout(direction.TopToBottom if tall else direction.LeftToRight, self)
        row.setContentsMargins(*(theme.px(24),) * 4)
        row.setSpacing(theme.px(56 if alone else 36))
        middle = Qt.AlignmentFlag.AlignCenter
        row.addWidget(self._qr, 0, middle)
        row.addWidget(self._spinner, 0, middle)
        if tall:
            centred = QHBoxLayout()  # an alignment would give wrapped words the height of one line
            centred.addStretch(1)
            centred.addWidget(told)
            centred.addStretch(1)
            row.addLayout(centred)
        else:
            row.addWidget(told, 0 if alone else 1)
        if alone:
            told.setFixedWidth(theme.px(side if tall else WORDS_WIDTH))
            row.insertStretch(0, 2)
            row.addStretch(3 if tall else 2)

    def show_panel(self, panel: PhonePanel) -> None:
        """Bring the card up to date."""
        self._qr.show_text(panel.url)
        self._qr.setVisible(panel.url is not None)
        self._spinner.setVisible(panel.state is PanelState.ASKING)
        parts.set_text(self._title, panel.title)
        self._title.setVisible(bool(panel.title))
        self._notice.tell(panel.notice, "warn")
        received = panel.state is PanelState.RECEIVED
        numbered = not received and panel.state is not PanelState.FAILED
        for nth, widget in enumerate(self._lines):
            text = panel.lines[nth] if nth < len(panel.lines) else ""
            parts.set_text(widget, f"{nth + 1}.  {text}" if numbered and text else text)
            parts.set_look(widget, "role", "strong" if received else "body")
            widget.setVisible(bool(text))
        parts.set_text(self._left, panel.left or "")
        self._left.setVisible(panel.left is not None)
        parts.set_text(self._button, panel.button or "")
        self._button.setVisible(panel.button is not None)
