"""A QR code on the screen, for the student's phone: whole pixels, quiet zone, black on white."""

from __future__ import annotations

import numpy as np
import zxingcpp
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import Theme

QUIET_MODULES = 4
"""Of ISO/IEC 18004: so many free modules on every side."""
MIN_MODULE_PX = 3
SIDE = 420
"""Wanted side on the reference screen, px (116 mm): read from half a metre with room to spare."""


def modules_of(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the rows of a text's symbol, True where a module is dark, without the quiet zone.

    By compiled code: encoders in Python try eight masks for 5 to 30 ms, and the window stands still.
    """
    # Medium correction (15 %): a screen has glare, and a larger symbol would cost module size.
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture = np.asarray(code.to_image(scale=1, add_quiet_zones=False))
    return tuple(tuple(bool(module == 0) for module in row) for row in picture)


class QrCode(QWidget):
    """Shows a text as QR code; empty until there is one.

    A module is always a whole number of pixels, so that no camera sees its edges blurred.

    Parameters
    ----------
    side
        Px of the reference screen.
    """

    def __init__(self, theme: Theme, side: float = SIDE) -> None:
        super().__init__()
        self.setObjectName("qr")
        self._side_px = theme.px(side)
        self._text: str | None = None
        self._rows: tuple[tuple[bool, ...], ...] = ()
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(self._side_px, self._side_px)

    @property
    def text(self) -> str | None:
        """What the code says."""
        return self._text

    def show_text(self, text: str | None) -> None:
        """Encode a text, or show nothing."""
        if text == self._text:
            return
        self._text = text
        self._rows = () if text is None else modules_of(text)
        self.setVisible(text is not None)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Qt.GlobalColor.white))
        if not self._rows:
            return
        modules = len(self._rows) + 2 * QUIET_MODULES
        # Device pixels: on a scaled screen a logical pixel is several of them.
        ratio = self.devicePixelRatioF()
        module = max(MIN_MODULE_PX, int(self.width() * ratio) // modules)
        painter.scale(1 / ratio, 1 / ratio)
        left = (int(self.width() * ratio) - module * len(self._rows)) // 2
        top = (int(self.height() * ratio) - module * len(self._rows)) // 2
        for y, row in enumerate(self._rows):
            for x, dark in enumerate(row):
                if dark:
                    painter.fillRect(
                        left + x * module, top + y * module, module, module, Qt.GlobalColor.black
                    )
