"""Where the person is: the wide mask, and the closer look where there is one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kiosk.errors import KioskError
from kiosk.geometry import Box, Point
from kiosk.photo.person import Alpha, person_of
from kiosk.vision.observation import Closeup, HeadGeometry, Observation

WHOLE = Box(0, 0, 400, 200)


def observed(mask: Alpha | None, closeup: Closeup | None = None) -> Observation:
    return Observation(1, 0.0, 400, 200, {}, mask=mask, closeup=closeup)


def test_the_closer_look_counts_where_there_is_one_and_the_wide_mask_elsewhere() -> None:
    wide = np.full((20, 40), 0.25, np.float32)
    near = Closeup(Box(100, 0, 200, 200), np.ones((64, 64), np.float32))
    person = person_of(observed(wide, near), WHOLE, (400, 200))
    assert person.shape == (200, 400)
    assert np.allclose(person[20:180, 112:288], 1.0, atol=1e-5)
    assert np.allclose(person[:, :99], 0.25)
    assert np.allclose(person[:, 301:], 0.25)


def test_it_takes_over_without_a_step_inside_the_picture() -> None:
    wide = np.zeros((20, 40), np.float32)
    near = Closeup(Box(100, 0, 200, 200), np.ones((64, 64), np.float32))
    person = person_of(observed(wide, near), WHOLE, (400, 200))
    assert np.abs(np.diff(person[100])).max() < 0.2
    assert person[-2, 200] > 0.9, "the picture's own edge is no seam"


def test_a_crop_shows_what_the_whole_picture_shows_there() -> None:
    wide = np.tile(np.linspace(0, 1, 40, dtype=np.float32), (20, 1))
    near = Closeup(Box(100, 50, 200, 150), np.tile(np.linspace(1, 0, 64, dtype=np.float32), (64, 1)))
    observation = observed(wide, near)
    whole = person_of(observation, WHOLE, (400, 200))
    part = person_of(observation, Box(80, 40, 120, 160), (120, 160))
    assert np.allclose(part, whole[40:200, 80:200], atol=1e-5)


def test_without_a_mask_nothing_is_guessed() -> None:
    with pytest.raises(KioskError) as caught:
        person_of(observed(None), WHOLE, (400, 200))
    assert caught.value.code == "photo-person-unclear"


def test_what_the_wide_mask_is_sure_of_and_the_closer_look_misses_stays() -> None:
    """Long hair, seen without the shoulders it lies on, was taken for wall."""
    wide = np.zeros((200, 400), np.float32)
    wide[40:160, 140:260] = 1.0
    near = np.zeros((200, 200), np.float32)
    near[40:160, 40:110] = 1.0
    person = person_of(observed(wide, Closeup(Box(100, 0, 200, 200), near)), WHOLE, (400, 200))
    assert (person[45:155, 145:255] > 0.9).all()
    assert person[10, 200] < 0.1


def headed(mask: Alpha, closeup: Closeup) -> Observation:
    """Eyes at 60 and chin at 140 of 200 rows."""
    head = HeadGeometry(Point(180, 60), Point(220, 60), Point(200, 140), 20.0, 150.0, 250.0)
    return replace(observed(mask, closeup), head=head)


def test_a_dark_thing_beside_the_temple_is_no_long_hair() -> None:
    """A wide mask that is sure of a book on a shelf is not believed: hair hangs down."""
    wide = np.zeros((200, 400), np.float32)
    wide[40:160, 160:240] = 1.0
    near = wide[:, 100:300].copy()
    book, lock = wide.copy(), wide.copy()
    book[40:85, 240:280] = 1.0
    lock[40:150, 240:280] = 1.0
    closeup = Closeup(Box(100, 0, 200, 200), near)
    assert person_of(headed(book, closeup), WHOLE, (400, 200))[60, 262] < 0.1
    assert person_of(headed(lock, closeup), WHOLE, (400, 200))[60, 262] > 0.9
