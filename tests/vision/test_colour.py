"""The lamps' colour, red eyes and whether the camera shows any colour, on drawn faces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest

from kiosk.camera.sitter.scene import Colour, Light
from kiosk.guidance.rules import load_rules
from kiosk.paths import config_dir
from kiosk.vision.observe import Observer
from tests.vision.conftest import Draw

PALE, DARK = (240, 205, 180), (96, 66, 50)
Value = Callable[..., float | None]


@pytest.fixture(scope="module")
def most() -> dict[str, float]:
    return {rule.name: rule.enter[1] for rule in load_rules(config_dir() / "rules.toml").rules}


@pytest.fixture(scope="module")
def value(draw: Draw, stills: Observer) -> Value:
    """``value(measure, skin, eyes_closed=0, temperature_k=…)``."""

    def measured(name: str, skin: Colour = PALE, eyes_closed: float = 0.0, **light: float) -> float | None:
        frame = draw(look={"skin": skin}, scene={"light": Light(**light)}, eyes_closed=eyes_closed)
        return stills.observe(frame).value(name)

    return measured


@pytest.mark.parametrize("skin", [PALE, DARK])
def test_lamps_of_another_colour_are_seen_on_any_skin(
    value: Value, most: dict[str, float], skin: Colour
) -> None:
    for temperature_k, neutral in ((3800, False), (5700, True), (7300, True), (11000, False)):
        cast = value("colour_cast", skin, temperature_k=temperature_k)
        assert cast is not None
        assert (cast <= most["colour-cast"]) is neutral


SKINS = [(255, 238, 228), PALE, (224, 172, 136), (141, 85, 54), DARK, (58, 38, 30)]


@pytest.mark.parametrize("skin", SKINS)
def test_skin_of_every_tone_is_coloured_and_a_camera_without_colour_is_found_out(
    draw: Draw, stills: Observer, skin: Colour
) -> None:
    rule = next(r for r in load_rules(config_dir() / "rules.toml").rules if r.name == "natural-colour")
    for light in (Light(), Light(temperature_k=9000.0), Light(level=0.5)):
        frame = draw(look={"skin": skin}, scene={"light": light})
        coloured = stills.observe(frame).value("skin_chroma")
        assert coloured is not None and coloured >= rule.enter[0]
    noise = np.random.default_rng(4).normal(0, 4, frame.bgr.shape)
    grey = cv2.cvtColor(cv2.cvtColor(frame.bgr, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    noisy = np.clip(grey + noise, 0, 255).astype(np.uint8)
    without = stills.observe(replace(frame, bgr=noisy)).value("skin_chroma")
    assert without is not None and without < rule.leave[0] / 2


def test_closed_eyes_say_nothing_of_the_lamps_colour(value: Value) -> None:
    assert value("colour_cast", eyes_closed=1.0) is None


@pytest.mark.parametrize("skin", [PALE, DARK])
def test_pupils_that_throw_the_flash_back_are_red_and_others_are_not(
    value: Value, most: dict[str, float], skin: Colour
) -> None:
    red, faint, warm = (
        value("red_eye", skin, **light)
        for light in ({"red_eye": 1.0}, {"red_eye": 0.5}, {"temperature_k": 3300.0})
    )
    assert red is not None
    assert faint is not None
    assert warm is not None
    assert red > faint > most["red-eye"] > warm
