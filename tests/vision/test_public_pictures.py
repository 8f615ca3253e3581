"""The judged error rates on the public pictures; ``kiosk bench guidance`` prints the whole table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from kiosk.bench.real import NEUTRAL, SMILING, Judged, RealPictures, pictures
from kiosk.guidance.rules import load_rules
from kiosk.paths import config_dir, models_dir


@pytest.fixture(scope="module")
def judged(testdata: Path) -> list[Judged]:
    judge = RealPictures(models_dir(), load_rules(config_dir() / "rules.toml"), testdata)
    try:
        return [judge(picked) for picked in pictures(testdata) if not picked.fault]
    finally:
        judge.close()


def of(judged: list[Judged], folder: str) -> list[Judged]:
    return [picture for picture in judged if picture.picked.folder == folder]


def counted(pairs: Iterable[tuple[str, str]]) -> dict[str, Counter[str]]:
    """Count verdicts by label."""
    counts: dict[str, Counter[str]] = {}
    for label, verdict in pairs:
        counts.setdefault(label, Counter())[verdict] += 1
    return counts


def test_lips_apart_and_closed_are_told_apart(judged: list[Judged]) -> None:
    smiling = of(judged, SMILING)
    counts = counted((p.labels["smiling_picture_mouth"], p.verdicts["mouth-closed"]) for p in smiling)
    assert counts["teeth"]["fail"] >= 35
    assert counts["closed"]["pass"] >= 28
    assert sum(p.verdicts["mouth-closed"] == "pass" for p in of(judged, NEUTRAL)) >= 66


def test_ears_in_plain_view_pass_and_covered_ones_do_not(judged: list[Judged]) -> None:
    sides = (("ear_left_of_picture", "ear-right"), ("ear_right_of_picture", "ear-left"))
    counts = counted((p.labels[c], p.verdicts[rule]) for p in of(judged, NEUTRAL) for c, rule in sides)
    assert counts["visible"]["fail"] <= 5  # of 115
    assert counts["covered"]["pass"] == 0
    assert counts["partly"]["pass"] <= 2  # of 9


MOST_REFUSED = {
    "eyes-open": 1,
    "gaze-x": 1,
    "gaze-y": 1,
    "light-level": 1,
    "light-even": 1,
    "sharpness": 1,
    "yaw": 2,
    "pitch": 3,
    "smile": 1,
    "grimace": 1,
    "brows-raised": 1,
    "frown": 1,
    "roll": 9,  # by the pupils set by hand eight lean 3° or more and two by 2.5°, where the rule begins
    "shoulders-level": 5,
}


def test_few_neutral_frontal_adults_are_refused(judged: list[Judged]) -> None:
    neutral = of(judged, NEUTRAL)
    assert len(neutral) == 68
    for rule, most in MOST_REFUSED.items():
        refused = [p.picked.person for p in neutral if p.verdicts[rule] == "fail"]
        assert len(refused) <= most, (rule, refused)
