"""A small drawing of what to do, in the corner of the mirror; in its middle while nobody is in it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets import parts

SIZE, LARGE = QSize(240, 220), QSize(480, 440)
"""Of the drawing, px of the reference screen."""
MARGIN = 20
CORNER = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class Pictogram(QWidget):
    """Hidden until there is something to show; lies over its parent."""

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__(over)
        self._theme = theme
        self._told: tuple[str | None, bool, bool] = (None, False, False)
        card = parts.card()
        self._picture = QLabel()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(*(theme.px(12),) * 4)
        inside.addWidget(self._picture)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._place = QGridLayout(over)
        self._place.setSizeConstraint(QGridLayout.SizeConstraint.SetNoConstraint)
        self._place.setContentsMargins(*(theme.px(MARGIN),) * 4)
        self._place.addWidget(self, 0, 0, CORNER)
        self.hide()

    def tell(self, picture: str | None, *, turned: bool, large: bool = False) -> None:
        """Show this file of ``assets/pictograms``, left and right changed over when ``turned``.

        ``large``: in the middle, for who is not before the camera yet and stands farther away.
        """
        if (picture, turned, large) == self._told:
            return
        self._told = (picture, turned, large)
        self.setVisible(picture is not None)
        if picture is None:
            return
        shape = LARGE if large else SIZE
        size = QSize(self._theme.px(shape.width()), self._theme.px(shape.height()))
        pixmap = parts.svg_pixmap("pictograms", picture, size)
        self._picture.setPixmap(pixmap.transformed(QTransform.fromScale(-1, 1)) if turned else pixmap)
        self._picture.setFixedSize(size)
        self._place.setAlignment(self, Qt.AlignmentFlag.AlignCenter if large else CORNER)
