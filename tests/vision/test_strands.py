"""Strands against smooth skin, on made-up textures."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.vision.strands import stranded

FACE = 200.0
SKIN, NOISE = 90.0, 2.0
CHEEK = np.array([(120, 220), (160, 220), (160, 260), (120, 260)], np.float32)
PLACES = np.stack(np.meshgrid(np.arange(40, 160, 8), np.arange(40, 120, 8)), axis=-1).astype(np.float32)


def face(pattern: np.ndarray, noise: float = NOISE) -> np.ndarray:
    """Skin of one grey with ``pattern`` (levels, shape of the upper 150 rows) on the forehead."""
    grey = np.full((300, 200), SKIN) + np.random.default_rng(1).normal(0, noise, (300, 200))
    grey[:150] += pattern
    return np.repeat(grey.clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)


def stripes(depth: float) -> np.ndarray:
    return np.broadcast_to(depth * np.sign(np.sin(np.arange(200) * 2 * np.pi / 5)), (150, 200))


@pytest.mark.parametrize("noise", [0.0, 2.0, 5.0])
def test_bare_skin_has_no_strands_however_noisy_the_picture(noise: float) -> None:
    assert not stranded(face(np.zeros((150, 200)), noise), PLACES, CHEEK, FACE).any()


def test_strands_of_the_skins_own_colour_are_told_and_wrinkles_are_not() -> None:
    assert stranded(face(stripes(14)), PLACES, CHEEK, FACE).all()
    wrinkles = 14 * np.sign(np.sin(np.arange(150) * 2 * np.pi / 15))[:, None] * np.ones((1, 200))
    assert not stranded(face(wrinkles), PLACES, CHEEK, FACE).any()


def test_only_where_they_are_and_in_a_large_picture_too() -> None:
    half = stripes(16).copy()
    half[:, 100:] = 0
    small = face(half)
    large = np.kron(small, np.ones((3, 3, 1), np.uint8))
    for picture, scale in ((small, 1), (large, 3)):
        found = stranded(picture, PLACES * np.float32(scale), CHEEK * np.float32(scale), FACE * scale)
        assert found[:, PLACES[0, :, 0] < 90].all()
        assert not found[:, PLACES[0, :, 0] > 110].any()
