"""A dirty and a covered lens."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.camera.sitter.scene import Wall
from kiosk.guidance.rules import load_rules
from kiosk.paths import config_dir
from kiosk.vision.lens import covered
from kiosk.vision.observe import Observer
from tests.vision.conftest import Draw


@pytest.fixture(scope="module")
def limit() -> float:
    rules = load_rules(config_dir() / "rules.toml").rules
    return next(rule.enter[1] for rule in rules if rule.name == "lens-clean")


@pytest.mark.parametrize("hair_colour", [(44, 36, 36), (214, 190, 150)])
def test_a_film_on_the_lens_lightens_what_is_darkest(
    draw: Draw, stills: Observer, limit: float, hair_colour: tuple[int, int, int]
) -> None:
    veils = [
        stills.observe(draw(look={"hair_colour": hair_colour}, scene={"lens_dirt": dirt})).value("lens_veil")
        for dirt in (0.0, 0.1, 0.7)
    ]
    assert None not in veils
    assert veils == sorted(veils)
    assert veils[1] <= limit < veils[2]


def test_light_or_dark_pictures_are_not_dirt(draw: Draw, stills: Observer, limit: float) -> None:
    frame = draw()
    for gain in (0.3, 1.3):
        picture = np.clip(frame.bgr * gain, 0, 255).astype(np.uint8)
        veil = stills.observe(type(frame)(1, 0.0, picture)).value("lens_veil")
        assert veil is not None
        assert veil <= limit


def test_a_covered_lens_is_told_though_no_face_is_found(draw: Draw, stills: Observer, limit: float) -> None:
    seen = stills.observe(draw(scene={"lens_cover": 1.0}))
    assert seen.value("face_count") == 0
    veil = seen.value("lens_veil")
    assert veil is not None
    assert veil > limit


def test_whether_an_empty_room_is_seen_through_a_clean_lens_is_unknown(draw: Draw, stills: Observer) -> None:
    for wall in (Wall(), Wall(colour=(60, 60, 66), clutter=0.5)):
        seen = stills.observe(draw(scene={"present": False, "wall": wall}))
        assert seen.value("face_count") == 0
        assert seen.value("lens_veil") is None


def test_a_picture_too_small_to_tell_is_unknown() -> None:
    assert covered(np.zeros((8, 8, 3), np.uint8)) == {"lens_veil": None}
