"""Blue clothes and clothes like the wall, on drawn people and made-up pictures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kiosk.camera.sitter.scene import Light, ShirtPattern, Wall
from kiosk.vision import clothes
from kiosk.vision.observe import Observer
from tests.vision.conftest import Draw
from tests.vision.made import seen_with
from tests.vision.test_shoulders import HEAD, body_mask

WHITE, NAVY, SKY, JEANS = (242, 243, 246), (28, 36, 72), (135, 190, 235), (70, 98, 140)


def blue(stills: Observer, draw: Draw, light: Light | None = None, **look: Any) -> float:
    scene = {"light": light} if light is not None else None
    share = stills.observe(draw(look=look, scene=scene)).value("clothes_blue")
    assert share is not None
    return share


@pytest.mark.parametrize("shirt", [NAVY, SKY, JEANS, (50, 80, 190), (100, 197, 255)])
def test_blue_from_navy_to_sky_is_blue(shirt: tuple[int, int, int], stills: Observer, draw: Draw) -> None:
    assert blue(stills, draw, shirt=shirt) > 0.6


@pytest.mark.parametrize(
    "shirt",
    [WHITE, (26, 26, 28), (128, 128, 128), (110, 60, 140), (60, 120, 80), (170, 214, 190), (180, 40, 44)],
)
def test_other_colours_are_not(shirt: tuple[int, int, int], stills: Observer, draw: Draw) -> None:
    assert blue(stills, draw, shirt=shirt, collar=False, neckline=0.5) < 0.05


def test_lamps_colour_nobodys_shirt(stills: Observer, draw: Draw) -> None:
    assert blue(stills, draw, Light(temperature_k=8000.0), shirt=WHITE) < 0.05
    assert blue(stills, draw, Light(temperature_k=8000.0), shirt=(26, 26, 28)) < 0.2
    assert blue(stills, draw, Light(temperature_k=4500.0), shirt=JEANS) > 0.6


def test_of_stripes_the_blue_share_counts(stills: Observer, draw: Draw) -> None:
    striped = blue(stills, draw, pattern=ShirtPattern.STRIPES, pattern_colour=(40, 70, 170))
    assert 0.3 < striped < 0.8


def test_a_shirt_like_the_wall_is_near_it_and_another_is_not(stills: Observer, draw: Draw) -> None:
    def distance(shirt: tuple[int, int, int], wall: tuple[int, int, int]) -> float:
        frame = draw(look={"shirt": shirt}, scene={"wall": Wall(colour=wall)}, scale_px=14.0)
        value = stills.observe(frame).value("clothes_wall")
        assert value is not None
        return value

    assert distance(WHITE, (244, 244, 243)) < 8
    assert distance((90, 40, 50), (244, 244, 243)) > 40
    assert distance((60, 60, 62), (186, 190, 192)) > 30


def test_a_chest_below_the_picture_cannot_be_judged() -> None:
    picture = np.full((400, 400, 3), 200, np.uint8)
    cut = picture[:200]
    seen = seen_with(HEAD, body_mask()[:200], None, (400, 200), cut)
    assert clothes.measure(seen) == {"clothes_blue": None, "clothes_wall": None}
