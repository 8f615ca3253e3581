"""A window of a booth without its pages: one column of words, which nobody at a booth can close."""

from __future__ import annotations

from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.ears import Ears
from ui.lockdown import Lockdown
from ui.texts import Texts
from ui.theme import Theme, stylesheet


class KeptWindow(QWidget):
    """Takes no keys, and is sized by the screen; what stands in its column is its kind's own.

    Parameters
    ----------
    family
        The font family, see :func:`ui.app.chinese_font`.
    kept
        Whether nobody may close the window.
    """

    def __init__(self, texts: Texts, family: str, kept: bool) -> None:
        super().__init__()
        self.setObjectName("shell")
        self._texts, self._family, self._kept = texts, family, kept
        self._column = QVBoxLayout(self)
        self._ears = Ears(Lockdown(self))

    def fit(self) -> Theme:
        """Take up the window's size; return the sizes that follow from it."""
        theme = Theme(max(1, self.width()), max(1, self.height()), self._family)
        self.setStyleSheet(stylesheet(theme))
        self._column.setContentsMargins(theme.margin_px, theme.px(28), theme.margin_px, theme.px(36))
        self._column.setSpacing(theme.gap_px)
        return theme

    def close_down(self) -> None:
        """Take keys and touches as usual again; the window goes."""
        self._ears.stop()
        self._kept = False
        self.close()

    def gone(self) -> None:
        """Somebody closed the window who may."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._kept:
            event.ignore()
            return
        super().closeEvent(event)
        self.gone()
