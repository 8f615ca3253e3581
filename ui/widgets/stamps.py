"""Small drawings kept as pictures: stroking a circle takes longer than copying it."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

MOST = 128
"""Drawings that are kept; the one kept longest goes first."""

STEPS = 4
"""Of a pixel: what glides slowly would be seen to jump from one pixel to the next."""


class Stamps:
    """Draws something once for each ``key`` and for each density of the screen, then copies it."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Hashable, int, int, float], QPixmap] = {}

    def paint(
        self,
        painter: QPainter,
        at: QPointF,
        reach: QRectF,
        key: Hashable,
        draw: Callable[[QPainter], None],
    ) -> None:
        """Put what ``draw`` draws around the origin at ``at``, widget px, to a quarter of a screen's pixel.

        Parameters
        ----------
        reach
            All that ``draw`` may touch, around the origin.
        """
        ratio = painter.device().devicePixelRatioF()
        corner = (at + reach.topLeft()) * ratio
        x, y = (round(value * STEPS) for value in (corner.x(), corner.y()))
        within = QPointF(x % STEPS, y % STEPS) / STEPS / ratio
        name = (key, x % STEPS, y % STEPS, ratio)
        picture = self._kept.get(name)
        if picture is None:
            if len(self._kept) >= MOST:
                del self._kept[next(iter(self._kept))]
            picture = self._kept[name] = _drawn(reach, within, ratio, draw)
        painter.drawPixmap(QPointF(x // STEPS, y // STEPS) / ratio, picture)


def _drawn(reach: QRectF, within: QPointF, ratio: float, draw: Callable[[QPainter], None]) -> QPixmap:
    picture = QPixmap((reach.size() * ratio).toSize() + QSize(2, 2))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(within - reach.topLeft())
    draw(painter)
    painter.end()
    return picture
