"""Faults put into pictures are as large as they say."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.bench.derive import Points, blurred, dyed, ear_covered, load_points, relit, rolled
from kiosk.geometry import Box

HAIR = (300.0, 60.0, 120.0)
EARS_AT = (Box(205.0, 190.0, 20.0, 60.0), Box(375.0, 190.0, 20.0, 60.0))
POINTS = Points((250.0, 200.0), (350.0, 200.0), (300.0, 320.0), 220.0, 380.0, HAIR, EARS_AT)


def grey(level: int = 200) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.full((600, 600, 3), level, np.uint8)


@pytest.mark.parametrize("dark_left", [True, False])
def test_one_side_gets_half_the_light(dark_left: bool) -> None:
    pixels = relit(grey(), POINTS, dark_left=dark_left, linear=False)[300, :, 0]
    low, high = (pixels[250], pixels[350]) if dark_left else (pixels[350], pixels[250])
    assert float(high) / float(low) == pytest.approx(2.0, rel=0.06)
    light = relit(grey(), POINTS, dark_left=dark_left, linear=True)[300, :, 0] / 255.0
    low, high = (light[250], light[350]) if dark_left else (light[350], light[250])
    assert (high / low) ** 2.2 == pytest.approx(2.0, rel=0.06)


def test_blur_has_the_asked_width() -> None:
    edge = grey(0)
    edge[:, 300:] = 255
    profile = blurred(edge, POINTS)[300, :, 0] / 255.0
    slope = np.diff(profile)
    at = np.arange(slope.size) + 0.5
    middle = (at * slope).sum() / slope.sum()
    sigma = math.sqrt(((at - middle) ** 2 * slope).sum() / slope.sum())
    assert sigma == pytest.approx(3 * POINTS.eye_distance / 200, rel=0.08)


def test_rolling_clockwise_lowers_the_right() -> None:
    line = grey(0)
    line[298:303, 100:500] = 255
    turned = rolled(line, 6.0)
    ys, xs = np.nonzero(turned[..., 0] > 128)
    slope = np.polyfit(xs, ys, 1)[0]
    assert math.degrees(math.atan(slope)) == pytest.approx(6.0, abs=0.1)


def test_only_pale_cloth_below_the_chin_is_dyed() -> None:
    picture = grey(180)
    picture[100:330, 200:400] = (150, 170, 220)  # face
    picture[330:420, 260:340] = (150, 170, 220)  # neck
    picture[380:, 120:480] = (240, 238, 236)
    picture[380:420, 260:340] = (150, 170, 220)
    mask = np.zeros((60, 60), np.float32)
    mask[10:, 12:48] = 1
    out = dyed(picture, POINTS, mask, (60, 90, 170)).astype(int)
    assert out[500, 300, 0] > out[500, 300, 2] + 60
    for row, column in ((200, 300), (400, 300), (500, 40)):
        assert (np.abs(out[row, column] - picture[row, column]) <= 2).all()


@pytest.mark.parametrize("left", [True, False])
def test_hair_from_above_the_forehead_covers_one_ear(left: bool) -> None:
    picture = grey(180)
    picture[50:125, 200:400] = 40
    out = ear_covered(picture, POINTS, left=left)
    covered, free = EARS_AT if left else EARS_AT[::-1]
    assert (out[195:245, int(covered.x) : int(covered.right)] == 40).all()
    assert (out[195:245, int(free.x) : int(free.right)] == 180).all()
    assert (picture[195:245] == 180).all(), "the picture itself stays as it was"


def test_points_of_a_real_picture(testdata: Path) -> None:
    path = sorted((testdata / "frll_neutral").glob("*.tem"))[0]
    points = load_points(path)
    assert points.left_x < points.pupil_left[0] < points.pupil_right[0] < points.right_x
    assert points.chin[1] > points.pupil_left[1] + points.eye_distance
    assert abs(points.roll_deg) < 6
    assert 0.05 < points.hair_px / points.face_width < 0.6
    assert points.ears[0].right < points.pupil_left[0] < points.pupil_right[0] < points.ears[1].x
    height, width = cv2.imread(str(path.with_suffix(".jpg"))).shape[:2]
    assert 0 < points.left_x < points.right_x < width
    assert points.chin[1] < height
