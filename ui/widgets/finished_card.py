"""The finished photo of whoever was photographed last, for the staff: whose it is, what becomes of it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QVBoxLayout

from ui.presenters.express import Finished
from ui.theme import Theme
from ui.widgets import parts
from ui.widgets.picture import Picture

PHOTO = (228, 304)
"""Room for the photo, px of the reference screen: 63 × 84 mm."""
PAD = 14


class FinishedCard(QFrame):
    """Hidden, and without the photo, as soon as there is none to show."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        self._jpeg = b""
        width, height = PHOTO
        self._photo = Picture(theme, theme.px(8), QSize(theme.px(width), theme.px(height)))
        self._who, self._told = parts.label("small"), parts.label("small")
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(PAD),) * 4)
        column.setSpacing(theme.px(6))
        for widget in (self._photo, self._who, self._told):
            column.addWidget(widget)
        self.setFixedWidth(theme.px(width + 2 * PAD))
        self.hide()

    @property
    def image(self) -> QImage:
        """What is shown; null while nothing is."""
        return self._photo.image

    def show_finished(self, finished: Finished | None) -> None:
        """Show a photo, or forget the last one."""
        jpeg = b"" if finished is None else finished.jpeg
        if jpeg != self._jpeg:
            self._jpeg = jpeg
            self._photo.show_image(QImage.fromData(jpeg))
        if finished is not None:
            parts.set_text(self._who, finished.who)
            parts.set_text(self._told, finished.told)
            self._told.setVisible(bool(finished.told))
        self.setVisible(finished is not None)
