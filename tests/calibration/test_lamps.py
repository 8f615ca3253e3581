"""The lamp that is wrong is named, by the wall, by a face, and against an earlier look."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kiosk.calibration.lamps import judge_lamps, wall_sides
from kiosk.calibration.limits import load_limits
from kiosk.calibration.record import Advice, Calibration, Lamps
from kiosk.calibration.room_steps import LampsStep
from kiosk.calibration.step import Found
from kiosk.camera.frame import Picture
from kiosk.camera.sitter.scene import Colour, Light, Look, Scene, Wall
from tests.calibration.conftest import NOW, Play, before

LIMITS = load_limits()


def lit(left: float, right: float, left_bgr: tuple[float, float, float] = (1, 1, 1)) -> Picture:
    """Return a wall under two lamps of these strengths: light falls off across it and adds up linearly."""
    across = np.linspace(0, 1, 1280)[None, :, None]
    from_left = left * np.array(left_bgr) / (1 + across) ** 2
    from_right = right / (2 - across) ** 2
    linear = np.repeat(0.30 * (from_left + from_right), 720, axis=0) * np.ones(3)
    noise = np.random.default_rng(3).normal(0, 1.5, linear.shape)
    return np.clip(255 * linear ** (1 / 2.2) + noise, 0, 255).astype(np.uint8)


def judged(picture: Picture, before: Lamps | None = None) -> Lamps:
    return judge_lamps(wall_sides(picture, None), None, before, LIMITS, NOW)


@pytest.mark.parametrize(
    ("left", "right", "advice"),
    [
        (1.0, 1.0, []),
        (1.0, 0.85, []),
        (0.0, 1.0, [Advice.LEFT_DIM]),
        (1.0, 0.0, [Advice.RIGHT_DIM]),
        (0.4, 1.0, [Advice.LEFT_DIM]),
        (0.05, 0.05, [Advice.TOO_DARK]),
    ],
)
def test_the_wall_tells_the_dim_lamp(left: float, right: float, advice: list[Advice]) -> None:
    assert [remark.advice for remark in judged(lit(left, right)).remarks] == advice


def test_against_an_earlier_look_a_lamp_too_near_is_told_from_one_too_dim() -> None:
    good = judged(lit(1.0, 1.0))
    assert good.remarks == ()
    assert [r.advice for r in judged(lit(1.0, 2.0), good).remarks] == [Advice.RIGHT_STRONG]
    assert [r.advice for r in judged(lit(2.0, 1.0), good).remarks] == [Advice.LEFT_STRONG]
    assert [r.advice for r in judged(lit(1.0, 0.4), good).remarks] == [Advice.RIGHT_DIM]
    (alone,) = judged(lit(1.0, 2.0)).remarks  # nothing to compare with
    assert alone.advice is Advice.LEFT_DIM
    wall = wall_sides(lit(1.0, 2.0), None)
    assert wall is not None
    assert alone.amount == pytest.approx(100 * (1 - wall.left / wall.right), abs=1)


def test_lamps_of_two_colours_are_told_apart() -> None:
    """A lamp of 4000 K beside one of 5600 K has about a third less blue against its red."""
    assert [r.advice for r in judged(lit(1.0, 1.0, (0.6, 0.95, 1.1))).remarks] == [Advice.LEFT_WARMER]
    assert judged(lit(1.0, 1.0, (0.97, 1.0, 1.02))).remarks == ()


def test_a_wall_full_of_things_is_not_judged_and_one_picture_on_it_does_not_count() -> None:
    random = np.random.default_rng(4).integers(0, 255, (720, 1280, 3)).astype(np.uint8)
    assert wall_sides(np.repeat(np.repeat(random[:45, :80], 16, 0), 16, 1), None) is None
    room = lit(1.0, 1.0)
    plain = judged(room)
    room[100:260, 60:220] = (40, 60, 50)
    hung = judged(room)
    assert hung.remarks == ()
    assert hung.left_level == pytest.approx(plain.left_level, rel=0.05)


@pytest.mark.parametrize("skin", [(240, 205, 180), (108, 74, 56)])
@pytest.mark.parametrize(
    ("azimuth", "strength", "advice"),
    [(0, 0.4, []), (-12, 0.45, []), (60, 0.95, [Advice.LEFT_DIM]), (-60, 0.95, [Advice.RIGHT_DIM])],
)
def test_a_seated_person_shows_the_lamp_that_is_out(
    play: Play, skin: Colour, azimuth: float, strength: float, advice: list[Advice]
) -> None:
    scene = Scene(look=Look(skin=skin), light=Light(azimuth, 20.0, strength))
    found = play(LampsStep(before()), scene)
    assert isinstance(found, Found)
    assert isinstance(found.record, Lamps)
    assert found.record.cheeks is not None
    assert [remark.advice for remark in found.record.remarks] == advice


def test_an_unevenly_lit_empty_room_is_told(play: Play) -> None:
    found = play(LampsStep(before()), Scene(present=False, wall=Wall(uneven=0.9)))
    assert isinstance(found, Found)
    assert isinstance(found.record, Lamps)
    assert found.record.cheeks is None
    assert {r.advice for r in found.record.remarks} < {Advice.LEFT_DIM, Advice.RIGHT_DIM}
    assert found.record.remarks
    known = Calibration("sitter", lamps=replace(found.record, remarks=()))
    again = play(LampsStep(before(known)), Scene(present=False))
    assert isinstance(again, Found)
    assert again.record is not None
    assert again.record.remarks == ()
