"""Drawings kept as pictures: drawn once, the same as drawn in place, and not without end."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from ui.widgets.stamps import MOST, Stamps

REACH = QRectF(-10, -10, 20, 20)


def _circle(onto: QPainter) -> None:
    onto.setPen(QColor("#104070"))
    onto.setBrush(QColor("#f0a000"))
    onto.drawEllipse(QPointF(0, 0), 8, 8)


def _painted(stamps: Stamps | None, at: QPointF) -> QImage:
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(QColor("#808080"))
    painter = QPainter(image)
    if stamps is None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(at)
        _circle(painter)
    else:
        stamps.paint(painter, at, REACH, "circle", _circle)
    painter.end()
    return image


def _unlike(one: QImage, other: QImage) -> int:
    """Return the largest difference of any channel."""
    first, second = (np.frombuffer(image.constBits(), np.uint8).astype(int) for image in (one, other))
    return int(np.abs(first - second).max())


@pytest.mark.parametrize("at", [QPointF(20, 17), QPointF(20.25, 17.5), QPointF(21.75, 16.75)])
def test_a_stamp_looks_as_if_drawn_in_place_between_pixels_too(app: QApplication, at: QPointF) -> None:
    stamps = Stamps()
    for _ in range(2):  # drawn, then copied
        assert _unlike(_painted(stamps, at), _painted(None, at)) <= 2
    assert _unlike(_painted(stamps, at), _painted(None, at + QPointF(0.5, 0))) > 20


def test_each_is_drawn_once_and_the_oldest_goes(app: QApplication) -> None:
    stamps, drawn = Stamps(), []
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    for key in [*range(MOST), *range(MOST), MOST, 0]:
        stamps.paint(painter, QPointF(20, 17), REACH, key, lambda _onto, key=key: drawn.append(key))
    painter.end()
    assert drawn == [*range(MOST), MOST, 0]
