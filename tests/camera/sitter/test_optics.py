"""Lamps, lens and shutter against what they are told to do."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.camera.sitter import optics
from kiosk.camera.sitter.render import Renderer
from kiosk.camera.sitter.scene import Light, Scene

GREY = np.full((90, 160, 3), 128, np.uint8)
Levels = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def edge() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    picture = np.zeros((90, 160, 3), np.uint8)
    picture[:, 80:] = 200
    return picture


def spread_px(picture: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> float:
    """Standard deviation of the blur that made this of :func:`edge`, px."""
    step = np.diff(picture[45, :, 1].astype(float))
    at = np.arange(step.size)
    middle = (step * at).sum() / step.sum()
    return float(np.sqrt((step * (at - middle) ** 2).sum() / step.sum()))


def test_warm_lamps_redden_grey_cold_ones_make_it_blue_and_both_keep_its_luminance() -> None:
    def linear(kelvin: float) -> Levels:
        level = optics.tinted(GREY, kelvin)[0, 0] / 255.0
        return np.asarray(((level + 0.055) / 1.055) ** 2.4)

    usual = linear(6500.0)
    for kelvin, redder in ((3200.0, True), (5000.0, True), (8000.0, False), (12000.0, False)):
        blue, green, red = linear(kelvin)
        assert bool(red > blue) is redder
        assert 0.0722 * blue + 0.7152 * green + 0.2126 * red == pytest.approx(usual[1], rel=0.02)
    assert np.array_equal(optics.tinted(GREY, optics.NEUTRAL_K), GREY)


@pytest.mark.parametrize("sigma_px", [1.0, 2.5])
def test_defocus_has_the_standard_deviation_it_is_told(sigma_px: float) -> None:
    assert spread_px(optics.defocused(edge(), sigma_px)) == pytest.approx(sigma_px, rel=0.06)


@pytest.mark.parametrize("length_px", [4.0, 6.0, 9.5])
def test_a_smear_is_as_long_as_told(length_px: float) -> None:
    smeared = optics.smeared(edge(), length_px)
    assert spread_px(smeared) == pytest.approx(length_px / np.sqrt(12), rel=0.08)
    assert (smeared == smeared[:1]).all()  # nothing is moved up or down


def test_a_film_lightens_what_is_dark_and_a_clean_lens_changes_nothing() -> None:
    darkest = [int(optics.filmed(edge(), dirt)[:, :60].max()) for dirt in (0.0, 0.3, 0.6, 1.0)]
    assert darkest == sorted(set(darkest))
    assert np.array_equal(optics.filmed(edge(), 0.0), edge())


def test_a_cover_grows_until_nothing_is_left() -> None:
    bright = np.full((90, 160, 3), 200, np.uint8)
    shares = [float((optics.covered(bright, cover) < 40).mean()) for cover in (0.1, 0.3, 0.6, 1.0)]
    assert shares == sorted(shares)
    assert shares[0] < 0.1
    assert shares[-1] == 1.0


def test_a_hard_lamp_leaves_the_other_side_of_face_and_shirt_dark(renderer: Renderer) -> None:
    def sides(strength: float) -> tuple[float, float]:
        light = Light(azimuth_deg=70.0, strength=strength)
        drawn = renderer.render(Scene(light=light, noise=0.0))
        face = drawn.truth.face
        assert face is not None
        cheek, chest = int(face.y + 0.6 * face.height), int(face.bottom + 0.45 * face.height)
        values = []
        for y, reach in ((cheek, 0.3), (chest, 0.6)):
            left, right = (int(face.centre.x + side * reach * face.width) for side in (-1, 1))
            values.append(
                float(drawn.bgr[y, right - 9 : right + 9].mean() / drawn.bgr[y, left - 9 : left + 9].mean())
            )
        return values[0], values[1]

    soft, hard = sides(0.3), sides(1.0)
    assert hard[0] > 1.8 > 1.2 > soft[0]
    assert hard[1] > 1.4 > 1.1 > soft[1]
