"""What a photo is cut and matted by is found without the rest, and is the same."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kiosk.camera.frame import Frame
from kiosk.vision import measures
from kiosk.vision.observe import Observer


def test_the_subject_is_found_as_a_whole_observation_finds_it(
    stills: Observer, draw: Callable[..., Frame]
) -> None:
    frame, other = draw(1, roll_deg=3.0), draw(2, x=0.4)
    stills.observe(other)
    subject = stills.subject(frame)
    whole = stills.observe(frame)
    assert subject.head == whole.head
    assert subject.faces == whole.faces
    for name in ("mask", "landmarks"):
        assert np.array_equal(getattr(subject, name), getattr(whole, name)), name
    assert subject.closeup is not None
    assert whole.closeup is not None
    assert subject.closeup.box == whole.closeup.box
    assert np.array_equal(subject.closeup.mask, whole.closeup.mask)


def test_nothing_else_is_measured_nor_carried_from_the_picture_before(
    stills: Observer, draw: Callable[..., Frame]
) -> None:
    stills.observe(draw(1))
    subject = stills.subject(draw(2))
    names = [name for group in measures.GROUPS for name in group.names]
    assert all(subject.value(name) is None for name in names)
    assert subject.value("face_width_px") is not None


def test_without_the_nearer_look_the_measures_are_the_same(
    stills: Observer, draw: Callable[..., Frame]
) -> None:
    frame = draw(1, yaw_deg=4.0)
    stills.subject(draw(2))
    plain, whole = stills.observe(frame, near=False), stills.observe(frame)
    assert plain.closeup is None
    assert whole.closeup is not None
    assert plain.measures == whole.measures


def test_an_empty_picture_has_no_subject(stills: Observer) -> None:
    subject = stills.subject(Frame(1, 0.0, np.full((360, 640, 3), 120, np.uint8)))
    assert subject.head is None
    assert subject.closeup is None
    assert subject.faces == ()
