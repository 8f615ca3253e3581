"""The live picture with words beside it, or on a tall screen below it."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QLayout, QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets import parts
from ui.widgets.live_view import LiveView

SIDE_WIDTH = 760
"""Of the words beside the mirror, px of the reference screen."""


def beside_live(theme: Theme, live: LiveView, *words: QWidget) -> QLayout:
    """Return a layout of both; the picture takes all the room that the words leave."""
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(16))
    for index, widget in enumerate(words):
        column.addWidget(widget)
        if index == 0:
            column.addSpacing(theme.px(6))
    column.addStretch(1)
    side = QWidget()
    side.setLayout(column)
    if theme.portrait:
        tall = QVBoxLayout()
        tall.setSpacing(theme.gap_px)
        tall.addWidget(live, 1)
        tall.addWidget(side)
        return tall
    side.setFixedWidth(theme.px(SIDE_WIDTH))
    row = QBoxLayout(parts.across(theme))
    row.setSpacing(theme.px(36))
    row.addWidget(live, 1)
    row.addWidget(side)
    return row
