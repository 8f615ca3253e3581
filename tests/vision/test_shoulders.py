"""Shoulders from a made-up outline and body, and on the drawn sitter."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np
import pytest

from kiosk.camera.frame import Frame
from kiosk.geometry import Point
from kiosk.vision import shoulders, symmetry
from kiosk.vision.landmarks import Body
from kiosk.vision.observation import HeadGeometry
from kiosk.vision.observe import Observer
from tests.vision.conftest import Draw
from tests.vision.made import seen_with

SIZE = 400
HEAD = HeadGeometry(Point(180, 100), Point(220, 100), Point(200, 180), 40, 150, 250)
HALF = np.array([(30, 0), (30, 40), (55, 55), (90, 70), (112, 84), (122, 110), (130, 300)], float)


def body_mask(tilt_deg: float = 0.0, aside: float = 0.0) -> np.ndarray:
    """Return neck and shoulders about (200 + aside, 170), leaning about the neck's foot."""
    points = np.vstack([HALF, (HALF * (-1, 1))[::-1]]) - np.array((0, 40))
    angle = math.radians(tilt_deg)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    placed = points @ turn.T + (200 + aside, 220)
    mask = np.zeros((SIZE, SIZE), np.uint8)
    cv2.fillPoly(mask, [np.round(placed * 16).astype(np.int32)], (255,), cv2.LINE_AA, 4)
    return mask.astype(np.float32) / 255


def body(right: tuple[float, float], left: tuple[float, float]) -> Body:
    points = np.zeros((33, 2), np.float32)
    points[shoulders.POSE_RIGHT], points[shoulders.POSE_LEFT] = right, left
    return Body(points, np.ones(33, np.float32))


def tilt(mask: np.ndarray | None, posed: Body | None = None) -> float | None:
    return tilt_of(HEAD, mask, posed)


def tilt_of(head: HeadGeometry, mask: np.ndarray | None, posed: Body | None = None) -> float | None:
    return shoulders.tilt(seen_with(head, mask, posed, (SIZE, SIZE)))


@pytest.mark.parametrize("angle", [-12.0, -5.0, 0.0, 5.0, 12.0])
@pytest.mark.parametrize("aside", [-8.0, 0.0, 8.0])
def test_a_lean_is_read_however_the_head_is_held(angle: float, aside: float) -> None:
    assert tilt(body_mask(angle, aside)) == pytest.approx(angle, abs=0.9)


def test_things_beside_one_shoulder_cost_trust_more_than_truth() -> None:
    mask = body_mask(4.0)
    clean = symmetry.lean(symmetry.profile(HEAD, mask, SIZE, SIZE), HEAD, 0.0)
    mask[190:300, 290:345] = 1
    cluttered = symmetry.lean(symmetry.profile(HEAD, mask, SIZE, SIZE), HEAD, 0.0)
    assert clean is not None and cluttered is not None
    assert cluttered.residue > 1.3 * clean.residue
    assert cluttered.angle_deg == pytest.approx(4.0, abs=1.0)


@pytest.mark.parametrize("angle", [0.0, 5.0])
def test_a_haze_over_one_shoulder_is_not_its_outline(angle: float) -> None:
    mask = body_mask(angle)
    haze = np.zeros_like(mask)
    haze[195:, 60:165] = 0.7
    assert tilt(np.maximum(mask, haze)) == pytest.approx(angle, abs=0.9)


@pytest.mark.parametrize("angle", [-12.0, 12.0])
def test_a_shoulder_above_the_lowered_chin_is_still_a_shoulder(angle: float) -> None:
    low = replace(HEAD, chin=Point(200, 226.0))
    assert tilt_of(low, body_mask(angle)) == pytest.approx(angle, abs=1.0)


def test_somebody_close_beside_hides_how_level_the_shoulders_are() -> None:
    drawn_over = body((115, 245), (330, 215))
    mask = body_mask(4.0)
    mask[90:, 275:] = 1
    assert tilt(mask, drawn_over) == pytest.approx(4.0, abs=1.0)  # the inner half tells
    mask[90:, 245:] = 1
    assert tilt(mask, drawn_over) is None
    mask[:, 300:] = 0  # loose hair ends nearer, and leaves the pose to tell
    assert tilt(mask, drawn_over) is not None


def test_a_body_that_cannot_belong_to_the_neck_is_not_asked() -> None:
    others = body((230, 300), (390, 330))
    assert tilt(None, others) is None
    assert tilt(body_mask(4.0), others) == tilt(body_mask(4.0))


def test_the_body_pose_takes_over_where_the_outline_is_of_something_else() -> None:
    posed = body((100, 300), (300, 300 + 200 * math.tan(math.radians(3))))
    assert tilt(body_mask(-9.0), posed) == pytest.approx(3 / shoulders.POSE_SHARE, abs=0.1)
    assert tilt(None, posed) == pytest.approx(3 / shoulders.POSE_SHARE, abs=0.1)
    assert tilt(body_mask(4.0), posed) == pytest.approx(4.0, abs=0.4)


def test_shoulders_that_are_not_in_the_picture_are_not_invented() -> None:
    nobody = np.zeros((SIZE, SIZE), np.float32)
    assert shoulders.on_outline(HEAD, nobody, SIZE, SIZE) == (None, None)
    assert tilt(nobody, body((500, 500), (600, 500))) is None
    assert tilt(None) is None


def test_the_outline_points_lie_on_the_shoulders() -> None:
    left, right = shoulders.on_outline(HEAD, body_mask(0.0), SIZE, SIZE)
    assert left is not None and right is not None
    assert left.x == pytest.approx(400 - right.x)
    assert left.y == pytest.approx(right.y, abs=1)
    assert 230 < left.y < 255


@pytest.mark.parametrize("angle", [-8.0, 8.0])
def test_a_drawn_lean_is_read_with_the_head_leaning_the_other_way(
    angle: float, draw: Draw, stills: Observer
) -> None:
    frame: Frame = draw(shoulder_tilt_deg=angle, roll_deg=-0.6 * angle, scale_px=14.0)
    assert stills.observe(frame).value("shoulder_tilt_deg") == pytest.approx(angle, abs=1.5)


def test_a_head_at_the_pictures_foot_gives_no_outline() -> None:
    low = replace(HEAD, chin=Point(200, 399.0))
    assert shoulders.tilt(seen_with(low, body_mask(), None, (SIZE, SIZE))) is None


def test_shoulders_are_counted_where_the_picture_shows_them_and_unknown_under_loose_hair() -> None:
    free = body_mask()
    assert shoulders.count_seen(HEAD, free, SIZE, SIZE) == 2
    aside = replace(HEAD, face_left_x=280, face_right_x=380)
    assert shoulders.count_seen(aside, np.roll(free, 130, axis=1), SIZE, SIZE) == 1  # the other is cut off
    hair = free.copy()
    hair[100:, 100:140] = 1
    assert shoulders.count_seen(HEAD, hair, SIZE, SIZE) is None
    assert shoulders.count_seen(HEAD, None, SIZE, SIZE) is None
    assert shoulders.count_seen(HEAD, np.zeros((SIZE, SIZE), np.float32), SIZE, SIZE) == 0
