"""The colour difference against the published test pairs and against CIELAB's own fixed points."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.cie import delta_e, lab, linear

PAIRS = (
    ((50.0000, 2.6772, -79.7751), (50.0000, 0.0000, -82.7485), 2.0425),
    ((50.0000, 3.1571, -77.2803), (50.0000, 0.0000, -82.7485), 2.8615),
    ((50.0000, 2.8361, -74.0200), (50.0000, 0.0000, -82.7485), 3.4412),
    ((50.0000, -1.3802, -84.2814), (50.0000, 0.0000, -82.7485), 1.0000),
    ((50.0000, 0.0000, 0.0000), (50.0000, -1.0000, 2.0000), 2.3669),
    ((50.0000, 2.4900, -0.0010), (50.0000, -2.4900, 0.0009), 7.1792),
    ((50.0000, 2.4900, -0.0010), (50.0000, -2.4900, 0.0011), 7.2195),
    ((50.0000, -0.0010, 2.4900), (50.0000, 0.0009, -2.4900), 4.8045),
    ((50.0000, 2.5000, 0.0000), (50.0000, 0.0000, -2.5000), 4.3065),
    ((50.0000, 2.5000, 0.0000), (73.0000, 25.0000, -18.0000), 27.1492),
    ((50.0000, 2.5000, 0.0000), (58.0000, 24.0000, 15.0000), 19.4535),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ((90.8027, -2.0831, 1.4410), (91.1528, -1.6435, 0.0447), 1.4441),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
)
"""From the test data of Sharma, Wu and Dalal (2005), which covers the formula's discontinuities."""


@pytest.mark.parametrize(("one", "other", "difference"), PAIRS)
def test_the_difference_is_the_published_one_either_way_round(
    one: tuple[float, ...], other: tuple[float, ...], difference: float
) -> None:
    assert delta_e(np.array(one), np.array(other)) == pytest.approx(difference, abs=1e-4)
    assert delta_e(np.array(other), np.array(one)) == pytest.approx(difference, abs=1e-4)


def test_white_black_and_a_primary_have_their_known_coordinates() -> None:
    colours = np.array([[255, 255, 255], [0, 0, 0], [0, 0, 255]], np.uint8)
    white, black, red = lab(colours)
    assert white == pytest.approx([100, 0, 0], abs=1e-6)
    assert black == pytest.approx([0, 0, 0], abs=1e-6)
    assert red == pytest.approx([53.24, 80.09, 67.20], abs=0.02)


def test_a_picture_is_compared_with_one_colour_by_broadcasting() -> None:
    picture = np.full((4, 5, 3), (255, 197, 100), np.uint8)
    picture[0, 0] = (250, 197, 100)
    off = delta_e(lab(picture), lab(np.array([255, 197, 100], np.uint8)))
    assert off.shape == (4, 5)
    assert off[0, 0] > 0
    assert off[1:].max() == 0


def test_levels_and_their_table_agree() -> None:
    levels = np.arange(256)
    assert linear(levels.astype(np.uint8)) == pytest.approx(linear(levels.astype(np.float64)))
    assert linear(np.array([128.0])) == pytest.approx(0.21586, abs=1e-5)
