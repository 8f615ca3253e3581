"""The grid is what its seed says, and draws every fault."""

from __future__ import annotations

from collections import Counter

from kiosk.bench.faults import FAULTS
from kiosk.bench.grid import SINGLE, WELL, case, cases
from kiosk.bench.looks import SKINS, tone

COUNT = 400


def test_the_same_seed_gives_the_same_pictures_in_any_order() -> None:
    drawn = list(cases(40, seed=5))
    assert [case(number, 40, 5) for number in reversed(range(40))] == drawn[::-1]
    assert drawn != list(cases(40, seed=6))


def test_shares_and_faults() -> None:
    drawn = list(cases(COUNT, seed=1))
    few = Counter(len(one.faults) for one in drawn)
    assert few[0] == round(WELL * COUNT)
    assert few[1] == round(SINGLE * COUNT)
    assert few[2] == COUNT - few[0] - few[1]
    assert {name for one in drawn for name in one.faults} == set(FAULTS)
    for one in drawn:
        parts = [FAULTS[name].part for name in one.faults]
        assert len(parts) == len(set(parts)), "two faults of one part hide each other"


def test_all_tones_of_skin_are_drawn() -> None:
    assert {tone(skin) for skin in SKINS} == {"light", "medium", "dark"}
    drawn = Counter(tone(one.scene.look.skin) for one in cases(COUNT, seed=2))
    assert min(drawn.values()) > COUNT / 6


def test_side_light_comes_from_the_side() -> None:
    lamps = [one.scene.light for one in cases(1500, seed=4) if one.faults == ("side light",)]
    assert len(lamps) > 20
    assert all(30 <= abs(lamp.azimuth_deg) <= 85 for lamp in lamps)
    assert min(lamp.azimuth_deg for lamp in lamps) < 0 < max(lamp.azimuth_deg for lamp in lamps)


def test_faults_reach_from_almost_nothing_to_plain() -> None:
    shut = [one.scene.pose.eyes_closed for one in cases(1500, seed=3) if one.faults == ("eyes",)]
    assert min(shut) < 0.5
    assert max(shut) > 0.9
