"""A drawn phone with its code that rises into the square of the mirror: what to do, without a word."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap

from ui.theme import Theme
from ui.widgets import parts

HEIGHT_TO_SQUARE = 0.86
"""Of the drawn phone to the side of the square."""
WIDTH_TO_HEIGHT = 240 / 280
CYCLE_S = 3.6
STAYS, FADES, AWAY = 0.5, 0.62, 0.7
"""Shares of the cycle until which it stands in the square, fades, and is gone; then it rises again. It is
away for a while, so that nobody's own phone stays hidden behind it."""
BELOW = 0.55
"""From how far below its place it rises, in sides of the square."""


class ShownCode:
    """Paints the phone; begins, once it is seen, with it standing in its place.

    Parameters
    ----------
    now
        Seconds of a monotonic clock.
    """

    def __init__(self, theme: Theme, now: Callable[[], float]) -> None:
        self._moves, self._now = theme.look.motion, now
        self._since: float | None = None
        self._drawn: QPixmap | None = None

    def paint(self, painter: QPainter, square: QRectF) -> None:
        """Paint it inside ``square``, widget px."""
        if self._since is None:
            self._since = self._now()
        since_s = self._now() - self._since if self._moves else 0.0
        below, opacity = place_at(since_s)
        if opacity <= 0.0:
            return
        height = round(square.height() * HEIGHT_TO_SQUARE)
        if self._drawn is None or self._drawn.height() != height:
            size = QSize(round(height * WIDTH_TO_HEIGHT), height)
            self._drawn = parts.svg_pixmap("illustrations", "show-code", size)
        centre = square.center()
        at = QPointF(centre.x() - self._drawn.width() / 2, centre.y() - height / 2 + below * square.height())
        painter.save()
        painter.setClipRect(square)
        painter.setOpacity(opacity)
        painter.drawPixmap(at, self._drawn)
        painter.restore()


def place_at(since_s: float) -> tuple[float, float]:
    """Return how far below its place it is, in sides of the square, and its opacity, 0 to 1."""
    phase = since_s / CYCLE_S % 1.0
    if phase < STAYS:
        return 0.0, 1.0
    if phase < FADES:
        return 0.0, (FADES - phase) / (FADES - STAYS)
    if phase < AWAY:
        return 0.0, 0.0
    left = (1.0 - phase) / (1.0 - AWAY)
    return BELOW * left**3, min(1.0, 2.0 * (1.0 - left))
