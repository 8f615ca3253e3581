"""Lips apart and teeth between them, on made-up points and drawn mouths."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.vision import mesh, mouth
from kiosk.vision.observe import Observer
from kiosk.vision.teeth import teeth
from tests.vision.conftest import Draw
from tests.vision.made import points_with


def mouth_points(gap_px: float = 0.0) -> np.ndarray:
    """A mouth 100 px wide whose lips meet on the line y = 150."""
    points = points_with()
    for line, side in ((mesh.LIP_INNER_UPPER, -1), (mesh.LIP_INNER_LOWER, 1)):
        for number, index in enumerate(line):
            points[index, :2] = (60 + 10 * number, 150 + side * gap_px / 2)
    for corner, x in zip(mesh.MOUTH_CORNERS, (50, 150), strict=True):
        points[corner, :2] = (x, 150)
    return points


def lips(band: tuple[int, int, int] | None = None, rows: int = 4, columns: int = 100) -> np.ndarray:
    """Red lips with a dark line where they meet, or ``band`` (BGR) so high and wide instead."""
    picture = np.full((300, 300, 3), (110, 100, 170), np.uint8)
    picture[149:152, 50:150] = (50, 40, 70)
    if band is not None:
        picture[150 - rows // 2 : 150 + rows // 2 + 1, 100 - columns // 2 : 100 + columns // 2] = band
    return picture


def test_lip_gap_is_the_widest_opening_over_eyes_to_chin() -> None:
    points = points_with()
    points[13, :2], points[14, :2] = (100, 150), (100, 158)
    assert mouth.lip_gap(points) == pytest.approx(8 / 80)


def test_a_dark_line_between_closed_lips_is_no_tooth() -> None:
    assert teeth(lips(), mouth_points()) == 0


def test_a_grey_row_is_teeth_over_its_own_width() -> None:
    assert teeth(lips((140, 145, 150)), mouth_points()) == 1
    assert teeth(lips((140, 145, 150), columns=38), mouth_points()) == pytest.approx(0.5, abs=0.06)


def test_a_wet_lips_reflection_off_the_line_is_no_tooth() -> None:
    picture = lips()
    picture[157:160, 80:120] = 235
    assert teeth(picture, mouth_points()) == 0


def test_on_lips_without_red_brightness_tells_teeth() -> None:
    dark = np.full((300, 300, 3), (58, 60, 63), np.uint8)
    assert teeth(dark, mouth_points()) == 0
    dark[147:154, 50:150] = (150, 155, 158)
    assert teeth(dark, mouth_points(6)) == 1


def test_too_small_a_mouth_cannot_be_assessed() -> None:
    assert teeth(lips(), mouth_points() * np.float32(0.2)) is None


@pytest.mark.parametrize("skin", [(240, 205, 180), (108, 74, 56)])
def test_drawn_mouths(stills: Observer, draw: Draw, skin: tuple[int, int, int]) -> None:
    look = {"skin": skin}
    closed = stills.observe(draw(look=look))
    assert closed.value("teeth") == 0
    assert closed.value("lip_gap") < 0.012
    smiling = stills.observe(draw(look=look, smile=1.0))
    assert smiling.value("teeth") == 0
    assert smiling.value("lip_gap") < 0.012
    bared = stills.observe(draw(look=look, teeth=0.4))
    assert bared.value("teeth") > 0.6
    assert bared.value("lip_gap") > 0.03
