"""The light on drawn faces, against the light they were drawn in."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from kiosk.camera.sitter.scene import Colour, Light
from kiosk.guidance.rules import load_rules
from kiosk.paths import config_dir
from kiosk.vision import mesh
from kiosk.vision.light import cheek_pixels, light
from kiosk.vision.observation import Observation
from kiosk.vision.observe import Observer
from tests.vision.conftest import Draw
from tests.vision.made import cheek_points

PALE, DARK = (240, 205, 180), (96, 66, 50)
Lit = Callable[..., Observation]


@pytest.fixture(scope="module")
def lit(draw: Draw, stills: Observer) -> Lit:
    """``lit(skin, azimuth_deg=…)``: what is seen of somebody with this skin in this light."""

    def seen(skin: Colour = PALE, **light: float) -> Observation:
        return stills.observe(draw(look={"skin": skin}, scene={"light": Light(**light)}))

    return seen


def passes(name: str, value: float | None) -> bool:
    rule = next(rule for rule in load_rules(config_dir() / "rules.toml").rules if rule.name == name)
    assert value is not None
    return rule.enter[0] <= value <= rule.enter[1]


@pytest.mark.parametrize("skin", [PALE, DARK])
def test_a_half_shadow_is_seen_on_its_side_and_soft_light_passes(lit: Lit, skin: Colour) -> None:
    from_own_left = lit(skin, azimuth_deg=60, strength=0.9).value("light_left_right")
    from_own_right = lit(skin, azimuth_deg=-60, strength=0.9).value("light_left_right")
    assert from_own_left is not None
    assert from_own_left > 0.4
    assert from_own_right == pytest.approx(-from_own_left, abs=0.1)
    assert not passes("light-even", from_own_right)
    assert passes("light-even", lit(skin).value("light_left_right"))


@pytest.mark.parametrize("skin", [PALE, (150, 106, 80), DARK])
def test_too_little_light_is_seen_on_any_skin_and_dark_skin_is_not_too_little_light(
    lit: Lit, skin: Colour
) -> None:
    assert not passes("light-level", lit(skin, level=0.35).value("light_level"))
    assert passes("light-level", lit(skin, level=0.8).value("light_level"))
    assert passes("light-level", lit(skin, level=1.15).value("light_level"))


def test_too_much_light_is_seen(lit: Lit) -> None:
    assert not passes("light-level", lit(PALE, level=1.6).value("light_level"))


def test_a_lamp_overhead_or_below_is_told_from_one_before_the_face(lit: Lit) -> None:
    overhead = lit(azimuth_deg=0, elevation_deg=80, strength=0.95).value("light_top_bottom")
    below = lit(azimuth_deg=0, elevation_deg=-60, strength=0.95).value("light_top_bottom")
    assert not passes("light-top-bottom", overhead)
    assert overhead is not None
    assert overhead > 0
    assert not passes("light-top-bottom", below)
    assert below is not None
    assert below < 0
    assert passes("light-top-bottom", lit().value("light_top_bottom"))


@pytest.mark.parametrize("skin", [PALE, DARK])
def test_a_mirrored_lamp_is_a_highlight_and_light_skin_is_not(lit: Lit, skin: Colour) -> None:
    assert not passes("highlights", lit(skin, spot=1.0).value("highlights"))
    assert passes("highlights", lit(skin, level=1.1).value("highlights"))


def test_a_face_that_the_picture_cuts_off_gives_no_light(draw: Draw, stills: Observer) -> None:
    frame = draw()
    points = stills.observe(frame).landmarks
    assert points is not None
    outside = points - np.array([points[mesh.NOSE_TIP, 0], 0, 0], np.float32)
    assert set(light(frame.bgr, outside, 0.0).values()) == {None}


def test_light_on_one_half_is_uneven_however_softly_it_falls_off(draw: Draw, stills: Observer) -> None:
    frame = draw(look={"skin": PALE}, scene={"light": Light(azimuth_deg=0)})
    points = stills.observe(frame).landmarks
    assert points is not None
    oval = points[list(mesh.OVAL), 0]
    along = np.clip((np.arange(frame.width) - oval.min()) / np.ptp(oval), 0, 1)
    for share in (0.5 + 0.5 * np.sign(along - 0.5), 0.5 - 0.5 * np.cos(np.pi * along)):
        gain = (0.5 + 0.5 * share) ** (1 / 2.2)
        relit = (frame.bgr * gain[None, :, None]).astype(np.uint8)
        value = light(relit, points, 0.0)["light_left_right"]
        assert not passes("light-even", value)
        assert value is not None
        assert value > 0  # the picture's right is the person's left


def test_a_turn_of_the_head_is_no_half_shadow(draw: Draw, stills: Observer) -> None:
    frame = draw(look={"skin": PALE})
    points = stills.observe(frame).landmarks
    assert points is not None
    turned = [light(frame.bgr, points, yaw)["light_left_right"] for yaw in (-30.0, -10.0, 0.0, 10.0)]
    far, right, ahead, left = (value for value in turned if value is not None)
    assert far == right < ahead < left
    assert left - ahead == pytest.approx(ahead - right)


def test_the_pixels_of_a_cheek_lie_inside_its_outline() -> None:
    picture = np.zeros((200, 200, 3), np.uint8)
    picture[:, 100:] = 7
    pixels = cheek_pixels(picture, cheek_points(), mesh.CHEEK_LEFT)
    assert pixels is not None
    assert (pixels == 7).all()
    octagon = 8 * 0.5 * 15**2 * np.sin(np.pi / 4)
    assert octagon <= len(pixels) <= octagon + 8 * 12  # the rim's pixels count
    assert cheek_pixels(picture[:, :130], cheek_points(), mesh.CHEEK_LEFT) is None
