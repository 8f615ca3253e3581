"""Skin and hair told apart by colour."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.vision.complexion import (
    HAIR_FLOOR,
    Tone,
    apart,
    colour,
    likelihoods,
    middle,
    told_from,
    yellowness,
)

SKIN, DARK_HAIR, BLOND_HAIR = (150, 180, 225), (40, 42, 52), (120, 165, 195)  # BGR


def pixels(bgr: tuple[int, int, int], count: int = 50) -> np.ndarray:
    return np.full((count, 3), bgr, np.uint8)


def tone(bgr: tuple[int, int, int]) -> Tone:
    return Tone.of(pixels(bgr)).at_least(HAIR_FLOOR)


@pytest.mark.parametrize("light", [0.6, 0.8, 1.0])
def test_shaded_skin_is_likelier_skin_than_hair_and_dark_hair_is_not(light: float) -> None:
    tones = [tone(SKIN), tone(DARK_HAIR)]
    skin, hair = likelihoods(colour((pixels(SKIN) * light).astype(np.uint8)), tones)
    assert (skin > hair).all()
    skin, hair = likelihoods(colour(pixels(DARK_HAIR)), tones)
    assert (hair > skin).all()


def test_likelihoods_are_those_of_the_normal_distribution() -> None:
    one = Tone(np.array([0.1, 0.2, 4.0], np.float32), np.array([0.1, 0.2, 0.5], np.float32))
    at = np.array([[0.3, 0.1, 4.5]], np.float32)
    off = (at - one.middle) / one.spread
    expected = -0.5 * float((off**2).sum()) - float(np.log(one.spread).sum())
    assert likelihoods(at, [one])[0, 0] == pytest.approx(expected, abs=1e-4)


def test_hair_of_the_skins_colour_counts_only_where_the_temple_shows_it_too() -> None:
    skin, like_skin = tone(SKIN), tone((125, 150, 195))
    assert told_from(skin, [skin], None) == []
    assert len(told_from(skin, [like_skin], like_skin)) == 2
    dark = tone(DARK_HAIR)
    assert [apart(t, dark) for t in told_from(skin, [like_skin], dark)] == [0.0]


def test_light_hair_is_yellower_than_skin_and_a_red_ear_is_not() -> None:
    skin = Tone.of(pixels(SKIN))
    assert yellowness(colour(pixels(SKIN)), skin) == pytest.approx(0, abs=1e-5)
    assert yellowness(colour(pixels(BLOND_HAIR)), skin) > 1
    assert yellowness(colour(pixels((140, 160, 230))), skin) < 0


def test_the_tone_is_that_of_most_pixels() -> None:
    mixed = np.concatenate([pixels(SKIN, 3000), pixels(DARK_HAIR, 1000)])
    np.random.default_rng(3).shuffle(mixed)
    assert Tone.of(mixed).middle == pytest.approx(middle(colour(pixels(SKIN))))
