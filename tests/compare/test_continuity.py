"""The tracker on made-up sessions: what it says, and that it never says more than was seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kiosk.compare.appearance import Appearance
from kiosk.compare.continuity import (
    REMEMBERED,
    Standing,
    Track,
    acquainted,
    begin,
    faces_known,
    forget,
    glimpsed,
    looked,
    standing,
)
from kiosk.compare.embedding import Embedding
from kiosk.compare.look import ContinuityLimits, Look
from kiosk.geometry import Box

LIMITS = ContinuityLimits(0.75, 0.92, 6.0, 5.0, 4.0, 3.0, 0.5, 4.0, 2.5, "test")
SEAT = Box(500, 200, 200, 260)
Lab = tuple[float, float, float]
BLACK, BLOND = (20.0, 0.0, 0.0), (70.0, 5.0, 35.0)


def look(
    at_s: float, alike: float | None = 1.0, hair: Lab = BLACK, clothes: Lab = BLACK, skin: Lab = BLOND
) -> Look:
    """A look whose face is ``alike`` to the first one's."""
    face = None if alike is None else Embedding(np.array([alike, np.sqrt(1 - alike**2)]))
    parts = {"hair": hair, "clothes": clothes, "skin": skin}
    return Look(at_s, face, Appearance({part: np.array([colour] * 2) for part, colour in parts.items()}))


def watch(track: Track, from_s: float, to_s: float, box: Box | None = SEAT) -> Track:
    for at_s in np.arange(from_s, to_s + 0.001, 0.1):
        track = glimpsed(track, float(at_s), box, LIMITS)
    return track


@pytest.fixture
def track() -> Track:
    return begin([look(0.0)], 0.0, SEAT)


def test_a_person_who_stays_is_the_same(track: Track) -> None:
    track = looked(watch(track, 0.1, 1.0), look(1.0, 0.9), LIMITS)
    assert standing(track, 1.0, LIMITS) is Standing.SAME


def test_before_anybody_was_looked_at_nothing_is_said(track: Track) -> None:
    track = watch(track, 0.1, 1.0)
    assert standing(track, 1.0, LIMITS) is Standing.NOT_SEEN
    blind = looked(track, Look(1.0, None, None), LIMITS)
    assert standing(blind, 1.0, LIMITS) is Standing.NOT_SEEN
    with pytest.raises(ValueError, match="nobody"):
        begin([], 0.0, SEAT)


def test_an_old_look_or_an_empty_seat_says_nothing(track: Track) -> None:
    track = looked(watch(track, 0.1, 1.0), look(1.0), LIMITS)
    assert standing(watch(track, 1.1, 3.4), 3.4, LIMITS) is Standing.SAME
    assert standing(watch(track, 1.1, 3.6), 3.6, LIMITS) is Standing.NOT_SEEN
    assert standing(track, 1.6, LIMITS) is Standing.NOT_SEEN


def test_one_bad_look_is_doubt_and_two_are_another_person(track: Track) -> None:
    track = looked(watch(track, 0.1, 1.0), look(1.0, 0.4), LIMITS)
    assert standing(track, 1.0, LIMITS) is Standing.NOT_SEEN
    again = looked(watch(track, 1.1, 2.0), look(2.0, 0.9), LIMITS)
    assert standing(again, 2.0, LIMITS) is Standing.SAME
    other = looked(watch(track, 1.1, 2.0), look(2.0, 0.4), LIMITS)
    assert standing(other, 2.0, LIMITS) is Standing.OTHER


@pytest.mark.parametrize(
    ("alike", "sits_down", "other", "says"),
    [
        (0.90, False, {"hair": BLOND}, Standing.OTHER),
        (0.95, False, {"hair": BLOND}, Standing.SAME),
        (0.95, False, {"clothes": BLOND}, Standing.SAME),
        (0.95, False, {"clothes": BLOND, "hair": BLOND}, Standing.OTHER),
        (0.95, False, {"skin": BLACK}, Standing.OTHER),
        (0.95, True, {"clothes": BLOND}, Standing.OTHER),
        (0.90, False, {"clothes": (20.0, 5.0, 0.0)}, Standing.SAME),
        (0.90, False, {"clothes": (20.0, 3.5, 0.0), "hair": (20.0, 0.0, 3.5)}, Standing.SAME),
        (0.90, False, {"clothes": (20.0, 4.5, 0.0), "hair": (20.0, 0.0, 4.5)}, Standing.OTHER),
        (
            0.90,
            True,
            {"clothes": (20.0, 4.0, 0.0), "hair": (20.0, 0.0, 4.0), "skin": (70.0, 8.0, 35.0)},
            Standing.OTHER,
        ),
        (0.95, False, {"clothes": (20.0, 5.0, 0.0), "hair": (20.0, 0.0, 5.0)}, Standing.OTHER),
        (0.95, True, {}, Standing.SAME),
        (0.95, False, {"skin": (70.0, 5.0, 38.5)}, Standing.SAME),
        (0.95, True, {"skin": (70.0, 5.0, 38.5)}, Standing.SAME),
        (0.95, False, {"skin": (70.0, 5.0, 39.5)}, Standing.SAME),
        (0.90, False, {"skin": (70.0, 5.0, 39.5)}, Standing.OTHER),
        (0.95, True, {"skin": (70.0, 5.0, 39.5)}, Standing.OTHER),
    ],
)
def test_one_colour_may_change_of_who_stays_in_view_and_is_surely_the_same(
    track: Track, alike: float, sits_down: bool, other: dict[str, Lab], says: Standing
) -> None:
    if sits_down:
        track = watch(track, 0.1, 0.7, None)
    for from_s, at_s in ((0.8 if sits_down else 0.1, 1.0), (1.1, 2.0)):
        track = looked(watch(track, from_s, at_s), look(at_s, alike, **other), LIMITS)
    assert standing(track, 2.0, LIMITS) is says


@pytest.mark.parametrize("gap", ["absent", "leap", "unobserved", "recoloured", "another skin"])
def test_after_a_break_two_looks_at_the_face_are_needed(track: Track, gap: str) -> None:
    track = looked(watch(track, 0.1, 1.0), look(1.0), LIMITS)
    back_s = 1.1
    if gap == "absent":
        track, back_s = watch(track, 1.1, 1.7, None), 1.8
    elif gap == "unobserved":
        back_s = 1.8
    seat = replace(SEAT, x=SEAT.x + 130) if gap == "leap" else SEAT
    if gap == "recoloured":
        for clothes in (BLOND, BLACK):
            track = glimpsed(track, 1.1, SEAT, LIMITS, look(1.1, clothes=clothes).appearance)
    if gap == "another skin":
        for skin in ((70.0, 5.0, 39.5), BLOND):
            track = glimpsed(track, 1.1, SEAT, LIMITS, look(1.1, skin=skin).appearance)
    track = watch(track, back_s, 2.0, seat)
    assert standing(track, 2.0, LIMITS) is Standing.NOT_SEEN
    once = looked(track, look(2.0), LIMITS)
    assert standing(once, 2.0, LIMITS) is Standing.NOT_SEEN
    twice = looked(watch(once, 2.1, 3.0, seat), look(3.0), LIMITS)
    assert standing(twice, 3.0, LIMITS) is Standing.SAME
    strangers = looked(looked(track, look(2.0, 0.3), LIMITS), look(2.1, 0.3), LIMITS)
    assert standing(strangers, 2.1, LIMITS) is Standing.OTHER


def test_without_consent_colours_can_accuse_but_never_close_a_gap() -> None:
    track = watch(begin([look(0.0, None)], 0.0, SEAT), 0.1, 1.0)
    assert standing(looked(track, look(1.0, None), LIMITS), 1.0, LIMITS) is Standing.SAME  # never out of view
    gone = watch(watch(track, 1.1, 1.7, None), 1.8, 2.0)
    same_clothes = looked(looked(gone, look(1.9, None), LIMITS), look(2.0, None), LIMITS)
    assert standing(same_clothes, 2.0, LIMITS) is Standing.NOT_SEEN
    others = looked(looked(gone, look(1.9, None, BLOND), LIMITS), look(2.0, None, BLOND), LIMITS)
    assert standing(others, 2.0, LIMITS) is Standing.OTHER


def test_who_went_before_their_face_was_seen_is_not_known_again() -> None:
    track = watch(begin([look(0.0, None)], 0.0, SEAT), 0.1, 1.0)
    stays = looked(looked(track, look(0.9), LIMITS), look(1.0), LIMITS)
    assert standing(stays, 1.0, LIMITS) is Standing.SAME
    back = watch(watch(track, 1.1, 1.7, None), 1.8, 2.0)
    back = looked(looked(back, look(1.9), LIMITS), look(2.0), LIMITS)
    assert standing(back, 2.0, LIMITS) is Standing.OTHER


def test_as_long_as_somebody_stays_more_is_remembered_of_them(track: Track) -> None:
    bent = Look(0.0, None, Appearance({"hair": np.array([BLACK] * 2), "skin": np.array([BLOND] * 2)}))
    track = begin([bent], 0.0, SEAT)
    for second in range(1, 4 * REMEMBERED):  # every posture for two seconds
        seen = look(float(second), float(np.cos(np.radians(19 * (second // 2)))))
        track = watch(track, second - 0.9, second)
        track = acquainted(looked(track, seen, LIMITS), seen)
    assert faces_known(track) == REMEMBERED
    doubted = acquainted(looked(begin([look(0.0)], 0.0, SEAT), look(1.0, 0.3), LIMITS), look(1.0, 0.3))
    assert faces_known(doubted) == 1
    gone = watch(watch(begin([look(0.0)], 0.0, SEAT), 0.1, 0.7, None), 0.8, 1.0)
    for at_s in (0.9, 1.0):
        gone = acquainted(looked(gone, look(at_s), LIMITS), look(at_s))
    assert standing(gone, 1.0, LIMITS) is Standing.SAME and faces_known(gone) == 1


def test_a_moving_head_breaks_nothing(track: Track) -> None:
    for step in range(1, 11):
        track = glimpsed(track, step * 0.1, replace(SEAT, x=SEAT.x + 40 * step), LIMITS)
    assert standing(looked(track, look(1.0), LIMITS), 1.0, LIMITS) is Standing.SAME


def test_what_was_remembered_can_be_wiped(track: Track) -> None:
    forget(track)
    with pytest.raises(ValueError, match="cannot be compared"):
        looked(track, look(1.0), LIMITS)
    assert "20.0" not in f"{look(0.0)}{track}"


def test_a_first_sight_without_the_clothes_does_not_speak_for_them(track: Track) -> None:
    bent = Look(0.0, None, Appearance({"hair": np.array([BLACK] * 2), "skin": np.array([BLOND] * 2)}))
    track = acquainted(begin([bent], 0.0, SEAT), look(0.0))
    track = watch(watch(track, 0.1, 1.5, None), 1.6, 2.5)
    for at_s in (2.0, 2.5):
        track = looked(track, look(at_s, 0.95, clothes=BLOND), LIMITS)
    assert standing(track, 2.5, LIMITS) is Standing.OTHER


def test_who_sits_down_anew_is_not_known_again_by_skin_and_hair_alone(track: Track) -> None:
    track = watch(watch(track, 0.1, 0.7, None), 0.8, 2.0)
    near = look(2.0)
    assert near.appearance is not None
    colours = {part: colour for part, colour in near.appearance.colours.items() if part != "clothes"}
    near = replace(near, appearance=Appearance(colours))
    assert standing(looked(looked(track, near, LIMITS), near, LIMITS), 2.0, LIMITS) is Standing.NOT_SEEN
    other = replace(near, appearance=Appearance({**colours, "hair": np.array([BLOND] * 2)}))
    assert standing(looked(looked(track, other, LIMITS), other, LIMITS), 2.0, LIMITS) is Standing.OTHER
    assert standing(looked(looked(track, look(2.0), LIMITS), look(2.0), LIMITS), 2.0, LIMITS) is Standing.SAME


def test_clothes_that_were_out_of_view_between_are_compared_with_those_before(track: Track) -> None:
    track = looked(watch(track, 0.1, 0.6), look(0.6), LIMITS)
    face = look(0.7).appearance
    assert face is not None
    near = Appearance({part: colour for part, colour in face.colours.items() if part != "clothes"})
    track = glimpsed(track, 0.8, SEAT, LIMITS, near)
    assert not track.broken
    assert glimpsed(track, 1.0, SEAT, LIMITS, look(1.0, clothes=BLOND).appearance).broken
    assert not glimpsed(track, 1.0, SEAT, LIMITS, face).broken
