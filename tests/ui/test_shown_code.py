"""The drawn phone on the scan page: it stands in the square, goes away, rises again, or keeps still."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from kiosk.clock import ManualClock
from kiosk.look import Look
from ui.theme import Theme
from ui.widgets.shown_code import AWAY, BELOW, CYCLE_S, FADES, STAYS, ShownCode, place_at

SQUARE = QRectF(40, 40, 200, 200)


def painted(shown: ShownCode) -> QImage:
    image = QImage(280, 280, QImage.Format.Format_RGB32)
    image.fill(0x808080)
    painter = QPainter(image)
    shown.paint(painter, SQUARE)
    painter.end()
    return image


def test_it_stands_fades_is_gone_and_rises_again() -> None:
    assert place_at(0.0) == place_at(CYCLE_S) == (0.0, 1.0)
    assert place_at(CYCLE_S * (STAYS + FADES) / 2) == (0.0, pytest.approx(0.5))
    assert place_at(CYCLE_S * (FADES + AWAY) / 2) == (0.0, 0.0)
    below, opacity = place_at(CYCLE_S * AWAY)
    assert (below, opacity) == (pytest.approx(BELOW), pytest.approx(0.0))
    below, opacity = place_at(CYCLE_S * 0.9)
    assert 0.0 < below < BELOW and opacity == 1.0


@pytest.mark.parametrize("motion", [True, False])
def test_it_is_painted_inside_the_square_and_moves_only_where_that_is_wanted(
    app: QApplication, clock: ManualClock, motion: bool
) -> None:
    shown = ShownCode(Theme(1280, 800, "sans", Look(motion=motion)), clock.monotonic)
    first, empty = painted(shown), QImage(280, 280, QImage.Format.Format_RGB32)
    empty.fill(0x808080)
    assert first.copy(40, 40, 200, 200) != empty.copy(40, 40, 200, 200)
    assert first.copy(0, 0, 280, 40) == empty.copy(0, 0, 280, 40)
    clock.advance(CYCLE_S * (FADES + AWAY) / 2)
    assert painted(shown) == (empty if motion else first)
