"""The light's two halves: the darker side of the face is dark on the same side of the mirror."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from ui.theme import Theme
from ui.widgets.light_halves import EVEN, halves_of, paint_light


def test_halves_follow_the_measure() -> None:
    assert halves_of(0.0).left == halves_of(0.0).right == EVEN
    left, right = halves_of(0.2), halves_of(-0.2)
    assert left.left > left.right
    assert (right.right, right.left) == (left.left, left.right)
    assert halves_of(0.3).right < halves_of(0.1).right


def test_the_person_sees_their_own_dark_side_dark(app: QApplication) -> None:
    """Brighter from the person's own left, which the mirror shows at the left."""
    image = QImage(200, 200, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    paint_light(painter, 0.35, QPointF(100, 100), "#FFFFFF", Theme(1920, 1080, "sans"))
    painter.end()
    assert QColor(image.pixel(90, 100)).lightness() > QColor(image.pixel(110, 100)).lightness() + 80
