"""The coach: one hint at a time, in order, long enough to read."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.errors import KioskError
from kiosk.guidance.coach import Coach, first_remark
from kiosk.guidance.hints import HintKind, Hints, load_hints
from kiosk.guidance.rules import Rules
from kiosk.guidance.verdict import Hint, ShutterPhase
from kiosk.paths import assets_dir, config_dir
from tests.guidance.made import TARGET, observation, verdicts

GUIDING = ShutterPhase.GUIDING
STEP_S = 1 / 15


class Talk:
    """Plays verdicts to a coach at 15 a second and remembers what was said."""

    def __init__(self, rules: Rules, hints: Hints) -> None:
        self.rules = rules
        self.coach = Coach(rules, hints)
        self.now_s = 100.0
        self.said: list[tuple[float, Hint | None]] = []

    def play(self, seconds: float, phase: ShutterPhase = GUIDING, **failing: str | None) -> Hint | None:
        end_s = self.now_s + seconds
        while self.now_s < end_s - 1e-9:
            hint = self.coach.advise(verdicts(self.rules, **failing), phase, self.now_s)
            self.said.append((self.now_s, hint))
            self.now_s += STEP_S
        return self.said[-1][1]

    def show(self, seconds: float, values: Callable[[float], dict[str, float]]) -> Hint | None:
        """Play measured values, given the seconds since now, to the rules and the coach."""
        begin_s, judged = self.now_s, ()
        while self.now_s < begin_s + seconds - 1e-9:
            seen = observation(**values(self.now_s - begin_s))
            judged = self.rules.judge(seen, TARGET, judged)
            self.said.append((self.now_s, self.coach.advise(judged, GUIDING, self.now_s)))
            self.now_s += STEP_S
        return self.said[-1][1]

    def codes(self) -> list[str]:
        """Return each hint once, in the order they were said."""
        codes = [None if hint is None else hint.code for _, hint in self.said]
        return [c for n, c in enumerate(codes) if c is not None and (n == 0 or codes[n - 1] != c)]


@pytest.fixture
def talk(rules: Rules, hints: Hints) -> Talk:
    return Talk(rules, hints)


def test_the_first_fault_in_the_photographers_order_is_said(talk: Talk) -> None:
    assert talk.play(1.0, mouth_closed="above", yaw="below", distance="below").code == "nearer"
    assert talk.play(3.0, mouth_closed="above", yaw="below").code == "turn-left"
    assert talk.play(3.0, mouth_closed="above").code == "close-mouth"


def test_what_is_put_right_is_praised_once_then_the_next_thing_follows(talk: Talk) -> None:
    talk.play(2.0, yaw="below", mouth_closed="above")
    talk.play(2.0, mouth_closed="above")
    talk.play(2.0)
    assert talk.codes() == ["turn-left", "well-done", "close-mouth", "well-done", "hold-still"]


def test_a_hint_stays_long_enough_to_be_read(talk: Talk, hints: Hints) -> None:
    # Faults that come and go about as fast as they can be spoken of.
    for n in range(40):
        talk.play(STEP_S * (6 + n % 7), **({"yaw": "below"} if n % 2 else {"roll": "above"}))
    changes = [
        at for (at, hint), (_, before) in zip(talk.said[1:], talk.said, strict=False) if hint != before
    ]
    stays = [later - sooner for sooner, later in itertools.pairwise(changes)]
    assert len(stays) > 3
    assert min(stays) >= hints.timing.least_s - STEP_S - 1e-6


def test_a_blink_is_not_spoken_of_and_closed_eyes_are(talk: Talk) -> None:
    talk.play(1.0)
    for _ in range(3):
        talk.play(0.3, eyes_open="below")
        talk.play(1.0)
    assert talk.codes() == ["hold-still"]
    assert talk.play(1.2, eyes_open="below").code == "open-eyes"


def test_everything_right_means_hold_still(talk: Talk) -> None:
    hint = talk.play(0.5)
    assert (hint.code, hint.kind) == ("hold-still", "hold")


def test_while_the_shutter_works_nothing_else_is_asked(talk: Talk) -> None:
    assert talk.play(2.0, ShutterPhase.STEADY, headroom="below").code == "hold-still"


def test_a_should_is_asked_for_when_every_must_is_met(talk: Talk) -> None:
    assert talk.play(1.0, highlights="above", yaw="below").code == "turn-left"
    assert talk.play(3.0, highlights="above").code == "less-light"


def test_what_cannot_be_assessed_is_neither_spoken_of_nor_praised(talk: Talk) -> None:
    talk.play(2.0, ear_left="below")
    talk.play(2.0, ear_left=None)
    assert talk.codes() == ["show-left-ear", "hold-still"]


def test_the_same_hint_keeps_its_beginning(talk: Talk) -> None:
    first = talk.play(1.0, yaw="below")
    assert talk.play(2.0, yaw="below") == first


def test_who_is_putting_it_right_is_not_interrupted(talk: Talk) -> None:
    # Straightens a tilted head in 4 s, and turns a little too far meanwhile: yaw comes before roll.
    talk.show(5.0, lambda s: {"roll_deg": max(0.0, 12 - 3 * s), "yaw_deg": 8.0 if 1 < s < 2.5 else 0.0})
    assert talk.codes() == ["tilt-right", "well-done", "hold-still"]


def test_one_good_frame_does_not_change_what_is_said(talk: Talk) -> None:
    for _ in range(8):
        talk.play(0.8, one_face="above", yaw="below")
        talk.play(2 * STEP_S, yaw="below")  # the other person is not seen in two frames
    assert talk.codes() == ["one-person"]


def test_nothing_is_begun_that_something_earlier_would_interrupt_at_once(talk: Talk) -> None:
    talk.play(0.2, yaw="below")
    talk.play(2.0, yaw="below", one_face="above")  # before it was time to speak of the yaw
    assert talk.codes() == ["one-person"]


def test_who_makes_no_progress_is_told_the_first_thing_of_the_order(talk: Talk) -> None:
    talk.show(5.0, lambda s: {"roll_deg": 12.0, "yaw_deg": 8.0 if s > 1.5 else 0.0})
    assert talk.codes() == ["tilt-right", "turn-right"]


def test_a_should_that_is_being_put_right_still_gives_way_to_a_must(talk: Talk) -> None:
    talk.show(3.0, lambda s: {"highlights": 0.9 - 0.2 * s, "yaw_deg": 9.0 if s > 1 else 0.0})
    assert talk.codes() == ["less-light", "turn-right"]


def test_a_should_whose_wish_broke_a_must_says_no_more_and_nobody_goes_to_and_fro(talk: Talk) -> None:
    talk.play(2.0, headroom="below")
    talk.play(2.0, distance="below")
    talk.play(6.0, headroom="below")
    assert talk.codes() == ["farther", "well-done", "nearer", "well-done", "hold-still"]
    talk.play(2.0, distance="above")  # the must itself may ask for it
    assert talk.codes()[-1] == "farther"


def test_what_a_fault_comes_from_is_said_before_it_and_gives_way_to_it(talk: Talk, hints: Hints) -> None:
    """A turned chest has one shoulder higher in the picture."""
    talk.play(hints.timing.give_way_s - 1, shoulders_level="above", shoulders_turned="above")
    assert talk.codes() == ["square-shoulders"]
    talk.play(3.0, shoulders_level="above", shoulders_turned="above")
    assert talk.codes() == ["square-shoulders", "shoulders-level"]


def test_a_turned_chest_is_no_cause_of_what_comes_before_it(talk: Talk) -> None:
    talk.play(2.0, yaw="above", shoulders_level="above", shoulders_turned="above")
    assert talk.codes() == ["turn-right"]


def test_a_should_goes_on_wishing_when_a_must_fails_that_has_nothing_to_do_with_it(talk: Talk) -> None:
    talk.play(2.0, headroom="below")
    talk.play(2.0, headroom="below", yaw="below")
    talk.play(2.0, headroom="below", distance="above")  # too near as well: the same way
    talk.play(2.0, headroom="below")
    assert talk.codes()[-1] == "farther"
    assert "hold-still" not in talk.codes()


def test_a_should_that_asked_for_nothing_yet_is_not_silenced_by_a_must(talk: Talk) -> None:
    talk.play(2.0, distance="below")
    talk.play(3.0, headroom="below")
    assert talk.codes() == ["nearer", "well-done", "farther"]


def test_what_is_said_in_vain_for_ten_seconds_changes_its_words(talk: Talk, hints: Hints) -> None:
    began_s = talk.now_s
    first = talk.play(9.5, ear_left="below")
    later = talk.play(3.0, ear_left="below")
    assert (first.wording, later.wording) == (0, 1)
    assert (first.picture, later.picture) == (None, "ear")
    assert replace(later, wording=0, picture=None) == first  # the same saying, with its own beginning
    turned_s = next(at for at, hint in talk.said if hint is not None and hint.wording == 1)
    assert turned_s - began_s == pytest.approx(hints.timing.reword_s, abs=1.0)


def test_being_stuck_outlasts_a_short_break_but_not_success(talk: Talk) -> None:
    talk.play(9.0, ear_left="below")
    talk.play(1.5, one_face="above", ear_left="below")
    assert talk.play(4.0, ear_left="below").wording == 1
    talk.play(1.5)
    assert talk.play(4.0, ear_left="below").wording == 0


def test_what_nobody_can_mend_gives_way_to_the_next_fault_for_a_while(talk: Talk, hints: Hints) -> None:
    timing = hints.timing
    talk.play(timing.give_way_s + 2, shoulders_level="above", ear_left="below")
    assert talk.codes() == ["shoulders-level", "show-left-ear"]
    talk.play(timing.rest_s, shoulders_level="above", ear_left="below")
    assert talk.codes() == ["shoulders-level", "show-left-ear", "shoulders-level"]


def test_the_only_fault_is_said_for_as_long_as_it_takes(talk: Talk) -> None:
    assert talk.play(60.0, ear_left="below").wording == 1
    assert talk.codes() == ["show-left-ear"]


def test_only_who_is_not_still_is_told_so_in_other_words(talk: Talk) -> None:
    assert talk.play(15.0).wording == 0
    assert talk.play(15.0, motion="above").wording == 1


def test_both_sides_of_the_gaze_share_a_hint_without_restarting_it(talk: Talk) -> None:
    first = talk.play(1.0, gaze_x="below")
    assert talk.play(0.3, gaze_x="above").since == first.since


@pytest.mark.parametrize(("side", "arrow"), [("above", "tilt-right"), ("below", "tilt-left")])
def test_the_arrow_of_the_shoulders_tells_the_side(talk: Talk, side: str, arrow: str) -> None:
    assert talk.play(1.0, shoulders_level=side).arrow == arrow


def test_arrows_are_those_of_the_mirror(hints: Hints) -> None:
    for code, arrow in {"move-left": "left", "show-right-ear": "right", "turn-left": "turn-left"}.items():
        assert hints.hints[code].arrow == arrow


def test_a_single_picture_gets_its_first_fault_without_delay(rules: Rules) -> None:
    assert first_remark(verdicts(rules, headroom="below", roll="above")) == "tilt-right"
    assert first_remark(verdicts(rules, headroom="below")) == "farther"
    assert first_remark(verdicts(rules)) == "hold-still"


def test_hints_are_short_imperatives_in_both_languages(hints: Hints) -> None:
    for code, text in hints.hints.items():
        assert len(text.en.split()) <= 6, code
        assert re.search(r"[\u4e00-\u9fff]", text.zh), code
        assert len(text.zh) <= 9, code


def test_what_no_arrow_says_has_its_drawing_with_the_first_words(talk: Talk) -> None:
    first = talk.play(1.0, mouth_closed="above")
    assert (first.code, first.wording, first.picture) == ("close-mouth", 0, "mouth")
    turned = talk.play(2.0, yaw="below")
    assert (turned.code, turned.picture) == ("turn-left", None)


def test_what_can_be_put_right_has_other_words_and_a_picture(hints: Hints) -> None:
    for code, text in hints.hints.items():
        if text.kind is not HintKind.PRAISE:
            assert text.zh2 not in (None, text.zh), code
            assert text.en2 not in (None, text.en), code
            assert re.search(r"[\u4e00-\u9fff]", text.zh2), code
            assert len(text.zh2) <= 8, code  # one line of the page
            assert len(text.en2.split()) <= 6, code
            assert (assets_dir() / "pictograms" / f"{text.picture}.svg").is_file(), code


def test_a_missing_hint_is_named(tmp_path: Path, rules: Rules) -> None:
    text = (config_dir() / "hints.toml").read_text(encoding="utf-8")
    path = tmp_path / "hints.toml"
    path.write_text(text.replace("[hints.chin-up]", "[hints.chin-upwards]"), encoding="utf-8")
    with pytest.raises(KioskError, match="chin-up") as caught:
        load_hints(path, rules)
    assert caught.value.code == "config-invalid"
