"""What is drawn over the mirror: quick ways of drawing show the same as the plain ones."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QApplication

from kiosk.geometry import Box
from ui.theme import Theme
from ui.widgets.head_shape import outline_at, oval_points, sector
from ui.widgets.stamps import Stamps
from ui.widgets.veil import CORNER, VEIL_ALPHA, paint_veil

HEAD = Box(100, 60, 200, 280)
THEME = Theme(1920, 1080, "sans")


def test_a_ring_grows_clockwise_from_the_crown_and_closes() -> None:
    points = [QPointF(p.x, p.y) for p in oval_points(HEAD)]
    for share in (0.1, 0.51, 0.77):
        part = sector(HEAD, share, 12)
        inside = [part.contains(p) for p in points[1:]]
        assert inside == [i / len(points) < share for i in range(1, len(points))]
    assert all(sector(HEAD, 1.0, 12).contains(p) for p in points[1:])
    assert sector(HEAD, 0.25, 12).contains(QPointF(outline_at(HEAD, 0.2).x + 8, outline_at(HEAD, 0.2).y))
    assert not sector(HEAD, 1.0, 12).contains(QPointF(HEAD.centre.x, HEAD.centre.y))


@pytest.mark.parametrize("crop", [Box(90, 10, 180, 240), Box(20, -30, 360, 400), Box(-10, 40, 250, 200)])
def test_the_veil_is_what_lies_between_the_view_and_a_rounded_print(app: QApplication, crop: Box) -> None:
    plain, quick = (QImage(400, 300, QImage.Format.Format_RGB32) for _ in range(2))
    for image in (plain, quick):
        image.fill(QColor("#405060"))
    painter = QPainter(plain)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    around = QPainterPath()
    around.addRect(QRectF(QRect(0, 0, 400, 300)))
    print_px, radius = QRectF(crop.x, crop.y, crop.width, crop.height), THEME.px(CORNER)
    inner = QPainterPath()
    inner.addRoundedRect(print_px, radius, radius)
    veil = QColor(THEME.palette.page)
    veil.setAlpha(VEIL_ALPHA)
    painter.fillPath(around.subtracted(inner), veil)
    painter.end()
    painter = QPainter(quick)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_veil(painter, crop, THEME, Stamps())
    painter.end()
    one, other = (np.frombuffer(image.constBits(), np.uint8).astype(int) for image in (plain, quick))
    assert np.abs(one - other).max() <= 40  # along an arc of a corner: Qt flattens it in two ways
    assert (np.abs(one - other) > 4).mean() < 0.002
