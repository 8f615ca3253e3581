"""Smile, grimace, raised and drawn brows on drawn faces and made-up skin."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.vision import mesh
from kiosk.vision.frown import frown
from kiosk.vision.observe import Observer
from tests.vision.conftest import Draw

RULED = {"smile": 0.62, "grimace": 0.34, "brow_raise": 0.70, "brow_frown": 0.47}
SKINS = ((240, 205, 180), (108, 74, 56))


@pytest.mark.parametrize("skin", SKINS)
def test_a_calm_face_does_nothing(stills: Observer, draw: Draw, skin: tuple[int, int, int]) -> None:
    seen = stills.observe(draw(look={"skin": skin}, yaw_deg=4.0, pitch_deg=-3.0))
    for name, limit in RULED.items():
        assert seen.value(name) < 0.9 * limit, name


@pytest.mark.parametrize("skin", SKINS)
@pytest.mark.parametrize(
    ("posed", "measure"),
    [("smile", "smile"), ("grimace", "grimace"), ("brow_raise", "brow_raise"), ("frown", "brow_frown")],
)
def test_each_movement_is_seen_and_no_other(
    stills: Observer, draw: Draw, skin: tuple[int, int, int], posed: str, measure: str
) -> None:
    seen = stills.observe(draw(look={"skin": skin}, **{posed: 1.0}))
    assert {name for name, limit in RULED.items() if seen.value(name) > limit} == {measure}


def brows() -> np.ndarray:
    points = np.zeros((478, 3), np.float32)
    points[mesh.PUPIL_RIGHT, :2], points[mesh.PUPIL_LEFT, :2] = (100, 150), (200, 150)
    for index in (55, 107):
        points[index, :2] = (130, 125)
    for index in (285, 336):
        points[index, :2] = (170, 125)
    return points


def skin() -> np.ndarray:
    shade = np.linspace(0.9, 1.1, 300)[None, :, None]
    return np.clip(np.full((300, 300, 3), (120, 140, 180)) * shade, 0, 255).astype(np.uint8)


def test_an_upright_fold_is_a_frown_and_a_level_one_or_shading_is_not() -> None:
    assert frown(skin(), brows()) == pytest.approx(0, abs=0.05)
    upright, level = skin(), skin()
    upright[100:150, 148:152] = upright[100:150, 148:152] * 0.8
    level[118:122, 120:180] = level[118:122, 120:180] * 0.8
    assert frown(upright, brows()) > 0.5
    assert frown(level, brows()) < 0.1


def test_brows_beyond_the_picture_cannot_be_assessed() -> None:
    assert frown(skin(), brows() - np.float32(120)) is None
