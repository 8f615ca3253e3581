"""The turn of the trunk and drawn-up shoulders, on drawn people."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.vision import symmetry, torso
from kiosk.vision.observe import Observer
from tests.vision.conftest import Draw
from tests.vision.made import seen_with
from tests.vision.test_shoulders import HEAD, SIZE, body_mask


@pytest.mark.parametrize("turn", [-25.0, 25.0])
@pytest.mark.parametrize(
    "look", [{"collar": True}, {"collar": False, "neckline": 0.6, "shirt": (60, 90, 70)}]
)
def test_a_turned_trunk_is_turned_to_that_side(
    turn: float, look: dict[str, object], draw: Draw, stills: Observer
) -> None:
    seen = stills.observe(draw(torso_turn_deg=turn, look=look, scale_px=14.0))
    assert seen.value("torso_turn_deg") == pytest.approx(turn, abs=9)


def test_a_head_turned_on_a_straight_trunk_turns_no_trunk(draw: Draw, stills: Observer) -> None:
    for yaw in (-12.0, 12.0):
        value = stills.observe(draw(yaw_deg=yaw, scale_px=14.0)).value("torso_turn_deg")
        assert value is not None
        assert abs(value) < 8


def test_shoulders_drawn_up_are_raised(draw: Draw, stills: Observer) -> None:
    rest, half, full = (
        stills.observe(draw(shrug=shrug, scale_px=14.0)).value("shoulder_raise") for shrug in (0.0, 0.5, 1.0)
    )
    assert rest is not None and half is not None and full is not None
    assert rest < 0.1 < half + 0.05 < full
    assert full > 0.2


def test_shoulders_nearer_to_the_eyes_are_raised_by_as_much() -> None:
    low, high = body_mask(), np.roll(body_mask(), -16, axis=0)
    edges = [symmetry.profile(HEAD, mask, SIZE, SIZE) for mask in (low, high)]
    before, after = (torso.raised(edge, 200.0, HEAD, 0.0) for edge in edges)
    assert before is not None and after is not None
    assert after - before == pytest.approx(16 / 80, abs=0.02)


def test_without_a_mask_or_shoulders_nothing_is_guessed() -> None:
    nothing = {"torso_turn_deg": None, "shoulder_raise": None}
    for mask in (None, np.zeros((SIZE, SIZE), np.float32)):
        assert torso.measure(seen_with(HEAD, mask, None, (SIZE, SIZE))) == nothing
