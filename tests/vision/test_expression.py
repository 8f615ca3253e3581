"""Lids from points."""

from __future__ import annotations

import pytest

from kiosk.vision import expression, mesh
from tests.vision.made import points_with


def test_eye_opening_is_lid_distance_over_width() -> None:
    points = points_with()
    points[33, :2], points[133, :2] = (60, 100), (100, 100)
    for upper, lower in mesh.EYE_LIDS_RIGHT:
        points[upper, :2], points[lower, :2] = (80, 95), (80, 107)
    assert expression.eye_opening(points, mesh.EYE_CORNERS_RIGHT, mesh.EYE_LIDS_RIGHT) == pytest.approx(0.3)
