"""Inside the live bands of place and distance every standard's photo can be cut, and there is room to sit."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from kiosk.guidance.rules import Rules
from kiosk.paths import config_dir
from kiosk.photo.crop import CropInfeasible, solve_crop, target_for
from kiosk.photo.room import LEAST, builds, head_at, room_for
from kiosk.photo.spec import Band, PhotoSpec, load_spec
from kiosk.services.ruling import rules_for, rules_in_frame

SPECS = sorted(path.stem for path in (config_dir() / "specs").glob("*.toml"))
SIZES = ((1280, 720), (1920, 1080), (1080, 1920))
PLACE = ("place-x", "place-y", "distance")

shipped = pytest.mark.parametrize("name", SPECS)
sized = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")


def bands(rules: Rules) -> dict[str, tuple[float, float]]:
    return {rule.name: rule.enter for rule in rules.rules if rule.name in (*PLACE, "headroom")}


def misfits(place: tuple[float, ...], spec: PhotoSpec, size: tuple[int, int], spread: float) -> list[str]:
    """Return what no crop meets, for any head of this share of the people's spread."""
    target, found = target_for(*size, spec), []
    for build in builds(spec, spread):
        try:
            found += [m.band for m in solve_crop(head_at(place, build, target), spec, size).misfits]
        except CropInfeasible as error:
            found.append(error.code)
    return found


@shipped
@sized
def test_no_place_inside_the_bands_is_without_a_crop_and_some_place_is_left(
    name: str, size: tuple[int, int]
) -> None:
    spec = load_spec(name)
    rules = rules_for(spec)
    before, after = bands(rules), bands(rules_in_frame(rules, spec, *size))
    found = room_for(target_for(*size, spec), spec, size, tuple(before[axis] for axis in PLACE))
    assert found is not None
    grids = [np.linspace(*after[axis], 4) for axis in PLACE]
    assert [place for place in product(*grids) if misfits(place, spec, size, found.spread)] == []
    for axis, shape in zip(PLACE, (0.0, 0.0, 1.0), strict=True):
        low, high = after[axis]
        assert before[axis][0] <= low <= shape <= high <= before[axis][1]
        assert high - low >= 2 * LEAST - 1e-9


@sized
def test_headroom_is_what_a_typical_head_on_the_shape_needs(size: tuple[int, int]) -> None:
    """By the rule's own 0.03 of the crop the graduate photo's hair came too near the edge at some places."""
    spec = load_spec("chsi")
    rules = rules_for(spec)
    target = target_for(*size, spec)
    low = bands(rules_in_frame(rules, spec, *size))["headroom"][0]
    assert low >= bands(rules)["headroom"][0]
    (build, *_) = builds(spec, 0.0)
    heads = [(at, head_at((0.0, at, 1.0), build, target).hair_top_y) for at in np.linspace(-0.4, 0, 21)]
    enough = [
        at for at, top in heads if top is not None and (top - target.crop.y) / target.crop.height >= low
    ]
    assert enough and all(not misfits((0.0, at, 1.0), spec, size, 0.0) for at in enough)


def test_where_nothing_can_be_asked_for_the_rules_stay() -> None:
    """A face so wide that its chin lies below the photo when its hair begins in the middle has no crop."""
    spec = load_spec("id-card")
    rules = rules_for(spec)
    impossible = replace(spec, hair_top=Band(200, 220, 210))
    assert rules_in_frame(rules, impossible, 1280, 720) is rules
