"""The shutter: steady, candidates, the very frame judged, and no dead ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.guidance.changes import RuleChange, RuleChanges
from kiosk.guidance.rules import Rules
from kiosk.guidance.shutter import Shutter
from kiosk.guidance.verdict import (
    Capture,
    Severity,
    ShutterPhase,
    ShutterState,
    Status,
    Verdict,
    unmet_musts,
    waivable_rules,
)
from kiosk.vision.observation import Observation
from tests.guidance.made import TARGET, frame, nobody, observation, verdicts

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


def judged_sitting(
    rules: Rules, seen: Observation, seconds: float, *, by_hand: bool = False
) -> tuple[Capture | None, ShutterState, tuple[Verdict, ...]]:
    """Let somebody who looks the same all the time be judged by ``rules`` before a fresh shutter."""
    shutter, before = Shutter(rules.shutter), ()
    for seq in range(1, round(seconds / STEP_S)):
        at_s = seq * STEP_S
        if by_hand:
            shutter.take_manually()
        whole = shutter.wants_whole(at_s)
        before = rules.judge(seen, TARGET, () if whole else before)
        state, capture = shutter.step(frame(seq, at_s), seen, before)
        if capture is not None:
            break
    return capture, state, before


def putting_off(rules: Rules, rule: str, by: str) -> Rules:
    return replace(rules, rules=tuple(replace(r, needs=(by,)) if r.name == rule else r for r in rules.rules))


def test_what_was_put_off_by_something_waived_is_judged_and_holds_the_photo_up(rules: Rules) -> None:
    """Half-shadow was waived for this person; nobody said anything about the ear."""
    seen = observation(light_left_right=0.5, ear_left_visible=0.1)
    noted = rules.waiving({"light-even"})
    capture, state, judged = judged_sitting(noted, seen, rules.shutter.manual_after_s + 1)
    assert capture is None
    assert state.manual_allowed
    assert waivable_rules(judged) == ("ear-left",)
    capture, _, _ = judged_sitting(rules.waiving({"light-even", "ear-left"}), seen, 5)
    assert capture is not None
    assert {v.rule for v in capture.verdicts if v.status is Status.UNKNOWN} == set()
    assert capture.failed_rules == ("ear-left", "light-even")


def test_no_photo_by_itself_leaves_a_must_unjudged_whatever_is_waived(rules: Rules) -> None:
    seen = observation(light_left_right=0.5, sharpness=0.05, yaw_deg=20, face_covered=0.9)
    names = ("light-even", "yaw", "face-free")
    for waived in [*([name] for name in names), names]:
        capture, _, _ = judged_sitting(rules.waiving(waived), seen, 8)
        assert capture is None, waived  # it is blurred, too
    sharp = observation(light_left_right=0.5, yaw_deg=20, face_covered=0.9)
    capture, _, _ = judged_sitting(rules.waiving(names), sharp, 8)
    assert capture is not None
    musts = [v for v in capture.verdicts if v.severity is Severity.MUST]
    assert {v.status for v in musts} == {Status.PASS}


@pytest.mark.parametrize("severity", [Severity.SHOULD, Severity.STAFF])
def test_a_must_that_waits_for_what_holds_nothing_up_is_not_met_and_no_dead_end(
    rules: Rules, severity: Severity
) -> None:
    """A photo standard may make any rule a mere wish; the musts that need it are then judged by nobody."""
    wish = RuleChanges(tighten={"light-even": RuleChange(severity=severity)})
    changed = putting_off(rules, "ear-left", "light-even").for_spec("mine", wish)
    seen = observation(light_left_right=0.5)
    capture, state, judged = judged_sitting(changed, seen, rules.shutter.manual_after_s + 1)
    assert capture is None
    assert state.manual_allowed
    assert "ear-left" in waivable_rules(judged)
    by_hand, _, _ = judged_sitting(changed, seen, rules.shutter.manual_after_s + 1, by_hand=True)
    assert by_hand is not None
    assert by_hand.manual
    ear = next(v for v in by_hand.verdicts if v.rule == "ear-left")
    assert (ear.status, ear.waits_for) == (Status.UNKNOWN, "light-even")
    capture, _, _ = judged_sitting(changed.waiving(waivable_rules(judged)), seen, 8)
    assert capture is not None
    assert not capture.manual


def test_a_must_that_waits_for_a_failing_must_is_not_counted_beside_it(rules: Rules) -> None:
    judged = putting_off(rules, "ear-left", "yaw").judge(observation(yaw_deg=20), TARGET)
    assert next(v for v in judged if v.rule == "ear-left").waits_for == "yaw"
    assert "yaw" in unmet_musts(judged)
    assert "ear-left" not in unmet_musts(judged)


def test_shoulders_are_judged_level_while_the_chest_is_turned(rules: Rules) -> None:
    tilted = observation(torso_turn_deg=25, shoulder_tilt_deg=12)
    capture, _, judged = judged_sitting(rules, tilted, 10)
    assert capture is None
    assert unmet_musts(judged) == {"shoulders-level"}


def test_a_failing_should_delays_but_does_not_prevent(sitting: Sitting) -> None:
    patience_s = sitting.rules.shutter.should_patience_s
    sitting.sit(10.0, headroom="below", yaw="above")
    assert sitting.sit(patience_s - 0.5, headroom="below") is None
    capture = sitting.sit(4.0, headroom="below")
    assert capture.failed_rules == ("headroom",)


def test_patience_with_a_should_is_not_begun_anew_when_a_must_fails_for_a_moment(sitting: Sitting) -> None:
    """Who obeys the one is sent out of the other's band, and back, and out again."""
    patience_s = sitting.rules.shutter.should_patience_s
    for _ in range(4):
        assert sitting.sit(patience_s / 5, headroom="below") is None
        assert sitting.sit(2.0, distance="below") is None
    capture = sitting.sit(3.5, headroom="below")
    assert capture is not None
    assert capture.failed_rules == ("headroom",)


def test_the_time_in_which_a_must_fails_is_no_patience_with_a_should(sitting: Sitting) -> None:
    assert sitting.sit(15.0, headroom="below", distance="below") is None
    assert sitting.sit(sitting.rules.shutter.should_patience_s - 0.5, headroom="below") is None


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
