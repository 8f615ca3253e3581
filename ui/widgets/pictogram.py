"""A small drawing of what to do, in the corner of the mirror, for who was told in vain."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets import parts

SIZE = QSize(240, 220)
"""Of the drawing, px of the reference screen."""
MARGIN = 20


class Pictogram(QWidget):
    """Hidden until there is something to show; lies over its parent's upper left corner."""

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(over)
        self._told: tuple[str | None, bool] = (None, False)
        card = parts.card()
        self._size = QSize(theme.px(SIZE.width()), theme.px(SIZE.height()))
        self._picture = QLabel()
        self._picture.setFixedSize(self._size)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(*(theme.px(12),) * 4)
        inside.addWidget(self._picture)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.adjustSize()
        self.move(theme.px(MARGIN), theme.px(MARGIN))
        self.hide()

    def tell(self, picture: str | None, *, turned: bool) -> None:
        """Show this file of ``assets/pictograms``, left and right changed over when ``turned``."""
        if (picture, turned) == self._told:
            return
        self._told = (picture, turned)
        self.setVisible(picture is not None)
        if picture is None:
            return
        pixmap = parts.svg_pixmap("pictograms", picture, self._size)
        self._picture.setPixmap(pixmap.transformed(QTransform.fromScale(-1, 1)) if turned else pixmap)
