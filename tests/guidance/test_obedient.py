"""Nobody who does what is said is sent to and fro: any hair, any seat, every photo standard."""

from __future__ import annotations

import itertools

import pytest

from kiosk.guidance.hints import Hints
from kiosk.paths import config_dir
from kiosk.photo.crop import target_for
from kiosk.photo.spec import load_spec
from kiosk.services.ruling import rules_for
from tests.guidance.obedient import SIZE, Person, coached

SPECS = sorted(path.stem for path in (config_dir() / "specs").glob("*.toml"))
HAIR = (0.84, 1.06, 1.25, 1.45)
"""From the median over the 95th percentile (config/spec-defaults.toml) to hair put up high."""
SEATS = (-0.2, 0.0, 0.15)
SIZES = (0.75, 1.0)
SWAY = -0.02
"""Nobody sits still on the spot: some 5 mm too high."""


@pytest.mark.parametrize("name", SPECS)
def test_who_does_what_is_said_is_photographed_and_sent_each_way_once(name: str, hints: Hints) -> None:
    spec = load_spec(name)
    rules, target = rules_for(spec), target_for(*SIZE, spec)
    for hair, seat, size in itertools.product(HAIR, SEATS, SIZES):
        told = coached(Person(hair, seat, size), rules, hints, target, for_s=60)
        who = (hair, seat, size, told.taken_s, told.said)
        assert told.capture is not None, who
        assert not told.capture.manual, who
        assert told.taken_s is not None
        assert told.taken_s < rules.shutter.manual_after_s, who
        # Once for the distance itself, once for the hair.
        assert told.said.count("farther") <= 2, who
        assert told.said.count("nearer") <= 2, who


@pytest.mark.parametrize("name", SPECS)
def test_typical_hair_at_the_drawn_place_is_photographed_at_once(name: str, hints: Hints) -> None:
    spec = load_spec(name)
    person = Person(spec.guide.hair_to_eyes, SWAY)
    told = coached(person, rules_for(spec), hints, target_for(*SIZE, spec), for_s=10)
    assert told.said == ("hold-still",)
