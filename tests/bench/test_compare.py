"""The comparison's bench: the fit on made-up strangers, exact intervals, and swaps of drawn people."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from kiosk.bench.compare_drawn import Change, Studio, leave, play
from kiosk.bench.compare_fit import LEVELS, curve_points, fit_levels, fit_tail
from kiosk.bench.compare_tables import exact
from kiosk.camera.sitter.render import Renderer
from kiosk.compare.comparer import open_comparer
from kiosk.compare.consent import vouched
from kiosk.compare.continuity import Standing
from kiosk.compare.score import Curve
from kiosk.compare.settings import load_compare
from kiosk.face_mesh import load_face_mesh
from kiosk.paths import models_dir


def test_the_tail_of_an_exponential_is_found() -> None:
    values = np.random.default_rng(1).exponential(0.04, 200_000)
    tail = fit_tail(values)
    for rate in (1e-2, 1e-4, 1e-6):
        assert tail.similarity(rate) == pytest.approx(-0.04 * np.log(rate), rel=0.03)
        assert tail.false_match(tail.similarity(rate)) == pytest.approx(rate)


def test_the_curve_lies_above_the_estimate_and_holds_for_others() -> None:
    random = np.random.default_rng(2)
    table = random.normal(0.13, 0.09, (60, 60))
    everybody = np.ones((60, 60), bool)
    levels = fit_levels(table, everybody, seed=3)
    assert [level.score for level in levels] == list(LEVELS)
    assert all(level.estimate <= level.taken <= level.high for level in levels)
    mark = Curve(curve_points(levels)).similarity(80)
    others = random.normal(0.13, 0.09, 1_000_000)
    assert (others >= mark).mean() <= 1e-4


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [(0, 68, 0.0, 0.0528), (1, 10, 0.0025, 0.4450), (5, 5, 0.4782, 1.0), (0, 0, 0.0, 1.0)],
)
def test_intervals_are_those_of_the_published_tables(hits: int, count: int, low: float, high: float) -> None:
    assert exact(hits, count) == pytest.approx((low, high), abs=1e-4)


def test_a_drawn_person_stays_the_same_and_another_does_not() -> None:
    renderer = Renderer(load_face_mesh(models_dir() / "face_landmarker.task"))
    studio = Studio(renderer, *open_comparer(), vouched(datetime.now(UTC)))
    one, other = studio.person(1, 7), studio.person(4, 7)
    assert one is not None
    assert other is not None
    limits = load_compare().session
    assert play(one, one, Change.NOTHING, limits) is Standing.SAME
    assert play(one, one, Change.LEAVES, limits) is Standing.SAME
    assert play(one, other, Change.SEATS, limits) is Standing.OTHER
    assert play(one, other, Change.AT_ONCE, limits) is Standing.OTHER
    leave([one, other])
    with pytest.raises(ValueError, match="cannot be compared"):
        play(one, one, Change.NOTHING, limits)
