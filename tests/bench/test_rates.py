"""Rates and their intervals; what is counted and what is left out."""

from __future__ import annotations

import pytest

from kiosk.bench.rates import Rate, count, spread


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    # Brown, Cai & DasGupta (2001) and any statistics package give these.
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (2, 100, 0.0055, 0.0700)],
)
def test_wilson_intervals(hits: int, of: int, low: float, high: float) -> None:
    assert Rate(hits, of).interval() == pytest.approx((low, high), abs=1e-4)


def test_nothing_has_no_share_and_any_rate_is_possible() -> None:
    assert Rate(0, 0).share is None
    assert Rate(0, 0).interval() == (0.0, 1.0)
    assert str(Rate(0, 0)) == "—"
    assert str(Rate(1, 4)).startswith("1/4 = 25.0% (4.6%")


def test_unknown_verdicts_and_the_grey_zone_are_counted_apart() -> None:
    judged = [
        (True, "pass"), (True, "pass"), (True, "fail"), (True, "unknown"),
        (False, "pass"), (False, "fail"), (False, "fail"), (False, "fail"), (False, "unknown"),
        (None, "pass"), (None, "fail"),
    ]  # fmt: skip
    found = count(judged)
    assert (found.false_accepts, found.false_rejects) == (Rate(1, 4), Rate(1, 3))
    assert (found.unknown_unmet, found.unknown_met) == (Rate(1, 5), Rate(1, 4))


def test_spread_of_errors_is_of_their_sizes_but_the_mean_keeps_the_sign() -> None:
    found = spread([-1.0, -2.0, -3.0, 4.0])
    assert found is not None
    assert (found.median, found.bias, found.count) == (2.5, -0.5, 4)
    assert found.p95 == pytest.approx(3.85)
    assert spread([]) is None
