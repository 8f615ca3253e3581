"""From similarity to score, and what a campaign makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.compare.comparison import Comparison, best
from kiosk.compare.score import Curve, CurvePoint
from kiosk.compare.settings import CompareSettings, load_compare
from kiosk.errors import KioskError
from kiosk.paths import config_dir

CURVE = Curve((CurvePoint(0, 0.2, 0.5), CurvePoint(50, 0.4, 0.01), CurvePoint(100, 0.5, 0.0001)))


@pytest.mark.parametrize(
    ("similarity", "score"),
    [(-1, 0), (0.2, 0), (0.3, 25), (0.4, 50), (0.449, 74), (0.4499, 74), (0.45, 75), (0.5, 100), (1, 100)],
)
def test_scores_lie_on_straight_lines_and_are_rounded_down(similarity: float, score: int) -> None:
    assert CURVE.score(similarity) == score


def test_the_curve_reads_both_ways_and_states_its_rate() -> None:
    for score in (0, 10, 50, 80, 100):
        assert CURVE.score(CURVE.similarity(score)) == score
    assert CURVE.false_match(50) == pytest.approx(0.01)
    assert CURVE.false_match(75) == pytest.approx(0.001)


@pytest.mark.parametrize(
    "points",
    [
        [CurvePoint(0, 0.2, 0.5)],
        [CurvePoint(10, 0.2, 0.5), CurvePoint(100, 0.5, 0.1)],
        [CurvePoint(0, 0.2, 0.5), CurvePoint(90, 0.5, 0.1)],
        [CurvePoint(0, 0.6, 0.5), CurvePoint(100, 0.5, 0.1)],
        [CurvePoint(0, 0.2, 0.1), CurvePoint(100, 0.5, 0.1)],
    ],
)
def test_a_curve_that_bends_back_is_refused(points: list[CurvePoint]) -> None:
    with pytest.raises(ValueError, match=r"points|grow"):
        Curve(points)


def test_the_shipped_mark_stands_for_one_stranger_in_ten_thousand(settings: CompareSettings) -> None:
    curve = settings.curve
    assert settings.score.mark == 80
    assert curve.false_match(80) == pytest.approx(1e-4)
    assert curve.score(curve.similarity(80)) == 80
    assert curve.score(curve.similarity(80) - 0.0001) == 79


def test_a_wrong_curve_names_the_file(tmp_path: Path) -> None:
    text = (
        (config_dir() / "compare.toml").read_text("utf-8").replace("similarity = 0.383", "similarity = 0.2")
    )
    file = tmp_path / "compare.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(KioskError, match=r"compare\.toml: score\.curve"):
        load_compare(file)


def result(score: int, similarity: float) -> Comparison:
    return Comparison(score, similarity, "m")


def test_of_several_captures_the_best_is_kept() -> None:
    kept = best([result(100, 0.8), result(100, 0.93), result(12, 0.25)])
    assert kept.similarity == 0.93
