"""Skin and hair told apart by colour."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.vision.complexion import colour, like_skin, typical, yellowness

SKIN, DARK_HAIR, BLOND_HAIR = (150, 180, 225), (40, 42, 52), (120, 165, 195)  # BGR


def pixels(bgr: tuple[int, int, int], count: int = 50) -> np.ndarray:
    return np.full((count, 3), bgr, np.uint8)


@pytest.mark.parametrize("light", [0.6, 0.8, 1.0])
def test_shaded_skin_stays_skin_and_dark_hair_does_not_become_it(light: float) -> None:
    skin, hair = typical(pixels(SKIN)), typical(pixels(DARK_HAIR))
    shaded = (pixels(SKIN) * light).astype(np.uint8)
    assert like_skin(colour(shaded), skin, [hair]).all()
    assert not like_skin(colour(pixels(DARK_HAIR)), skin, [hair]).any()


def test_light_hair_is_yellower_than_skin_and_a_red_ear_is_not() -> None:
    skin = typical(pixels(SKIN))
    assert yellowness(colour(pixels(SKIN)), skin) == pytest.approx(0, abs=1e-5)
    assert yellowness(colour(pixels(BLOND_HAIR)), skin) > 1
    assert yellowness(colour(pixels((140, 160, 230))), skin) < 0


def test_the_typical_colour_is_that_of_most_pixels() -> None:
    mixed = np.concatenate([pixels(SKIN, 3000), pixels(DARK_HAIR, 1000)])
    np.random.default_rng(3).shuffle(mixed)
    assert typical(mixed) == pytest.approx(typical(pixels(SKIN)))
