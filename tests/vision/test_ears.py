"""The ears' two questions on drawn skin and hair, and on drawn people."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.vision import ears
from kiosk.vision.observe import Observer
from tests.vision.conftest import Draw


def below(eyes: float) -> int:
    """Row of the strip so many face widths below the eye line."""
    return round((eyes - ears.TOP) / ears.ROW)


def strip(top: float, bottom: float, columns: int = 25) -> np.ndarray:
    piece = np.zeros((ears.ROWS, ears.COLUMNS - ears.OUTSIDE), bool)
    piece[below(top) : below(bottom), :columns] = True
    return piece


NOTHING = np.zeros_like(strip(0, 0))


def test_a_whole_ear_before_the_wall_is_uncut_however_low_it_lies() -> None:
    assert ears._uncut(strip(0.02, 0.38), NOTHING, 0.0) == 1
    assert ears._uncut(strip(0.15, 0.40), NOTHING, 0.0) == 1


def test_hair_above_half_an_ear_cuts_it_and_hair_above_the_ears_top_does_not() -> None:
    assert ears._uncut(strip(0.20, 0.38), strip(-0.30, 0.20), 0.0) == pytest.approx(0.5, abs=0.05)
    assert ears._uncut(strip(0.02, 0.40), strip(-0.30, 0.02), 0.0) > 0.95


def test_hair_close_to_the_head_leaves_the_outer_half_free() -> None:
    assert ears._uncut(strip(0.10, 0.38), strip(-0.30, 0.10, columns=10), 0.0) == 1


def test_only_rows_with_enough_skin_show_the_ear() -> None:
    assert ears._shown(strip(0.0, 0.40), 0.0) == 1
    assert ears._shown(strip(0.22, 0.40), 0.0) == pytest.approx(0.5, abs=0.05)
    assert ears._shown(strip(0.0, 0.40, columns=3), 0.0) == 0


@pytest.mark.parametrize("look", [{}, {"hair": "long", "skin": (120, 84, 62)}])
@pytest.mark.parametrize("pitch", [-8.0, 0.0, 8.0])
def test_free_ears_pass_with_the_chin_up_and_down(
    stills: Observer, draw: Draw, look: dict[str, object], pitch: float
) -> None:
    observation = stills.observe(draw(look=look, pitch_deg=pitch))
    assert min(observation.value("ear_left_visible"), observation.value("ear_right_visible")) > 0.8


@pytest.mark.parametrize("over", [0.5, 1.0])
def test_hair_over_half_an_ear_is_enough_to_refuse_it(stills: Observer, draw: Draw, over: float) -> None:
    observation = stills.observe(draw(look={"hair": "bob", "hair_over_left_ear": over}))
    assert observation.value("ear_right_visible") < 0.5  # the picture's left is the person's right
    assert observation.value("ear_left_visible") > 0.8
