"""Head geometry from mesh and mask."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kiosk.geometry import Point
from kiosk.vision import mesh
from kiosk.vision.head import eye_tilt, hair_top
from kiosk.vision.observation import HeadGeometry
from tests.vision.made import points_with

HEAD = HeadGeometry(Point(180, 200), Point(220, 200), Point(200, 280), None, 150, 250)


def test_eye_tilt_is_positive_when_the_picture_right_eye_is_lower_and_no_gaze_moves_it() -> None:
    points = points_with(pupil_right=(180, 195), pupil_left=(220, 225))
    for corners, x, y in ((mesh.EYE_CORNERS_RIGHT, 180, 195), (mesh.EYE_CORNERS_LEFT, 220, 205)):
        for corner, aside in zip(corners, (-8, 8), strict=True):
            points[corner, :2] = (x + aside, y)
    leaning = math.atan2(10, 40)
    c, s = math.cos(leaning), math.sin(leaning)
    turn = np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])
    assert eye_tilt(points, turn) == pytest.approx(math.degrees(leaning))


def mask_from(top_row: int, rows: int = 100) -> np.ndarray:
    mask = np.zeros((rows, rows), np.float32)
    mask[top_row:, 35:65] = 1
    return mask


def test_hair_top_lies_where_the_mask_begins() -> None:
    assert hair_top(HEAD, mask_from(20), 400, 400) == pytest.approx(20 * 4, abs=2.1)


def test_hair_top_interpolates_between_two_rows() -> None:
    mask = mask_from(20)
    mask[20, 35:65] = 0.6
    mask[19, 35:65] = 0.4
    assert hair_top(HEAD, mask, 400, 400) == pytest.approx(20 * 4)


def test_hair_that_leaves_the_picture_has_no_top() -> None:
    assert hair_top(HEAD, mask_from(0), 400, 400) is None


def test_a_mask_that_misses_the_head_gives_no_top() -> None:
    assert hair_top(HEAD, np.zeros((100, 100), np.float32), 400, 400) is None


def test_something_above_the_head_is_not_hair() -> None:
    mask = mask_from(20)
    mask[5:10, 45:55] = 1
    assert hair_top(HEAD, mask, 400, 400) == pytest.approx(20 * 4, abs=2.1)
