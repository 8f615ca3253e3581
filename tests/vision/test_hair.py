"""Hair over brows and eyes, on drawn people and on real ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kiosk.camera.frame import Frame
from kiosk.picture_file import load_picture
from kiosk.vision import hair
from kiosk.vision.observe import Observer
from tests.vision.conftest import Draw


def test_a_line_ends_at_the_first_skin_that_is_more_than_one_sample() -> None:
    depth = np.repeat(np.arange(hair.STEPS, dtype=np.float32)[:, None], 3, axis=1)
    skin = np.zeros(depth.shape, bool)
    skin[5, 0] = True  # a strand's highlight
    skin[20:, 0] = True
    skin[:, 1] = True
    assert hair._hair_ends(skin, depth).tolist() == [20, 0, hair.STEPS - 1]


@pytest.mark.parametrize(
    "look",
    [
        {"brow_thickness": 1.8},
        {"skin": (108, 74, 56), "hair_colour": (30, 26, 30), "brow_thickness": 1.6},
        {"hair": "bob", "hair_over_brows": 0.5},  # a fringe that stops above the brows
        {"glasses": True, "hair_colour": (150, 112, 70)},
        {"hair_colour": (226, 186, 160)},  # shorn, or hair of the skin's colour
    ],
)
def test_free_brows_are_free(look: dict[str, object], stills: Observer, draw: Draw) -> None:
    observation = stills.observe(draw(look=look))
    assert observation.value("hair_over_brows") < 0.05
    assert observation.value("hair_over_eyes") == 0


@pytest.mark.parametrize("colour", [(44, 36, 36), (150, 112, 70), (234, 212, 166), (146, 144, 142)])
def test_a_long_fringe_covers_the_brows_and_not_the_eyes(
    colour: tuple[int, int, int], stills: Observer, draw: Draw
) -> None:
    look = {"hair": "bob", "hair_colour": colour, "hair_over_brows": 0.95}
    observation = stills.observe(draw(look=look))
    assert observation.value("hair_over_brows") > 0.6
    assert observation.value("hair_over_eyes") < 0.15


def test_strands_of_the_skins_colour_cover_an_eye(stills: Observer, draw: Draw) -> None:
    look = {"skin": (120, 84, 62), "hair_colour": (104, 70, 48), "hair_over_eyes": 0.5}
    observation = stills.observe(draw(look=look))
    assert observation.value("hair_over_eyes") > 0.2
    assert observation.value("hair_over_brows") > 0.3


@pytest.mark.parametrize(("over", "least", "most"), [(0.5, 0.3, 0.65), (1.0, 0.75, 1.0)])
def test_strands_cover_one_eye_or_both(
    over: float, least: float, most: float, stills: Observer, draw: Draw
) -> None:
    observation = stills.observe(draw(look={"hair": "long", "hair_over_eyes": over}))
    assert least < observation.value("hair_over_eyes") <= most
    assert observation.value("hair_over_brows") > least


@pytest.mark.parametrize("person", ["002", "010", "067", "107", "138", "172"])
def test_real_brows_under_fringes_of_all_kinds_that_stop_above_them_are_free(
    person: str, testdata: Path, stills: Observer
) -> None:
    picture = load_picture(testdata / "frll_neutral" / f"{person}_03.jpg")
    assert stills.observe(Frame(1, 0.0, picture)).value("hair_over_brows") < 0.1
