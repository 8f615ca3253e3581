"""Sharpness of drawn faces and made-up pictures, and motion of made-up points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest

from kiosk.guidance.rules import load_rules
from kiosk.paths import config_dir
from kiosk.vision import mesh, sharpness
from kiosk.vision.observe import Observer
from tests.vision.conftest import Draw
from tests.vision.made import cheek_points, points_with

DARK = (96, 66, 50)
Seen = Callable[..., float]


@pytest.fixture(scope="module")
def limit() -> float:
    rules = load_rules(config_dir() / "rules.toml").rules
    return next(rule.enter[0] for rule in rules if rule.name == "sharpness")


@pytest.fixture(scope="module")
def seen(draw: Draw, stills: Observer) -> Seen:
    def measured(scale_px: float = 16.0, look: dict[str, Any] | None = None, **scene: Any) -> float:
        value = stills.observe(draw(look=look, scene=scene, scale_px=scale_px)).value("sharpness")
        assert value is not None
        return value

    return measured


@pytest.mark.parametrize("scale_px", [11.0, 20.0])
def test_faces_in_focus_are_sharp_near_and_far(seen: Seen, limit: float, scale_px: float) -> None:
    assert seen(scale_px) > limit


def test_noise_is_neither_taken_for_detail_nor_for_blur(seen: Seen, limit: float) -> None:
    for look in ({}, {"skin": DARK}):
        assert seen(look=look, noise=4.0) > limit
        assert seen(look=look, noise=4.0, defocus_px=2.0) < limit


@pytest.mark.parametrize("fault", [{"defocus_px": 2.0}, {"motion_blur_px": 7.0}])
def test_lack_of_focus_and_motion_in_one_direction_are_seen(
    seen: Seen, limit: float, fault: dict[str, float]
) -> None:
    assert seen(**fault) < limit


def test_a_dim_or_compressed_picture_is_not_a_blurred_one(draw: Draw, stills: Observer, limit: float) -> None:
    frame = draw()
    points = stills.observe(frame).landmarks
    assert points is not None
    dim = (frame.bgr * 0.4).astype(np.uint8)
    packed = cv2.imencode(".jpg", frame.bgr, [cv2.IMWRITE_JPEG_QUALITY, 70])[1]
    for picture in (dim, cv2.imdecode(packed, cv2.IMREAD_COLOR)):
        value = sharpness.sharpness(np.asarray(picture, np.uint8), points)
        assert value is not None
        assert value > limit


def test_sharpness_falls_with_blur() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (240, 240), np.uint8)
    sharp = cv2.cvtColor(cv2.resize(noise, (480, 480), interpolation=cv2.INTER_CUBIC), cv2.COLOR_GRAY2BGR)
    points = points_with(pupil_right=(180, 200), pupil_left=(300, 200), chin=(240, 440))
    points[list(mesh.OVAL), 0] = np.linspace(120, 360, len(mesh.OVAL))
    values = [
        sharpness.sharpness(sharp if sigma == 0 else cv2.GaussianBlur(sharp, (0, 0), sigma), points)
        for sigma in (0, 1.0, 1.5, 2.5)
    ]
    assert all(value is not None for value in values)
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == 4


def test_an_even_picture_has_no_sharpness() -> None:
    assert sharpness.sharpness(np.full((480, 480, 3), 90, np.uint8), cheek_points() * 2) is None


def test_motion_is_in_face_heights_a_second() -> None:
    before = points_with()
    after = before + np.array([8, 0, 0], np.float32)
    assert sharpness.motion(before, after, 0.5) == pytest.approx(8 / 80 / 0.5)
    assert sharpness.motion(before, after, 0.0) is None
