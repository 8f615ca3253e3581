"""Shoulders from a made-up outline and body."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kiosk.geometry import Point
from kiosk.vision import shoulders
from kiosk.vision.landmarks import Body
from kiosk.vision.observation import HeadGeometry

HEAD = HeadGeometry(Point(180, 100), Point(220, 100), Point(200, 180), 40, 150, 250)


def body_mask(left_top: int, right_top: int) -> np.ndarray:
    mask = np.zeros((400, 400), np.float32)
    mask[left_top:, 60:200] = 1
    mask[right_top:, 200:340] = 1
    return mask


def test_a_lower_picture_right_shoulder_is_positive_tilt() -> None:
    outline = shoulders.on_outline(HEAD, body_mask(250, 270), 400, 400)
    assert outline[0].y == pytest.approx(250, abs=1)
    assert outline[1].y == pytest.approx(270, abs=1)
    assert shoulders.tilt(outline, None, 400, 400) == pytest.approx(
        math.degrees(math.atan2(20, outline[1].x - outline[0].x)), abs=0.3
    )


def test_outline_and_pose_are_averaged() -> None:
    outline = shoulders.on_outline(HEAD, body_mask(250, 250), 400, 400)
    body = Body(np.zeros((33, 2), np.float32), np.ones(33, np.float32))
    body.points[11], body.points[12] = (300, 320), (100, 300)
    pose_only = shoulders.tilt((None, None), body, 400, 400)
    assert pose_only == pytest.approx(math.degrees(math.atan2(20, 200)))
    assert shoulders.tilt(outline, body, 400, 400) == pytest.approx(pose_only / 2, abs=0.1)


def test_shoulders_that_are_not_in_the_picture_are_not_invented() -> None:
    nobody = np.zeros((400, 400), np.float32)
    assert shoulders.on_outline(HEAD, nobody, 400, 400) == (None, None)
    outside = Body(np.full((33, 2), 500, np.float32), np.ones(33, np.float32))
    assert shoulders.tilt((None, None), outside, 400, 400) is None
