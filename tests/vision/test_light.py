"""Light on made-up cheeks."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.vision.light import light
from tests.vision.made import cheek_points

PLAIN = np.full((200, 200, 3), 128, np.uint8)


def test_light_from_the_persons_left_is_positive() -> None:
    lit = PLAIN.copy()
    lit[:, 100:] = 160  # the picture's right is the person's own left
    measured = light(lit, cheek_points())
    assert measured["light_left_right"] == pytest.approx(32 / 144, abs=0.01)
    assert measured["light_level"] == pytest.approx(144, abs=1)
    assert measured["highlights"] == 0


def test_a_cheek_outside_the_picture_gives_no_light() -> None:
    measured = light(PLAIN[:, :130], cheek_points())
    assert set(measured.values()) == {None}
