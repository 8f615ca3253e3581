"""Colours of skin, hair and clothes: what changes them, and what only seems to."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.camera.frame import Picture
from kiosk.compare.appearance import appearance
from kiosk.compare.face import FoundFace
from kiosk.geometry import Box

EYES = np.array([(600.0, 300.0), (680.0, 300.0), (640.0, 340.0), (615.0, 380.0), (665.0, 380.0)])
FACE = FoundFace(Box(540, 220, 200, 240), EYES)
WALL, DARK, FAIR = (208, 206, 204), (40, 44, 52), (110, 160, 190)
SKIN = (150, 170, 210)


def person(
    hair: tuple[int, int, int],
    crown_px: int,
    shirt: tuple[int, int, int] = (60, 60, 200),
    skin: tuple[int, int, int] = SKIN,
) -> Picture:
    """Paint a face with hair up to ``crown_px`` above the eyes, before a wall."""
    picture = np.full((720, 1280, 3), WALL, np.uint8)
    picture[300 - crown_px : 260, 540:740] = hair
    picture[250:470, 540:740] = skin
    picture[500:, 400:880] = shirt
    return picture


def apart(first: Picture, second: Picture) -> float:
    return max(appearance(first, FACE).differences(appearance(second, FACE)).values())


@pytest.mark.parametrize("crown_px", [98, 100, 115, 140])
def test_how_far_up_hair_reaches_is_no_change_of_its_colour(crown_px: int) -> None:
    assert apart(person(DARK, 130), person(DARK, crown_px)) < 1
    assert apart(person(DARK, 130), person(FAIR, crown_px)) > 20


def test_hair_of_the_walls_colour_is_not_seen() -> None:
    assert "hair" not in appearance(person(WALL, 130), FACE).colours
    assert apart(person(WALL, 130), person(DARK, 130)) < 1


def test_a_darker_skin_is_noticed_though_nothing_else_is_darker_or_everything_is() -> None:
    dark = (135, 153, 189)  # a tenth less light
    assert 2 < apart(person(DARK, 130), person(DARK, 130, skin=dark)) < 6
    dimmed = np.rint(person(DARK, 130) * 0.9).astype(np.uint8)
    assert 2 < appearance(person(DARK, 130), FACE).differences(appearance(dimmed, FACE))["skin"] < 6


def test_a_fringe_is_no_skin() -> None:
    fringed = person(DARK, 130)
    fringed[250:285, 540:740] = DARK
    assert appearance(person(DARK, 130), FACE).differences(appearance(fringed, FACE))["skin"] < 1


def test_other_clothes_are_noticed() -> None:
    assert apart(person(DARK, 130), person(DARK, 130, shirt=(90, 160, 60))) > 20


def test_clothes_that_only_just_reach_into_the_picture_are_not_seen() -> None:
    assert "clothes" in appearance(person(DARK, 130)[:560], FACE).colours
    assert "clothes" not in appearance(np.ascontiguousarray(person(DARK, 130)[:530, :700]), FACE).colours
    assert "clothes" not in appearance(person(DARK, 130)[:520], FACE).colours


def test_where_the_picture_ends_early_clothes_are_seen_nearer_to_the_chin() -> None:
    bent, shirt = person(DARK, 130)[:535], (90, 160, 60)
    assert apart(bent, person(DARK, 130)) < 1
    assert apart(bent, person(DARK, 130, shirt)) > 20
