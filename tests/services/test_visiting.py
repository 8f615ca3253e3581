"""Somebody sits down, walks past, gets up."""

from __future__ import annotations

import numpy as np

from kiosk.camera.frame import Frame
from kiosk.geometry import Point
from kiosk.services.visiting import COMES_S, GOES_S, VisitorLook
from kiosk.session import advance
from kiosk.session.effects import LookFor, Watch
from kiosk.session.events import Left, Tick, VisitorSeen
from kiosk.session.state import SessionState, Step, Timing
from kiosk.vision.observation import HeadGeometry, Observation

PICTURE = np.zeros((9, 1600, 3), np.uint8)


class Room:
    """Shows the look a seat that is taken or empty, and notes what it says."""

    def __init__(self) -> None:
        self.eyes_px = 0.0
        self.at_s = 0.0
        self.observed = 0
        self.look = VisitorLook(self._observe)

    def _observe(self, frame: Frame) -> Observation:
        self.observed += 1
        eyes = Point(100.0, 50.0), Point(100.0 + self.eyes_px, 50.0)
        head = HeadGeometry(*eyes, Point(100.0, 90.0), None, 80.0, 120.0) if self.eyes_px else None
        return Observation(0, frame.taken_at, 1600, 9, {}, head=head)

    def stay(self, seconds: float, eyes_px: float) -> list[tuple[bool, float]]:
        """Let the eyes be so far apart (0: nobody); return what is said, after how many seconds."""
        self.eyes_px, begun, said = eyes_px, self.at_s, []
        while self.at_s < begun + seconds:
            self.at_s += 1 / 15
            event = self.look.look(Frame(1, self.at_s, PICTURE))
            if event is not None:
                assert isinstance(event, VisitorSeen)
                said.append((event.here, self.at_s - begun))
        return said


def test_who_sits_down_is_greeted_after_a_moment_and_missed_after_they_left() -> None:
    room = Room()
    assert room.stay(5, 0.0) == []
    ((here, after_s),) = room.stay(5, 120.0)
    assert here and COMES_S <= after_s < COMES_S + 0.8
    ((here, after_s),) = room.stay(5, 0.0)
    assert not here and GOES_S <= after_s < GOES_S + 0.8
    assert room.observed < 5 * 15, "a waiting booth looks a few times a second"


def test_passing_by_and_standing_far_off_is_no_visit() -> None:
    room = Room()
    for seconds, eyes_px in ((4, 0.0), (0.7, 120.0), (4, 0.0), (6, 30.0)):
        assert room.stay(seconds, eyes_px) == []


def test_the_last_person_still_getting_up_is_not_greeted() -> None:
    room = Room()
    assert room.stay(6, 120.0) == []
    assert room.stay(4, 0.0) == []
    assert [here for here, _ in room.stay(4, 120.0)] == [True]


def test_a_visit_is_known_only_while_the_booth_waits_and_starts_nothing() -> None:
    timing = Timing()
    greeted, effects = advance(SessionState(), VisitorSeen(True), 5.0, timing)
    assert (greeted.step, greeted.visitor, greeted.session, effects) == (Step.ATTRACT, True, None, ())
    assert not advance(greeted, VisitorSeen(False), 6.0, timing)[0].visitor
    scanning = SessionState(step=Step.SCAN, session="one")
    assert advance(scanning, VisitorSeen(True), 6.0, timing)[0] is scanning
    home, effects = advance(scanning, Left(), 7.0, timing)
    assert not home.visitor and LookFor(Watch.VISITOR) in effects
    assert advance(greeted, Tick(), 600.0, timing)[0] is greeted
