"""Things behind a person are told from plain walls, uneven light and the person's own edge."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.photo.behind import things_behind
from kiosk.photo.standardize import THINGS_MOST


def share(wall: np.ndarray) -> float:
    alpha = np.zeros((640, 480), np.float32)
    cv2.ellipse(alpha, (240, 250), (130, 165), 0, 0, 360, (1.0,), -1)
    cv2.ellipse(alpha, (240, 680), (250, 250), 0, 0, 360, (1.0,), -1)
    alpha = cv2.GaussianBlur(alpha, (0, 0), 2.0)
    person = np.full((640, 480, 3), (40, 40, 60), np.float32)
    picture = alpha[:, :, None] * person + (1 - alpha[:, :, None]) * wall
    noise = np.random.default_rng(5).normal(0, 3, picture.shape)
    return things_behind(np.clip(picture + noise, 0, 255).astype(np.uint8), alpha, 240.0)


def test_a_plain_wall_under_a_lamp_from_the_side_shows_nothing() -> None:
    x = np.mgrid[0:640, 0:480][1]
    assert share((230 - 0.2 * x)[:, :, None] * np.ones(3)) < 0.1 * THINGS_MOST


def test_one_switch_beside_the_head_is_no_shelf() -> None:
    wall = np.full((640, 480, 3), 220.0)
    wall[300:330, 90:115] = 90
    assert 0 < share(wall) < THINGS_MOST


def test_a_shelf_of_books_shows_things() -> None:
    wall = np.full((640, 480, 3), 120.0)
    for number in range(24):
        wall[40 * (number % 5) :, 20 * number : 20 * number + 14] = (10 * number, 90, 240 - 8 * number)
    assert share(wall) > 2 * THINGS_MOST


def test_a_person_who_fills_the_picture_has_nothing_behind() -> None:
    assert things_behind(np.full((64, 48, 3), 90, np.uint8), np.ones((64, 48), np.float32), 30.0) == 0
