"""The whole bench, small: drawn people judged, one coached to a photo, the report and the command."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk import cli
from kiosk.bench.derive import Points
from kiosk.bench.drawn import Drawing, Outcome
from kiosk.bench.guidance import Found, Plan, report
from kiosk.bench.real import NEUTRAL, SMILING, Judged, Picked, truths
from kiosk.bench.starts import Start, Starts
from kiosk.geometry import Box
from kiosk.guidance.rules import Rules, load_rules
from kiosk.paths import config_dir, models_dir

PLAN = Plan(frames=20, starts=2, seed=7, rate=15, jobs=1, testdata=None)
HAIR = (300.0, 60.0, 120.0)
EARS_AT = (Box(205.0, 190.0, 20.0, 60.0), Box(375.0, 190.0, 20.0, 60.0))
LEVEL = Points((250.0, 200.0), (350.0, 200.0), (300.0, 320.0), 220.0, 380.0, HAIR, EARS_AT)
EARS = {"ear_left_of_picture": "visible", "ear_right_of_picture": "covered", "smiling_picture_mouth": "teeth"}


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(config_dir() / "rules.toml")


def test_a_drawn_picture_is_judged_the_same_by_any_worker(rules: Rules) -> None:
    first, second = Drawing(models_dir(), rules, 20, 7), Drawing(models_dir(), rules, 20, 7)
    try:
        first(3)
        one, other = first(0), second(0)
    finally:
        first.close()
        second.close()
    assert one == other
    assert set(one.verdicts) == set(one.truths) == {rule.name for rule in rules.rules}
    assert one.verdicts["yaw"] == "pass"
    assert abs(one.errors["yaw_deg"]) < 5


def test_somebody_is_coached_to_a_photo_that_is_truly_good(rules: Rules) -> None:
    start = Starts(models_dir(), rules, seed=3, rate=10)(2)
    assert start.taken_s is not None
    assert 3 < start.taken_s < 40
    assert start.untrue == start.stuck == ()
    assert start.hints


def outcome(number: int, true: bool | None, verdict: str, rules: Rules, tone: str = "light") -> Outcome:
    names = [rule.name for rule in rules.rules]
    return Outcome(
        number,
        ("any pose",),
        tone,
        dict.fromkeys(names, true),
        dict.fromkeys(names, verdict),
        {"yaw_deg": 3.0},
    )


def test_the_report_counts_marks_and_is_the_same_each_time(rules: Rules) -> None:
    outcomes = [
        outcome(0, True, "pass", rules), outcome(1, True, "fail", rules), outcome(2, False, "fail", rules),
        outcome(3, False, "unknown", rules), outcome(4, None, "pass", rules),
    ]  # fmt: skip
    start = Start(0, ("yaw_deg",), 9.0, ("turn-left",), ("yaw",), (), ())
    found = Found(rules, outcomes, [], [start, replace(start, taken_s=None, untrue=(), stuck=("roll",))])
    text = report(PLAN, found, "kiosk bench guidance")
    assert report(PLAN, found, "kiosk bench guidance") == text
    assert (
        "| eyes-open | must | 0/1 = 0.0% (0.0%–79.3%) | 1/2 = 50.0% (9.5%–90.5%) ✗ | 1/2 | 0/2 | 1 |" in text
    )
    assert "| yaw_deg | 3.00 | 3.00 | +3.00 | 5 | 2 / 4 ✗ |" in text
    assert "| eyes-open |  | any pose 1 |" in text
    assert "| musts not met | yaw 1 |" in text
    assert "| musts that failed at the end without a photo | roll 1 |" in text


def judged(rules: Rules, folder: str, fault: str, **failing: str) -> Judged:
    picked = Picked("001_03", folder, fault)
    verdicts = {rule.name: failing.get(rule.name.replace("-", "_"), "pass") for rule in rules.rules}
    severities = {rule.name: rule.severity.value for rule in rules.rules}
    return Judged(picked, EARS, truths(picked, LEVEL, EARS), verdicts, severities)


def test_real_pictures_are_counted_by_what_they_truly_show(rules: Rules) -> None:
    pictures = [
        judged(rules, NEUTRAL, "", ear_left="fail"),  # truly covered: right to refuse
        judged(rules, NEUTRAL, "blurred", sharpness="fail", pitch="fail"),
        judged(rules, SMILING, "", mouth_closed="fail"),
    ]
    text = report(PLAN, Found(rules, [], pictures, []), "kiosk bench guidance")
    assert "| every must | 1/1 = 100.0%" in text
    assert "| blurred | 1/1 = 100.0% (20.7%–100.0%) | 1/1 = 100.0% (20.7%–100.0%) |" in text
    assert "| pitch 1 |" in text
    assert "| smile with teeth: lips refused | 1/1 = 100.0%" in text
    assert "| ear partly or fully covered: refused | 1/1 = 100.0%" in text


def test_what_is_known_of_a_picture(rules: Rules) -> None:
    known = truths(Picked("001_03", NEUTRAL, "rolled left"), LEVEL, EARS)
    assert known["roll"] is False
    assert "shoulders-level" not in known
    assert (known["ear-right"], known["ear-left"]) == (True, False)
    assert "wall-even" not in known
    tilted = replace(LEVEL, pupil_right=(350.0, 206.0))  # 3.4°: nobody can say
    assert "roll" not in truths(Picked("001_03", NEUTRAL), tilted, EARS)
    assert truths(Picked("001_03", SMILING), None, EARS)["mouth-closed"] is False


def test_what_points_set_by_hand_speak_against_is_not_known() -> None:
    picture = Picked("001_03", NEUTRAL)
    assert {"yaw", "pitch", "mouth-closed"} <= set(truths(picture, LEVEL, EARS))
    left, right = EARS_AT
    turned = replace(LEVEL, ears=(replace(left, x=left.x - 25), right))
    assert turned.turn_deg == pytest.approx(25 / 160 / 0.0146)
    assert "yaw" not in truths(picture, turned, EARS)
    nodding = replace(LEVEL, ears=(replace(left, y=left.y + 20), replace(right, y=right.y + 20)))
    assert nodding.nod_deg == pytest.approx(LEVEL.nod_deg + 20 / 160 / 0.004)
    assert "pitch" not in truths(picture, nodding, EARS)
    assert truths(Picked("113_03", NEUTRAL), LEVEL, EARS)["mouth-closed"] is False


def test_the_command_prints_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", "guidance", "--frames", "2", "--starts", "0", "--jobs", "1"]) == 0
    assert "2 pictures, seed 7" in capsys.readouterr().out


def test_a_wrong_folder_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", "guidance", "--testdata", str(tmp_path / "none")]) == 2
    assert "no folder" in capsys.readouterr().err
