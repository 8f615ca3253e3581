"""Sharpness and motion of made-up pictures and points."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from kiosk.vision import mesh, sharpness
from tests.vision.made import cheek_points, points_with


def test_motion_is_in_face_heights_a_second() -> None:
    before = points_with()
    after = before + np.array([8, 0, 0], np.float32)
    assert sharpness.motion(before, after, 0.5) == pytest.approx(8 / 80 / 0.5)
    assert sharpness.motion(before, after, 0.0) is None


def test_sharpness_falls_with_blur_and_not_with_brightness() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (240, 240), np.uint8)
    sharp = cv2.cvtColor(cv2.resize(noise, (480, 480), interpolation=cv2.INTER_CUBIC), cv2.COLOR_GRAY2BGR)
    points = points_with(pupil_right=(180, 200), pupil_left=(300, 200), chin=(240, 440))
    points[list(mesh.OVAL), 0] = np.linspace(120, 360, len(mesh.OVAL))
    values = [
        sharpness.sharpness(image, points)
        for image in (
            sharp,
            cv2.GaussianBlur(sharp, (0, 0), 1.5),
            cv2.GaussianBlur(sharp, (0, 0), 3),
            cv2.filter2D(sharp, -1, np.ones((1, 13)) / 13),
        )
    ]
    assert values[0] > values[1] > values[2]
    assert values[3] < values[0]  # motion blur, in one direction only
    assert sharpness.sharpness((sharp * 0.5).astype(np.uint8), points) == pytest.approx(values[0], abs=0.02)


def test_an_even_picture_has_no_sharpness() -> None:
    assert sharpness.sharpness(np.full((480, 480, 3), 90, np.uint8), cheek_points() * 2) is None
