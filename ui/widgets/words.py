"""A text that everybody is shown: how high it is at a width is measured once, not once a person."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

REMEMBERED = 1_000
"""Measures of texts; a page of three agreements in one language takes some sixty."""

_heights: dict[tuple[str, str, int], int] = {}


class Words(QLabel):
    """A label for long words that are the same for everybody, without margin or indent of its own.

    Laying a page out asks each of its labels a dozen times how high it is, at four or five widths, and Qt
    breaks the lines of the text anew each time: of agreements that was most of what their page took.

    What it shows is remembered, so it must say nothing of anybody.
    """

    def heightForWidth(self, width: int) -> int:
        measured = (self.text(), self.font().key(), width)
        height = _heights.get(measured)
        if height is None:
            if len(_heights) >= REMEMBERED:  # as another campaign's texts come, or the screen turns
                _heights.clear()
            height = _heights[measured] = super().heightForWidth(width)
        return height
