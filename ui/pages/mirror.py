"""What framing and developing share: the mirror and what stands beside it, so that nothing moves between."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QPushButton, QVBoxLayout, QWidget

from ui.pages.page import Desk, ModelPage
from ui.presenters.framing import Mark
from ui.widgets import parts
from ui.widgets.chip import Chip
from ui.widgets.hint_band import HintBand
from ui.widgets.live_view import LiveView, PaintOver

SIDE_WIDTH = 700
"""Of the words beside the mirror, px of the reference screen: eight Chinese characters of the hint."""
CHIPS = 6
"""So many cards have their place below the sentence, used or not."""


class MirrorPage(ModelPage):
    """The mirror as large as the page allows; sentence, cards and controls beside it, or around it.

    Parameters
    ----------
    paint_over
        Draws over the mirror.
    chips
        How many cards are shown.
    """

    keeps_room = True

    def __init__(self, desk: Desk, paint_over: PaintOver, chips: int) -> None:
        super().__init__(desk)
        theme = self.theme
        self._live = LiveView(theme, paint_over)
        whole = theme.width_px - 2 * theme.margin_px
        width, lines = (whole, 1) if theme.portrait else (theme.px(SIDE_WIDTH), 2)
        self._band = HintBand(theme, width, lines)
        self._chips = [Chip(theme) for _ in range(CHIPS)]
        for chip in self._chips[chips:]:
            parts.keep_place(chip)
            chip.tell(" ", Mark.WAITING)  # as high as the others
            chip.hide()
        self._note = parts.label("caption", centred=True)
        parts.keep_place(self._note)
        self.column.setSpacing(theme.px(20))

    @property
    def live(self) -> LiveView:
        """The mirror."""
        return self._live

    def place(self, quiet: QPushButton, main: Sequence[QPushButton]) -> None:
        """Lay everything out, with a quiet control away from the hand and the others under it."""
        if self.theme.portrait:
            self._tall(quiet, main)
        else:
            self._wide(quiet, main)

    def _wide(self, quiet: QPushButton, main: Sequence[QPushButton]) -> None:
        """The mirror takes the page's whole height; words and controls stand beside it."""
        theme = self.theme
        side = QVBoxLayout()
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(theme.px(28))
        side.addWidget(self._band)
        side.addLayout(self._grid(2))
        side.addStretch(1)
        side.addWidget(self._note)
        side.addLayout(self._controls(quiet, main))
        holder = QWidget()
        holder.setFixedWidth(theme.px(SIDE_WIDTH))
        holder.setLayout(side)
        row = QBoxLayout(parts.across(theme))
        row.setSpacing(theme.px(36))
        row.addWidget(self._live, 1)
        row.addWidget(holder)
        self.column.addLayout(row, 1)

    def _tall(self, quiet: QPushButton, main: Sequence[QPushButton]) -> None:
        self.column.addWidget(self._band)
        self.column.addWidget(self._live, 1)
        self.column.addLayout(self._grid(3))
        self.column.addWidget(self._note)
        self.column.addLayout(self._controls(quiet, main))

    def _grid(self, columns: int) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(self.theme.px(12))
        for index, chip in enumerate(self._chips):
            grid.addWidget(chip, index // columns, index % columns)
        return grid

    def _controls(self, quiet: QPushButton, main: Sequence[QPushButton]) -> QBoxLayout:
        row = parts.row(self.theme)
        parts.set_look(quiet, "place", "action")  # as high as on every page: the shutter keeps its room
        row.addWidget(quiet, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch()
        for button in main:
            row.addWidget(button)
        return row
