"""Rules: directions, hysteresis, what cannot be assessed, and faults in the file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kiosk.errors import KioskError
from kiosk.geometry import Box
from kiosk.guidance.changes import RuleChange, RuleChanges
from kiosk.guidance.rules import Rules, load_rules
from kiosk.guidance.verdict import Limit, Severity, Status, Verdict, waivable_rules
from kiosk.paths import config_dir
from kiosk.photo.spec import load_spec
from kiosk.services.ruling import rules_for
from kiosk.vision.observation import Observation
from tests.guidance.made import TARGET, moved, nobody, observation, with_another

# What is measured in the unmirrored picture → what the person is told. They see themselves mirrored: their
# own left is on the mirror's left, and on the picture's right.
DIRECTIONS: list[tuple[Observation, str, str]] = [
    (observation(moved(dx=-60)), "place-x", "move-left"),
    (observation(moved(dx=60)), "place-x", "move-right"),
    (observation(moved(dy=-60)), "place-y", "move-down"),
    (observation(moved(dy=60)), "place-y", "move-up"),
    (observation(moved(size=0.7)), "distance", "nearer"),
    (observation(moved(size=1.3)), "distance", "farther"),
    (observation(yaw_deg=-10), "yaw", "turn-left"),
    (observation(yaw_deg=10), "yaw", "turn-right"),
    (observation(pitch_deg=-14), "pitch", "chin-up"),
    (observation(pitch_deg=14), "pitch", "chin-down"),
    (observation(roll_deg=-6), "roll", "tilt-left"),
    (observation(roll_deg=6), "roll", "tilt-right"),
    (observation(shoulder_tilt_deg=6), "shoulders-level", "shoulders-level"),
    (observation(torso_turn_deg=-25), "shoulders-turned", "square-shoulders"),
    (observation(torso_turn_deg=25), "shoulders-turned", "square-shoulders"),
    (observation(shoulder_raise=0.35), "shoulders-raised", "drop-shoulders"),
    (observation(shoulders_seen=1), "shoulders-in", "shoulders-in"),
    (observation(ear_left_visible=0.1), "ear-left", "show-left-ear"),
    (observation(ear_right_visible=0.1), "ear-right", "show-right-ear"),
    (observation(ears_uneven=1.6), "ears-even", "ears-even"),
    (observation(hair_over_brows=0.6), "brows-free", "hair-off-brows"),
    (observation(hair_over_eyes=0.6), "eyes-free", "hair-off-eyes"),
    (observation(head_covering=0.9), "head-covering", "take-off-hat"),
    (observation(headphones=0.9), "headphones", "take-off-headphones"),
    (observation(face_covered=0.8), "face-free", "free-face"),
    (observation(glasses=0.9), "glasses", "take-off-glasses"),
    (observation(lens_glare=0.2), "lens-glare", "no-lens-glare"),
    (observation(lens_tint=0.6), "lens-tint", "take-off-tinted"),
    (observation(eye_open_left=0.08), "eyes-open", "open-eyes"),
    (observation(eye_open_right=0.08), "eyes-open", "open-eyes"),
    (observation(gaze_yaw_deg=20), "gaze-x", "look-at-lens"),
    (observation(gaze_pitch_deg=-20), "gaze-y", "look-at-lens"),
    (observation(lip_gap=0.06), "mouth-closed", "close-mouth"),
    (observation(smile=0.9), "smile", "smile-less"),
    (observation(grimace=0.8), "grimace", "relax-mouth"),
    (observation(brow_raise=0.9), "brows-raised", "relax-brows"),
    (observation(brow_frown=0.9), "frown", "relax-frown"),
    (observation(light_level=20), "light-level", "more-light"),
    (observation(light_level=245), "light-level", "less-light"),
    (observation(light_left_right=0.5), "light-even", "even-light"),
    (observation(light_left_right=-0.5), "light-even", "even-light"),
    (observation(light_top_bottom=0.6), "light-top-bottom", "lower-lamps"),
    (observation(light_top_bottom=-0.4), "light-top-bottom", "raise-lamps"),
    (observation(highlights=0.4), "highlights", "less-light"),
    (observation(red_eye=0.7), "red-eye", "no-flash"),
    (observation(colour_cast=22), "colour-cast", "white-balance"),
    (observation(skin_chroma=0.1), "natural-colour", "camera-grey"),
    (observation(lens_veil=0.5), "lens-clean", "clean-lens"),
    (observation(wall_uneven=60), "wall-even", "even-wall"),
    (observation(wall_clutter=0.3), "wall-clutter", "clear-wall"),
    (observation(wall_shadow=50), "wall-shadow", "no-wall-shadow"),
    (observation(wall_contrast=3), "wall-contrast", "head-like-wall"),
    (observation(clothes_wall=3), "clothes-wall", "clothes-like-wall"),
    (observation(clothes_blue=0.9), "clothes-blue", "no-blue-clothes"),
    (observation(sharpness=0.08), "sharpness", "hold-still"),
    (observation(motion=1.0), "motion", "hold-still"),
    (nobody(), "one-face", "come-in"),
    (with_another(Box(800, 200, 120, 150)), "one-face", "one-person"),
]


def of(rule: str, verdicts: tuple[Verdict, ...]) -> Verdict:
    return next(v for v in verdicts if v.rule == rule)


def test_a_well_posed_person_passes_every_rule(rules: Rules) -> None:
    assert {v.rule: v.status for v in rules.judge(observation(), TARGET)} == {
        rule.name: Status.PASS for rule in rules.rules
    }


@pytest.mark.parametrize(("seen", "rule", "hint"), DIRECTIONS)
def test_each_fault_has_its_hint_and_no_other_rule_fails(
    rules: Rules, seen: Observation, rule: str, hint: str
) -> None:
    verdicts = rules.judge(seen, TARGET)
    assert of(rule, verdicts).hint == hint
    assert {v.rule for v in verdicts if v.status is Status.FAIL} == {rule}


def test_every_rule_is_covered_by_a_direction(rules: Rules) -> None:
    assert {rule.name for rule in rules.rules} - {rule for _, rule, _ in DIRECTIONS} == {"headroom"}
    low = observation(moved(dy=-99))
    assert of("headroom", rules.judge(low, TARGET)).hint == "farther"


def test_hair_that_leaves_the_picture_has_no_room_and_an_unknown_top_is_unknown(rules: Rules) -> None:
    topless = replace(moved(), hair_top_y=None)
    unknown = observation(topless)
    assert of("headroom", rules.judge(unknown, TARGET)).status is Status.UNKNOWN
    mask = np.zeros((72, 128), np.float32)
    mask[:, 55:75] = 1
    leaving = of("headroom", rules.judge(replace(unknown, mask=mask), TARGET))
    assert leaving.status is Status.FAIL
    assert leaving.value < 0


@pytest.mark.parametrize(
    ("face", "status"),
    [
        (Box(960, 200, 120, 150), Status.PASS),  # behind, beside the photo
        (Box(870, 200, 120, 150), Status.FAIL),  # reaches into the photo
        (Box(960, 200, 220, 260), Status.FAIL),  # as near as the subject
    ],
)
def test_people_behind_do_not_stop_a_booth_but_a_second_head_in_the_photo_does(
    rules: Rules, face: Box, status: Status
) -> None:
    assert of("one-face", rules.judge(with_another(face), TARGET)).status is status


def test_nobody_leaves_everything_but_the_face_unknown(rules: Rules) -> None:
    statuses = {v.rule: v.status for v in rules.judge(nobody(), TARGET)}
    assert statuses.pop("one-face") is Status.FAIL
    assert set(statuses.values()) == {Status.UNKNOWN}


def test_a_rule_that_passed_keeps_passing_between_the_bands(rules: Rules) -> None:
    between = observation(yaw_deg=5.8)
    before = rules.judge(observation(), TARGET)
    assert of("yaw", rules.judge(between, TARGET)).status is Status.FAIL
    assert of("yaw", rules.judge(between, TARGET, before)).status is Status.PASS
    failing = rules.judge(observation(yaw_deg=9), TARGET, before)
    assert of("yaw", failing).status is Status.FAIL
    assert of("yaw", rules.judge(between, TARGET, failing)).hint == "turn-right"


def test_shoulder_arrows_point_to_the_higher_side_in_the_mirror(rules: Rules) -> None:
    rule = next(r for r in rules.rules if r.name == "shoulders-level")
    # The person's own left is lower: leaning to the mirror's right lifts it.
    assert rule.remedy(6).arrow == "tilt-right"
    assert rule.remedy(-6).arrow == "tilt-left"
    assert rule.remedy(0) is None


def edited(tmp_path: Path, old: str, new: str) -> Path:
    text = (config_dir() / "rules.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "rules.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('measure = "yaw_deg"', 'measure = "yaw"', "yaw.measure"),
        ("leave = [-6.5, 6.5]", "leave = [-4, 6.5]", "yaw.leave"),
        ('name = "pitch"', 'name = "yaw"', "yaw: given twice"),
        ('below = { hint = "nearer" }\nabove = { hint = "farther" }', "", "distance: needs a hint"),
        ("patience_s = 0.25", "patience_ms = 250", "patience_ms"),
        ('name = "yaw"', 'name = "yaw"\nneeds = ["nose"]', "yaw.needs: no rule is called nose"),
        ('name = "yaw"', 'name = "yaw"\nneeds = ["yaw"]', "need each other"),
        ('name = "yaw"', 'name = "yaw"\ncomes_from = ["nose"]', "yaw.comes_from: no rule is called nose"),
        ('name = "yaw"', 'name = "yaw"\nneeds = ["headroom"]', "yaw.needs: headroom is only a should"),
        ('name = "yaw"', 'name = "yaw"\nneeds = ["wall-even"]', "yaw.needs: wall-even is only a staff"),
        ('severity = "must"', 'severity = "might"', "severity"),
        ("steady_s = 0.6", "", "steady_s"),
    ],
)
def test_faults_in_the_file_name_the_key(tmp_path: Path, old: str, new: str, named: str) -> None:
    with pytest.raises(KioskError, match=named) as caught:
        load_rules(edited(tmp_path, old, new))
    assert caught.value.code == "config-invalid"


def needing(rules: Rules, **needs: tuple[str, ...]) -> Rules:
    return replace(rules, rules=tuple(replace(r, needs=needs.get(r.name, r.needs)) for r in rules.rules))


def test_a_rule_is_not_judged_while_one_it_needs_fails(rules: Rules) -> None:
    chained = needing(rules, roll=("yaw",), highlights=("roll",), distance=("highlights",))
    seen = observation(yaw_deg=20, roll_deg=9, highlights=0.9)
    verdicts = chained.judge(seen, TARGET)
    assert of("yaw", verdicts).status is Status.FAIL
    roll = of("roll", verdicts)
    assert (roll.status, roll.hint, roll.value, roll.waits_for) == (Status.UNKNOWN, None, 9, "yaw")
    # What is put off is in nobody's way: another fault is not hidden behind it.
    assert of("highlights", verdicts).status is Status.FAIL
    assert of("distance", verdicts).waits_for == "highlights"  # which comes later in the order
    assert [verdict.rule for verdict in verdicts] == [rule.name for rule in rules.rules]
    straight = chained.judge(observation(roll_deg=9, highlights=0.9), TARGET)
    assert of("roll", straight).hint == "tilt-right"
    assert of("highlights", straight).waits_for == "roll"


def test_an_unknown_need_is_not_in_the_way(rules: Rules) -> None:
    verdicts = needing(rules, roll=("yaw",)).judge(observation(yaw_deg=None, roll_deg=9), TARGET)
    assert of("roll", verdicts).status is Status.FAIL


def test_a_spec_switches_off_tightens_and_changes_severity(rules: Rules) -> None:
    chained = needing(rules, roll=("yaw", "pitch"))
    changes = RuleChanges(
        off=("yaw",),
        tighten={
            "roll": RuleChange(enter=(-1, 2)),
            "distance": RuleChange(enter=(0.9, 1.1), leave=(0.88, 1.2), severity=Severity.SHOULD),
            "headroom": RuleChange(severity=Severity.MUST),
        },
    )
    changed = {rule.name: rule for rule in chained.for_spec("mine", changes).rules}
    before = {rule.name: rule for rule in chained.rules}
    assert list(changed) == [name for name in before if name != "yaw"]
    roll = changed["roll"]
    assert (roll.enter, roll.leave, roll.needs) == ((-1, 2), (-2, 3), ("pitch",))
    distance = changed["distance"]
    assert (distance.enter, distance.leave, distance.severity) == ((0.9, 1.1), (0.88, 1.2), Severity.SHOULD)
    assert changed["headroom"] == replace(before["headroom"], severity=Severity.MUST)
    assert changed["pitch"] == before["pitch"]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        (RuleChanges(off=("nose",)), "no rule is called nose"),
        (RuleChanges(tighten={"nose": RuleChange()}), "no rule is called nose"),
        (RuleChanges(tighten={"roll": RuleChange(enter=(-3, 3.1))}), "tighten.roll.enter"),
        (RuleChanges(tighten={"roll": RuleChange(leave=(-5, 4))}), "tighten.roll.leave"),
        (RuleChanges(tighten={"roll": RuleChange(enter=(2, -2))}), "tighten.roll.enter"),
        (RuleChanges(tighten={"roll": RuleChange(leave=(-1, 1))}), "tighten.roll.leave: must hold the enter"),
    ],
)
def test_a_spec_that_loosens_is_refused_by_rule(rules: Rules, changes: RuleChanges, named: str) -> None:
    with pytest.raises(KioskError, match=named) as caught:
        rules.for_spec("mine", changes)
    assert caught.value.code == "config-invalid"
    assert "mine" in caught.value.title


@pytest.mark.parametrize(
    ("least", "enter", "leave"), [(0.015, 0.015, 0.005), (0.08, 0.03, 0.01), (0.0, 0.0, 0.0)]
)
def test_room_above_the_hair_is_asked_for_as_far_as_the_photo_needs_it(
    rules: Rules, least: float, enter: float, leave: float
) -> None:
    roomy = {rule.name: rule for rule in rules.with_hair_room(least).rules}
    assert roomy["headroom"].enter == (pytest.approx(enter), 1)
    assert roomy["headroom"].leave == (pytest.approx(leave), 1)
    assert [rule for rule in rules.rules if roomy[rule.name] != rule] in (
        [], [rule for rule in rules.rules if rule.name == "headroom"],
    )  # fmt: skip


def test_each_photo_standard_asks_for_no_more_room_above_the_hair_than_its_band() -> None:
    for path in (config_dir() / "specs").glob("*.toml"):
        spec = load_spec(path.stem)
        limit = next(rule.enter[0] for rule in rules_for(spec).rules if rule.name == "headroom")
        if spec.hair_top is None:
            assert limit == 0.03
        else:
            assert limit == pytest.approx(min(0.03, spec.hair_top.low / spec.size.height_px)), spec.name


def test_what_staff_may_waive_is_what_holds_the_photo_up(rules: Rules) -> None:
    chained = needing(rules, roll=("yaw",))
    seen = observation(moved(dx=60), yaw_deg=20, roll_deg=9, ear_right_visible=None, clothes_blue=0.9)
    # Not the place, which no photo can do without, nor the roll, which waits for the yaw.
    assert waivable_rules(chained.judge(seen, TARGET)) == ("yaw", "ear-right", "clothes-blue")
    # Once the yaw is waived the roll waits no longer.
    assert waivable_rules(chained.waiving({"yaw"}).judge(seen, TARGET)) == (
        "roll", "ear-right", "clothes-blue",
    )  # fmt: skip


def test_waived_rules_are_only_noted(rules: Rules) -> None:
    waived = rules.waiving({"ear-left"})
    verdict = of("ear-left", waived.judge(observation(ear_left_visible=0.1), TARGET))
    assert (verdict.status, verdict.severity) == (Status.FAIL, Severity.STAFF)
    before = {rule.name: rule for rule in rules.rules}
    for rule in waived.rules:
        if rule.name != "ear-left":
            needs = tuple(name for name in before[rule.name].needs if name != "ear-left")
            assert rule == replace(before[rule.name], needs=needs)


def test_what_needs_a_waived_rule_is_judged_hinted_and_waived_by_its_own_name(rules: Rules) -> None:
    seen = observation(light_left_right=0.5, ear_left_visible=0.1, gaze_yaw_deg=30)
    assert waivable_rules(rules.judge(seen, TARGET)) == ("gaze-x", "light-even")
    verdicts = rules.waiving({"light-even"}).judge(seen, TARGET)
    assert of("ear-left", verdicts).hint == "show-left-ear"
    assert waivable_rules(verdicts) == ("ear-left", "gaze-x")
    assert {v.waits_for for v in verdicts} == {None, "ear-left"}


def test_limits_are_the_wider_bands_open_where_nothing_is_asked(rules: Rules) -> None:
    limits = rules.limits()
    assert set(limits) == {rule.name for rule in rules.rules}
    lips = next(rule for rule in rules.rules if rule.name == "mouth-closed")
    assert limits["mouth-closed"] == Limit(None, lips.leave[1], must=True)


def test_every_rule_says_where_its_limit_comes_from(rules: Rules) -> None:
    assert all(rule.source for rule in rules.rules)
    assert {rule.severity for rule in rules.rules} >= {Severity.MUST, Severity.SHOULD}
