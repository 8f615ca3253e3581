"""The wall behind drawn people, whose things, shadow and light are known."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.camera.sitter.scene import Light, Wall
from kiosk.vision import backdrop
from kiosk.vision.observe import Observer
from tests.vision.conftest import Draw
from tests.vision.made import seen_with
from tests.vision.test_shoulders import HEAD, body_mask

NAMES = ("wall_uneven", "wall_clutter", "wall_shadow", "wall_contrast")


def wall(stills: Observer, draw: Draw, wall: Wall, light: Light | None = None, **look: object) -> list[float]:
    scene = {"wall": wall} | ({"light": light} if light is not None else {})
    seen = stills.observe(draw(scene=scene, look=look, scale_px=14.0))
    values = [seen.value(name) for name in NAMES]
    assert None not in values
    return [value for value in values if value is not None]


@pytest.mark.parametrize("colour", [(206, 209, 210), (120, 160, 200), (240, 240, 238)])
def test_a_plain_wall_has_nothing_on_it(colour: tuple[int, int, int], stills: Observer, draw: Draw) -> None:
    uneven, clutter, shadow, contrast = wall(stills, draw, Wall(colour=colour))
    assert uneven < 25
    assert clutter < 0.01
    assert shadow < 15
    assert contrast > 10


def test_things_on_the_wall_are_the_more_the_more_there_are(stills: Observer, draw: Draw) -> None:
    shares = [wall(stills, draw, Wall(clutter=amount, arrangement=2))[1] for amount in (0.0, 0.3, 1.0)]
    assert shares[0] < 0.01
    assert 0.05 < shares[1] < shares[2]


def test_the_sitters_shadow_is_a_shadow_and_no_thing(stills: Observer, draw: Draw) -> None:
    lamp = Light(azimuth_deg=-25.0, elevation_deg=20.0)
    faint, deep = (wall(stills, draw, Wall(shadow=strength), lamp) for strength in (0.2, 0.6))
    assert faint[2] > 6
    assert deep[2] > 30
    assert deep[2] == pytest.approx(0.45 * 0.6 * 209, abs=20)
    assert deep[1] < 0.05


def test_light_from_one_side_makes_the_wall_uneven(stills: Observer, draw: Draw) -> None:
    even, uneven = (wall(stills, draw, Wall(uneven=amount))[0] for amount in (0.0, 1.0))
    assert even < 25
    assert uneven > 45


def test_hair_like_the_wall_hardly_stands_out(stills: Observer, draw: Draw) -> None:
    grey, tone = Wall(colour=(170, 168, 166)), (164, 162, 160)
    alike = wall(stills, draw, grey, hair_colour=tone, skin=(186, 160, 146))[3]
    assert alike < 0.5 * wall(stills, draw, grey)[3]


def test_without_mask_or_wall_nothing_is_guessed() -> None:
    size, nothing = (400, 400), dict.fromkeys(NAMES)
    assert backdrop.measure(seen_with(HEAD, None, None, size)) == nothing
    assert backdrop.measure(seen_with(HEAD, np.ones((400, 400), np.float32), None, size)) == nothing
    plain = np.full((400, 400, 3), 180, np.uint8)
    seen = backdrop.measure(seen_with(HEAD, body_mask(), None, size, plain))
    assert seen["wall_clutter"] == 0.0
    assert seen["wall_shadow"] == pytest.approx(0.0, abs=0.1)
