"""The ears' two questions on drawn skin and hair, and on drawn people."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.camera.sitter.scene import Wall
from kiosk.vision import ears
from kiosk.vision.ear_strip import COLUMNS, ROWS, row
from kiosk.vision.observe import Observer
from tests.vision.conftest import Draw


def strip(top: float, bottom: float, columns: int = 14) -> np.ndarray:
    piece = np.zeros((ROWS, COLUMNS), bool)
    piece[row(top) : row(bottom), :columns] = True
    return piece


NOTHING = np.zeros_like(strip(0, 0))


def test_a_whole_ear_before_the_wall_is_uncut_however_low_it_lies() -> None:
    assert ears._uncut(strip(0.02, 0.38), NOTHING) == 1
    assert ears._uncut(strip(0.15, 0.40), NOTHING) == 1


def test_hair_above_half_an_ear_cuts_it_and_hair_above_the_ears_top_does_not() -> None:
    assert ears._uncut(strip(0.20, 0.38), strip(-0.30, 0.20)) == pytest.approx(0.55, abs=0.06)
    assert ears._uncut(strip(0.02, 0.40), strip(-0.30, 0.02)) > 0.95


def test_hair_close_to_the_head_leaves_the_outer_part_free() -> None:
    assert ears._uncut(strip(0.10, 0.38), strip(-0.30, 0.10, columns=4)) == 1


def test_only_rows_with_enough_skin_show_the_ear() -> None:
    assert ears._shown(strip(0.0, 0.40)) == 1
    assert ears._shown(strip(0.22, 0.40)) == pytest.approx(0.5, abs=0.05)
    assert ears._shown(strip(0.0, 0.40, columns=1)) == 0


@pytest.mark.parametrize("look", [{}, {"hair": "long", "skin": (120, 84, 62)}])
@pytest.mark.parametrize("pitch", [-8.0, 0.0, 8.0])
def test_free_ears_pass_with_the_chin_up_and_down(
    stills: Observer, draw: Draw, look: dict[str, object], pitch: float
) -> None:
    observation = stills.observe(draw(look=look, pitch_deg=pitch))
    assert min(observation.value("ear_left_visible"), observation.value("ear_right_visible")) > 0.8


@pytest.mark.parametrize(("over", "most"), [(0.5, 0.75), (0.7, 0.5), (1.0, 0.1)])
def test_hair_over_half_an_ear_is_enough_to_refuse_it(
    stills: Observer, draw: Draw, over: float, most: float
) -> None:
    observation = stills.observe(draw(look={"hair": "bob", "hair_over_left_ear": over}))
    assert observation.value("ear_right_visible") < most  # the picture's left is the person's right
    assert observation.value("ear_left_visible") > 0.8


def test_the_ear_a_head_turns_away_is_not_visible(stills: Observer, draw: Draw) -> None:
    turned = stills.observe(draw(yaw_deg=20.0))  # to the person's own left: their left ear goes
    assert turned.value("ear_left_visible") == 0
    assert turned.value("ear_right_visible") > 0.8


@pytest.mark.parametrize("pitch", [-20.0, 18.0])
def test_free_ears_rise_and_sink_with_the_chin(pitch: float, stills: Observer, draw: Draw) -> None:
    nodded = stills.observe(draw(pitch_deg=pitch, look={"hair": "bob"}))
    assert min(nodded.value("ear_left_visible"), nodded.value("ear_right_visible")) > 0.8


@pytest.mark.parametrize("wall", [(126, 90, 68), (214, 178, 150)])
def test_a_wall_of_the_colour_of_skin_is_no_ear(
    wall: tuple[int, int, int], stills: Observer, draw: Draw
) -> None:
    look = {"hair": "bob", "hair_over_left_ear": 1.0}
    observation = stills.observe(draw(look=look, scene={"wall": Wall(colour=wall)}))
    assert observation.value("ear_right_visible") < 0.3
    assert observation.value("ear_left_visible") > 0.8


@pytest.mark.parametrize("hair", [(214, 184, 134), (146, 144, 142), (184, 140, 104)])
def test_fair_grey_and_skin_coloured_hair_over_an_ear_is_told(
    hair: tuple[int, int, int], stills: Observer, draw: Draw
) -> None:
    look = {"hair": "long", "hair_colour": hair, "hair_over_right_ear": 1.0}
    observation = stills.observe(draw(look=look))
    assert observation.value("ear_left_visible") < 0.3
    assert observation.value("ear_right_visible") > 0.8


def test_the_skin_of_somebody_behind_is_no_ear() -> None:
    own, other = strip(0.02, 0.38, 9), np.roll(strip(-0.3, 0.5, 9), 14, axis=1)
    assert np.array_equal(ears._of_others((own | other).astype(np.uint8)), other)


def test_a_covered_ear_before_somebody_elses_face_is_refused(stills: Observer, draw: Draw) -> None:
    look = {"hair": "long", "skin": (120, 84, 62), "hair_colour": (70, 48, 38), "hair_over_right_ear": 0.6}
    observation = stills.observe(draw(look=look, scale_px=15.0, scene={"second_person": 0.98}))
    assert observation.value("ear_left_visible") < 0.7
    assert observation.value("ear_right_visible") > 0.8
