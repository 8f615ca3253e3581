"""The pictures on a USB stick as large rows to touch, or what to do while there are none."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.foreign import on_button
from ui.presenters.stick import StickPage, StickRow, StickState
from ui.theme import Theme
from ui.widgets import parts
from ui.widgets.spinner import Spinner

MARK_SIDE = 150
"""Px of the reference screen."""


class StickList(QWidget):
    """Shows a :class:`ui.presenters.stick.StickPage`.

    Parameters
    ----------
    chosen
        Called with a picture's id.
    """

    def __init__(self, theme: Theme, chosen: Callable[[str], None]) -> None:
        super().__init__()
        self._theme, self._chosen = theme, chosen
        self._rows: tuple[StickRow, ...] = ()
        self._empty = QFrame()
        self._empty.setProperty("card", "plain")
        self._mark, self._spinner = QLabel(), Spinner(theme, theme.px(MARK_SIDE))
        self._mark.setPixmap(parts.icon("stick", theme.px(MARK_SIDE), theme.palette.primary))
        self._title, self._note = parts.label("heading", centred=True), parts.label("body", centred=True)
        inside = QVBoxLayout(self._empty)
        inside.setSpacing(theme.px(20))
        inside.addStretch(1)
        inside.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addWidget(self._spinner, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addWidget(self._title)
        inside.addWidget(self._note)
        inside.addStretch(1)
        body = QWidget()
        self._list = QVBoxLayout(body)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(theme.px(14))
        self._area = parts.scrolling(theme, body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._empty, 1)
        whole.addWidget(self._area, 1)

    def show_page(self, page: StickPage) -> None:
        """Bring the list up to date; rows are made anew only when the pictures changed."""
        listed = page.state is StickState.LISTED
        self._empty.setVisible(not listed)
        self._area.setVisible(listed)
        self._spinner.setVisible(page.state is StickState.LOOKING)
        self._mark.setVisible(page.state is not StickState.LOOKING)
        parts.set_text(self._title, page.state_title)
        parts.set_text(self._note, page.state_note)
        if page.rows == self._rows:
            return
        self._rows = page.rows
        parts.clear(self._list)
        for row in page.rows:
            self._list.addWidget(self._button(row))
        self._list.addStretch(1)

    def _button(self, row: StickRow) -> QPushButton:
        made = parts.button("option", row.id, lambda: self._chosen(row.id))
        made.setText(on_button(f"{row.name}    {row.size}"))
        return made
