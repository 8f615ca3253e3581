"""A few phones of the reading bench: what it holds up is read, and what is told helps."""

from __future__ import annotations

import numpy as np

from kiosk.camera.frame import Picture
from kiosk.camera.sitter.phone import Held
from kiosk.capture_code.hindrance import Hindrance
from tests.bench.codes import corrected, habits, held_at, hold_up

ROOM: Picture = np.full((720, 1280, 3), (190, 186, 182), np.uint8)


def test_phones_held_up_are_read_right() -> None:
    for seed, payload_bytes in ((0, 16), (2, 160)):
        done = hold_up(seed, payload_bytes, [ROOM])
        assert done.read_s is not None
        assert done.read_s < 4.0
        assert done.right


def test_a_phone_comes_up_and_stays_about_its_place() -> None:
    person = habits(np.random.default_rng(3))
    below, there = held_at(person, 0.0, person.rest), held_at(person, person.lift_s, person.rest)
    assert below.y > 1.2
    assert abs(there.y - person.rest.y) < 0.02
    assert abs(there.yaw_deg - person.rest.yaw_deg) <= person.wander_deg


def test_what_is_told_is_done() -> None:
    person = habits(np.random.default_rng(3))
    held = Held(scale=0.5, brightness=0.2, x=0.95)
    assert corrected(held, Hindrance.SMALL, person)[0].scale > held.scale
    assert corrected(held, Hindrance.LARGE, person)[0].scale < held.scale
    assert corrected(held, Hindrance.DIM, person)[0].brightness > held.brightness
    assert corrected(held, Hindrance.CUT, person)[0].x < held.x
    assert corrected(held, Hindrance.GLARE, person)[0].yaw_deg != held.yaw_deg
    assert corrected(held, Hindrance.MOVING, person)[1].tremble_px < person.tremble_px
