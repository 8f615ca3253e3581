"""A text that everybody is shown: how high it is at a width is measured once, not once a person."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize

from ui.widgets.words import Words

REMEMBERED = 1_000
"""Measures of texts; a page of three agreements in one language takes some sixty."""

_heights: dict[tuple[str, str, int], int] = {}
_sizes: dict[tuple[str, str], QSize] = {}


class LastingWords(Words):
    """A label for long words that are the same for everybody, without margin or indent of its own.

    Laying a page out asks each of its labels a dozen times how high it is, at four or five widths, and Qt
    breaks the lines of the text anew each time: of agreements that was most of what their page took.

    What it shows is remembered, so it must say nothing of anybody.
    """

    def heightForWidth(self, width: int) -> int:
        measured = (self.text(), self.font().key(), width)
        height = _heights.get(measured)
        if height is None:
            _make_room(_heights)
            height = _heights[measured] = super().heightForWidth(width)
        return height

    def sizeHint(self) -> QSize:
        self.ensurePolished()  # or it is of another font
        measured = (self.text(), self.font().key())
        size = _sizes.get(measured)
        if size is None:
            _make_room(_sizes)
            size = _sizes[measured] = super().sizeHint()
        return QSize(size)


def _make_room(measures: dict[Any, Any]) -> None:
    """Forget what was measured once it is too much: another campaign's texts came, or the screen turned."""
    if len(measures) >= REMEMBERED:
        measures.clear()
