"""The drawing over the mirror: it glides, it snaps, it does not jump when a point is missed for a frame."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from kiosk.geometry import Box, Point
from kiosk.guidance.verdict import Target
from ui.presenters.framing import Mark, Overlay
from ui.smoothing import LOST_S, Motion, Pair, glide, homes

TARGET = Target(Box(385, 20, 510, 680), Box(510, 90, 260, 380), 280.0, 650.0)
TILTED = (Point(580, 300), Point(700, 330))
SEEN = Overlay(
    1280, 720, TARGET, Mark.WRONG, Mark.WRONG,
    ears=(Point(500, 310), Point(780, 320)), ear_marks=(Mark.RIGHT, Mark.RIGHT),
    shoulders=(Point(430, 640), Point(850, 660)), shoulder_line=Mark.WRONG, arrow=None, progress=0.0,
    eyes=TILTED,
)  # fmt: skip


def rest(overlay: Overlay, *, motion: bool = True) -> Motion:
    """Return the drawing after it has been like this for a long while."""
    at = None
    for i in range(200):
        at = glide(at, overlay, i / 30, motion=motion)
    assert at is not None
    return at


def apart(first: Pair | None, second: Pair | None) -> float:
    """Return the most by which two pairs of points differ, px."""
    assert first is not None
    assert second is not None
    return max(math.dist((a.x, a.y), (b.x, b.y)) for a, b in zip(first, second, strict=True))


def test_the_eye_line_tilts_with_the_person() -> None:
    eyes = rest(SEEN).eyes
    assert eyes is not None
    first, second = eyes
    assert (second.y - first.y) / (second.x - first.x) == pytest.approx(30 / 120)
    assert (first.y + second.y) / 2 == pytest.approx(315)


def test_the_eye_line_snaps_level_and_then_rests() -> None:
    right = replace(SEEN, eye_line=Mark.RIGHT)
    before = rest(SEEN)
    soon, late = glide(before, right, before.at_s + 0.05), glide(before, right, before.at_s + 2)
    assert soon.eyes is not None
    assert late.eyes is not None
    assert before.eyes is not None
    assert before.eyes[0].y < 290 < soon.eyes[1].y  # on its way
    assert [end.y for end in late.eyes] == pytest.approx([TARGET.eye_line_y] * 2, abs=0.1)
    moved = replace(right, eyes=(Point(583, 303), Point(703, 331)))
    after = glide(late, moved, late.at_s + 1).eyes
    assert after is not None
    assert [end.y for end in after] == pytest.approx(
        [TARGET.eye_line_y] * 2, abs=0.1
    )  # level whatever it reads


def test_without_motion_lines_and_ring_are_there_at_once() -> None:
    before = rest(SEEN)
    done = replace(SEEN, eye_line=Mark.RIGHT, progress=0.8)
    at_once = glide(before, done, before.at_s + 0.03, motion=False)
    assert at_once.eyes is not None
    assert [end.y for end in at_once.eyes] == [TARGET.eye_line_y] * 2
    assert at_once.progress == 0.8
    assert 0 < glide(before, done, before.at_s + 0.03).progress < 0.4


def test_the_ring_opens_at_once_when_somebody_moves() -> None:
    held = rest(replace(SEEN, progress=0.9))
    assert held.progress == pytest.approx(0.9)
    assert glide(held, SEEN, held.at_s + 0.03).progress == 0.0


def test_a_point_missed_for_a_moment_stays_and_goes_home_later() -> None:
    before, missed = rest(SEEN), replace(SEEN, ears=(None, Point(780, 320)), eyes=None)
    soon = glide(before, missed, before.at_s + LOST_S / 2)
    assert apart(soon.ears, before.ears) < 0.5
    assert soon.eyes is not None
    later = soon
    for i in range(60):
        later = glide(later, missed, soon.at_s + i / 20)
    assert apart(later.ears, (homes(SEEN)[0][0], Point(780, 320))) < 0.5
    assert later.eyes is None
