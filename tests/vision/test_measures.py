"""Measures as pure functions of points and pixels."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from kiosk.camera.frame import Frame
from kiosk.geometry import Point
from kiosk.vision import measures, mesh, picture, shoulders
from kiosk.vision.landmarks import Body, Face
from kiosk.vision.observation import HeadGeometry

PLAIN = np.full((200, 200, 3), 128, np.uint8)


def points_with(**places: tuple[float, float]) -> np.ndarray:
    points = np.zeros((478, 3), np.float32)
    base = {
        "pupil_right": (80.0, 100.0),
        "pupil_left": (120.0, 100.0),
        "chin": (100.0, 180.0),
    } | places
    points[mesh.PUPIL_RIGHT, :2] = base["pupil_right"]
    points[mesh.PUPIL_LEFT, :2] = base["pupil_left"]
    points[mesh.CHIN, :2] = base["chin"]
    return points


def test_lip_gap_is_the_widest_opening_over_eyes_to_chin() -> None:
    points = points_with()
    points[13, :2], points[14, :2] = (100, 150), (100, 158)
    assert measures.lip_gap(points) == pytest.approx(8 / 80)


def test_eye_opening_is_lid_distance_over_width() -> None:
    points = points_with()
    points[33, :2], points[133, :2] = (60, 100), (100, 100)
    for upper, lower in mesh.EYE_LIDS_RIGHT:
        points[upper, :2], points[lower, :2] = (80, 95), (80, 107)
    assert measures.eye_opening(points, mesh.EYE_CORNERS_RIGHT, mesh.EYE_LIDS_RIGHT) == pytest.approx(0.3)


def test_motion_is_in_face_heights_a_second() -> None:
    before = points_with()
    after = before + np.array([8, 0, 0], np.float32)
    assert measures.motion(before, after, 0.5) == pytest.approx(8 / 80 / 0.5)
    assert measures.motion(before, after, 0.0) is None


def test_a_value_that_is_no_number_cannot_be_assessed() -> None:
    values = dict.fromkeys(measures.UNITS) | {"yaw_deg": math.nan, "pitch_deg": 3}
    named = measures.named(values)
    assert named["yaw_deg"] is None
    assert named["pitch_deg"].value == 3
    assert named["pitch_deg"].unit == "deg"


@pytest.mark.parametrize("count", [0, 2, 3])
def test_without_exactly_one_face_only_the_count_is_told(count: int) -> None:
    face = Face(points_with(), {}, np.eye(3))
    observation = measures.observation(Frame(7, 1.0, PLAIN), (face,) * count, None, None)
    assert set(observation.measures) == set(measures.UNITS)
    assert observation.value("face_count") == count
    assert [name for name, m in observation.measures.items() if m is not None] == ["face_count"]
    assert observation.head is None
    assert len(observation.faces) == count


def cheek_points() -> np.ndarray:
    points = points_with()
    for outline, middle in ((mesh.CHEEK_RIGHT, 60), (mesh.CHEEK_LEFT, 140)):
        for number, index in enumerate(outline):
            angle = 2 * math.pi * number / len(outline)
            points[index, :2] = (middle + 15 * math.cos(angle), 100 + 15 * math.sin(angle))
    return points


def test_light_from_the_persons_left_is_positive() -> None:
    lit = PLAIN.copy()
    lit[:, 100:] = 160  # the picture's right is the person's own left
    light = picture.light(lit, cheek_points())
    assert light["light_left_right"] == pytest.approx(32 / 144, abs=0.01)
    assert light["light_level"] == pytest.approx(144, abs=1)
    assert light["highlights"] == 0


def test_a_cheek_outside_the_picture_gives_no_light() -> None:
    light = picture.light(PLAIN[:, :130], cheek_points())
    assert set(light.values()) == {None}


def test_sharpness_falls_with_blur_and_not_with_brightness() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (240, 240), np.uint8)
    sharp = cv2.cvtColor(cv2.resize(noise, (480, 480), interpolation=cv2.INTER_CUBIC), cv2.COLOR_GRAY2BGR)
    points = points_with(pupil_right=(180, 200), pupil_left=(300, 200), chin=(240, 440))
    points[list(mesh.OVAL), 0] = np.linspace(120, 360, len(mesh.OVAL))
    values = [
        picture.sharpness(image, points)
        for image in (
            sharp,
            cv2.GaussianBlur(sharp, (0, 0), 1.5),
            cv2.GaussianBlur(sharp, (0, 0), 3),
            cv2.filter2D(sharp, -1, np.ones((1, 13)) / 13),
        )
    ]
    assert values[0] > values[1] > values[2]
    assert values[3] < values[0]  # motion blur, in one direction only
    assert picture.sharpness((sharp * 0.5).astype(np.uint8), points) == pytest.approx(values[0], abs=0.02)


def test_an_even_picture_has_no_sharpness() -> None:
    assert picture.sharpness(np.full((480, 480, 3), 90, np.uint8), cheek_points() * 2) is None


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
