"""Head geometry from mesh, mask and matrix."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kiosk.geometry import Point
from kiosk.vision.head import YAW_GAIN, eye_tilt, hair_top, pose_angles
from kiosk.vision.landmarks import Face
from kiosk.vision.observation import HeadGeometry

HEAD = HeadGeometry(Point(180, 200), Point(220, 200), Point(200, 280), None, 150, 250)


def face_with(rotation: np.ndarray) -> Face:
    pose = np.eye(4)
    pose[:3, :3] = rotation * 1.3  # MediaPipe's matrix carries a scale
    return Face(np.zeros((478, 3), np.float32), {}, pose)


def about(axis: str, degrees: float) -> np.ndarray:
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return {
        "x": np.array([[1, 0, 0], [0, c, -s], [0, s, c]]),
        "y": np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]]),
        "z": np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]),
    }[axis]


@pytest.mark.parametrize(("yaw", "pitch"), [(0, 0), (12, 0), (-20, 5), (7, -11)])
def test_pose_angles_take_the_rotation_apart_whatever_the_roll(yaw: float, pitch: float) -> None:
    rotation = about("z", -6) @ about("y", yaw * YAW_GAIN) @ about("x", -pitch)
    assert pose_angles(face_with(rotation)) == pytest.approx((yaw, pitch), abs=1e-6)


def test_a_nose_towards_the_pictures_right_is_positive_yaw_and_a_raised_one_positive_pitch() -> None:
    turned = about("y", 10) @ np.array([0, 0, 1])  # where the nose of the canonical face points
    raised = about("x", -10) @ np.array([0, 0, 1])
    assert turned[0] > 0
    assert raised[1] > 0
    assert pose_angles(face_with(about("y", 10)))[0] > 0
    assert pose_angles(face_with(about("x", -10)))[1] > 0


def test_eye_tilt_is_positive_when_the_picture_right_eye_is_lower() -> None:
    leaning = HeadGeometry(Point(180, 195), Point(220, 205), Point(200, 280), None, 150, 250)
    assert eye_tilt(leaning) == pytest.approx(math.degrees(math.atan2(10, 40)))


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
