"""Long hair that the segmenter took for the wall is found, and nothing else that is near a neck."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.geometry import Point
from kiosk.photo.hanging import hanging_hair

FACE_PX = 240.0
CHIN = Point(240.0, 400.0)
BLONDE, DARK = (70, 112, 150), (30, 26, 30)
Mask = NDArray[np.float32]


def head() -> Mask:
    """A head, a neck and shoulders, without hair."""
    mask = np.zeros((640, 480), np.float32)
    cv2.ellipse(mask, (240, 250), (130, 165), 0, 0, 360, (1.0,), -1)
    cv2.rectangle(mask, (190, 380), (290, 640), (1.0,), -1)
    cv2.ellipse(mask, (240, 680), (250, 160), 0, 0, 360, (1.0,), -1)
    return mask


def before(wall: Picture, mask: Mask) -> Picture:
    picture = wall.copy()
    picture[mask > 0.5] = (110, 130, 190)
    noise = np.random.default_rng(3).normal(0, 2, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def lamp_lit() -> Picture:
    """A beige wall, lighter towards its upper left."""
    y, x = np.mgrid[0:640, 0:480]
    shade = 1.02 - 0.08 * (x / 480) - 0.10 * (y / 640) ** 2
    return np.clip(shade[:, :, None] * (200, 216, 224), 0, 255).astype(np.uint8)


def locks() -> NDArray[np.bool_]:
    """Where hair hangs on both sides from the ears to the shoulders, outside of the mask."""
    area = np.zeros((640, 480), np.uint8)
    for points in (
        [(115, 290), (185, 290), (185, 550), (95, 550)],
        [(365, 290), (295, 290), (295, 550), (385, 550)],
    ):
        cv2.fillPoly(area, [np.array(points)], (1,))
    return (area > 0) & (head() < 0.5)


@pytest.mark.parametrize("colour", [BLONDE, DARK])
def test_hair_beside_the_neck_is_found_on_both_sides(colour: tuple[int, int, int]) -> None:
    wall = lamp_lit()
    wall[locks()] = colour
    found = hanging_hair(before(wall, head()), head(), FACE_PX, CHIN)
    hair = locks()
    for side in (np.s_[:, :240], np.s_[:, 240:]):
        assert (found & hair)[side].sum() > 0.93 * hair[side].sum()
    rim = cv2.dilate(hair.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    assert not (found & ~rim).any()


def test_a_bare_neck_and_a_shadow_on_the_wall_are_left_alone() -> None:
    wall = lamp_lit().astype(np.float32)
    assert not hanging_hair(before(wall.astype(np.uint8), head()), head(), FACE_PX, CHIN).any()
    wall[locks()] *= 0.65
    assert not hanging_hair(before(wall.astype(np.uint8), head()), head(), FACE_PX, CHIN).any()


def test_a_chair_whose_back_rises_beside_the_head_is_not_hair() -> None:
    wall = lamp_lit()
    wall[200:, 60:420] = DARK
    assert not hanging_hair(before(wall, head()), head(), FACE_PX, CHIN).any()


def test_before_a_shelf_nothing_is_guessed() -> None:
    wall = lamp_lit()
    for number in range(12):
        wall[:, 40 * number : 40 * number + 30] = (20 * number, 90, 200 - 12 * number)
    wall[locks()] = BLONDE
    assert not hanging_hair(before(wall, head()), head(), FACE_PX, CHIN).any()


def test_a_picture_that_the_person_fills_shows_no_wall() -> None:
    everything = np.ones((640, 480), np.float32)
    assert not hanging_hair(before(lamp_lit(), everything), everything, FACE_PX, CHIN).any()
