"""Arrows point where the person is to go, as they see themselves: the mirror is mirrored."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from kiosk.geometry import Box, Point
from kiosk.look import Look
from tests.ui.conftest import Mount
from ui.exhibit import Exhibit
from ui.theme import Theme
from ui.widgets.arrows import paint_arrow
from ui.widgets.stamps import Stamps

HEAD = Box(400, 250, 260, 380)
EARS = (Point(400, 460), Point(660, 460))


def ink(arrow: str, now: float = 0.0, *, motion: bool = True) -> np.ndarray:
    """Return where an arrow of a head in the middle has left ink, bool (800, 1060)."""
    image = QImage(1060, 800, QImage.Format.Format_Grayscale8)
    image.fill(0)
    painter = QPainter(image)
    theme = Theme(1920, 1080, "sans", Look(motion=motion))
    paint_arrow(painter, arrow, HEAD, EARS, theme, now, Stamps())
    painter.end()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width()] > 40


@pytest.mark.parametrize("way", ["", "turn-", "tilt-"])
def test_left_is_left_and_right_its_mirror_image(app: QApplication, way: str) -> None:
    def weight(arrow: str) -> float:
        return float(np.nonzero(ink(arrow))[1].mean()) - HEAD.centre.x

    left = weight(f"{way}left")
    assert left < -3  # the arrow's head is the heavier end
    assert weight(f"{way}right") == pytest.approx(-left, abs=3)


def test_an_ears_arrow_stands_at_the_persons_own_ear(app: QApplication) -> None:
    """The person's left ear is at the left of the mirror."""
    assert np.nonzero(ink("ear-left"))[1].max() < HEAD.x
    assert np.nonzero(ink("ear-right"))[1].min() > HEAD.right


def test_a_turning_head_has_its_ring_above_the_eyes(app: QApplication) -> None:
    rows = np.nonzero(ink("turn-left"))[0]
    assert rows.max() < HEAD.y + 0.45 * HEAD.height


def test_arrows_stand_still_for_who_wants_no_motion(app: QApplication) -> None:
    assert np.array_equal(ink("left", 0.0, motion=False), ink("left", 0.4, motion=False))
    assert not np.array_equal(ink("left", 0.0), ink("left", 0.4))


def test_who_turned_away_is_sent_back(exhibits: dict[str, Exhibit], show: Mount) -> None:
    """A drawn head turned to the picture's left is seen turned to the mirror's right: back is left."""
    guide = exhibits["frame-turned"].guide
    assert guide is not None
    head = guide.observation.head
    assert head is not None
    yaw = guide.observation.value("yaw_deg")
    assert yaw is not None
    assert guide.hint is not None
    shell = show(exhibits["frame-turned"])
    nose = guide.observation.landmarks[1, 0]
    in_mirror = guide.observation.width - nose
    middle = guide.observation.width - (head.face_left_x + head.face_right_x) / 2
    assert (in_mirror > middle) == (guide.hint.arrow == "turn-left")
    assert shell.page.live.placement().mirrored
