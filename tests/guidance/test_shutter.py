"""The shutter: steady, candidates, the very frame judged, and no dead ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.guidance.rules import Rules
from kiosk.guidance.shutter import Shutter
from kiosk.guidance.verdict import Capture, ShutterPhase, ShutterState, Status
from kiosk.vision.observation import Observation
from tests.guidance.made import frame, nobody, observation, verdicts

STEP_S = 1 / 15


class Sitting:
    """Steps a shutter at 15 observations a second until it fires."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.shutter = Shutter(rules.shutter)
        self.seq = 0
        self.states: list[ShutterState] = []
        self.seen: dict[int, Observation] = {}

    @property
    def now_s(self) -> float:
        return 50.0 + self.seq * STEP_S

    def step(self, shown: Observation | None = None, **failing: str | None) -> Capture | None:
        self.seq += 1
        shown = observation() if shown is None else shown
        self.seen[self.seq] = shown
        state, capture = self.shutter.step(
            frame(self.seq, self.now_s), shown, verdicts(self.rules, **failing)
        )
        self.states.append(state)
        return capture

    def sit(self, seconds: float, shown: Observation | None = None, **failing: str | None) -> Capture | None:
        for _ in range(round(seconds / STEP_S)):
            if (capture := self.step(shown, **failing)) is not None:
                return capture
        return None


@pytest.fixture
def sitting(rules: Rules) -> Sitting:
    return Sitting(rules)


def test_a_steady_person_is_taken_after_steady_time_and_window(sitting: Sitting) -> None:
    capture = sitting.sit(3.0)
    settings = sitting.rules.shutter
    taken_s = (sitting.seq - 1) * STEP_S  # since the first frame
    assert taken_s == pytest.approx(settings.steady_s + settings.window_s, abs=2.5 * STEP_S)
    assert not capture.manual
    assert capture.failed_rules == ()
    phases = list(dict.fromkeys(state.phase for state in sitting.states))
    assert phases == [ShutterPhase.STEADY, ShutterPhase.CANDIDATES, ShutterPhase.TAKEN]
    progress = [state.progress for state in sitting.states]
    assert progress == sorted(progress)
    assert progress[-1] == 1


def test_the_best_candidate_is_kept_with_its_own_observation(sitting: Sitting) -> None:
    while not sitting.states or sitting.states[-1].phase is not ShutterPhase.CANDIDATES:
        sitting.step()
    sitting.step(observation(sharpness=0.44))
    best = observation(sharpness=0.47)
    sitting.step(best)
    best_seq = sitting.seq
    sitting.step(observation(sharpness=0.47, motion=0.2))
    sitting.step(observation(sharpness=0.47, eye_open_left=0.2))
    sitting.step(observation(sharpness=0.47, yaw_deg=3, pitch_deg=-3))
    sitting.step(observation(sharpness=0.55), highlights="above")
    capture = sitting.sit(1.0)
    assert capture.frame.seq == best_seq
    assert capture.observation is best
    assert capture.sharpness == 0.47


def test_what_may_become_the_photo_is_to_be_observed_whole(sitting: Sitting) -> None:
    asked = []
    while not sitting.states or sitting.states[-1].phase is not ShutterPhase.TAKEN:
        whole = sitting.shutter.wants_whole(sitting.now_s + STEP_S)
        before = sitting.states[-1].phase if sitting.states else ShutterPhase.GUIDING
        capture = sitting.step()
        asked.append((before, whole))
    assert all(whole is (before is ShutterPhase.CANDIDATES) for before, whole in asked)
    first = next(n for n, state in enumerate(sitting.states, 1) if state.phase is ShutterPhase.CANDIDATES)
    # The frame that opened the window was judged on carried measures: it is no candidate.
    assert first < capture.frame.seq <= sitting.seq
    assert not sitting.shutter.wants_whole(sitting.now_s)


def test_candidates_that_all_fail_lead_back_to_guiding(sitting: Sitting) -> None:
    while not sitting.states or sitting.states[-1].phase is not ShutterPhase.CANDIDATES:
        sitting.step()
    assert sitting.sit(sitting.rules.shutter.window_s + 2 * STEP_S, ear_left="below") is None
    assert sitting.states[-1].phase is ShutterPhase.GUIDING
    assert sitting.sit(3.0) is not None


def test_a_photo_by_hand_is_observed_whole_too(sitting: Sitting) -> None:
    sitting.sit(21.0, ear_left="below")
    assert not sitting.shutter.wants_whole(sitting.now_s)
    sitting.shutter.take_manually()
    assert sitting.shutter.wants_whole(sitting.now_s)


def test_it_falls_once(sitting: Sitting) -> None:
    assert sitting.sit(3.0) is not None
    assert sitting.sit(3.0) is None
    assert sitting.states[-1].phase is ShutterPhase.TAKEN


@pytest.mark.parametrize("rule", ["mouth_closed", "ear_left", "motion"])
def test_a_failing_must_holds_it_up_for_ever(sitting: Sitting, rule: str) -> None:
    side = "below" if rule == "ear_left" else "above"
    assert sitting.sit(40.0, **{rule: side}) is None
    assert {state.phase for state in sitting.states} == {ShutterPhase.GUIDING}
    assert sitting.sit(3.0) is not None


def test_moving_while_steady_starts_again(sitting: Sitting) -> None:
    sitting.sit(0.4)
    sitting.step(motion="above")
    assert sitting.states[-1].phase is ShutterPhase.GUIDING
    assert sitting.states[-1].progress == 0


def test_a_blink_among_the_candidates_only_misses_its_chance(sitting: Sitting) -> None:
    while not sitting.states or sitting.states[-1].phase is not ShutterPhase.CANDIDATES:
        sitting.step()
    blink = sitting.seq + 1
    sitting.step(observation(sharpness=0.9), eyes_open="below")
    capture = sitting.sit(1.0)
    assert capture.frame.seq != blink
    assert capture.failed_rules == ()


def test_leaving_among_the_candidates_takes_nothing(sitting: Sitting) -> None:
    while not sitting.states or sitting.states[-1].phase is not ShutterPhase.CANDIDATES:
        sitting.step()
    assert sitting.step(nobody(), one_face="below") is None
    assert sitting.states[-1].phase is ShutterPhase.GUIDING


def test_what_cannot_be_assessed_is_not_met_and_no_dead_end(sitting: Sitting) -> None:
    after_s = sitting.rules.shutter.manual_after_s
    assert sitting.sit(after_s + 1, shoulders_level=None) is None
    assert sitting.states[-1].manual_allowed
    sitting.shutter.take_manually()
    capture = sitting.step(shoulders_level=None)
    assert capture.manual
    status = {v.rule: v.status for v in capture.verdicts}
    assert status["shoulders-level"] is Status.UNKNOWN


def test_one_lucky_reading_among_many_takes_nothing(sitting: Sitting) -> None:
    while not sitting.states or sitting.states[-1].phase is not ShutterPhase.CANDIDATES:
        sitting.step()
    while sitting.states[-1].phase is ShutterPhase.CANDIDATES:
        hat = "above" if sitting.seq % 2 else "pass"
        assert sitting.step(head_covering=hat) is None
    assert sitting.states[-1].phase is ShutterPhase.GUIDING


def test_a_blink_only_misses_its_chance(sitting: Sitting) -> None:
    while not sitting.states or sitting.states[-1].phase is not ShutterPhase.CANDIDATES:
        sitting.step()
    assert sitting.sit(0.2, eyes_open="below") is None
    capture = sitting.sit(1.0)
    assert capture is not None
    assert not capture.failed_rules


def test_a_rule_that_waits_for_one_given_up_on_holds_nothing_up(sitting: Sitting) -> None:
    put_off = [
        replace(v, status=Status.UNKNOWN, waits_for="headroom") if v.rule == "ear-left" else v
        for v in verdicts(sitting.rules, headroom="below")
    ]
    taken = []
    while not taken and sitting.seq * STEP_S < 8:
        sitting.seq += 1
        _, capture = sitting.shutter.step(frame(sitting.seq, sitting.now_s), observation(), put_off)
        taken += [] if capture is None else [capture]
    assert sitting.seq * STEP_S > sitting.rules.shutter.should_patience_s
    assert taken[0].failed_rules == ("headroom",)


def test_a_failing_should_delays_but_does_not_prevent(sitting: Sitting) -> None:
    patience_s = sitting.rules.shutter.should_patience_s
    sitting.sit(10.0, headroom="below", yaw="above")
    assert sitting.sit(patience_s - 0.5, headroom="below") is None
    capture = sitting.sit(4.0, headroom="below")
    assert capture.failed_rules == ("headroom",)


def test_without_a_usable_head_nothing_is_taken(sitting: Sitting) -> None:
    everything = {rule.name.replace("-", "_"): None for rule in sitting.rules.rules}
    assert sitting.sit(30.0, nobody(), **everything) is None


def test_by_hand_only_after_its_time_and_with_the_failed_rules(sitting: Sitting) -> None:
    sitting.sit(1.0, ear_left="below")
    sitting.shutter.take_manually()
    assert sitting.sit(5.0, ear_left="below") is None
    assert not sitting.states[-1].manual_allowed
    sitting.sit(sitting.rules.shutter.manual_after_s, ear_left="below")
    assert sitting.states[-1].manual_allowed
    sitting.shutter.take_manually()
    capture = sitting.step(ear_left="below")
    assert capture.manual
    assert capture.frame.seq == sitting.seq
    assert capture.failed_rules == ("ear-left",)


def test_by_hand_waits_for_somebody_to_be_there(sitting: Sitting) -> None:
    sitting.sit(21.0, nobody(), one_face="below")
    sitting.shutter.take_manually()
    assert sitting.step(nobody(), one_face="below") is None
    capture = sitting.step(yaw="above")
    assert capture.manual
    assert capture.observation.head is not None
