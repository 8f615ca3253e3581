"""What a similarity means: how often strangers are that alike, from real strangers and an honest tail."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.compare.score import CurvePoint

Floats = NDArray[np.float64]

TAIL_SHARE = 0.05
"""Of the pairs, those most alike, by which the tail is fitted."""
LEVELS = {0: 0.5, 20: 1e-1, 40: 1e-2, 60: 1e-3, 80: 1e-4, 100: 1e-5}
"""Score → the false-match rate it stands for: from 20 on ten times less every 20; below, no more alike than
two strangers usually are."""
RESAMPLES = 400
SURE = 0.95
"""One-sided: with this confidence strangers are no oftener so alike than the curve says."""


@dataclass(frozen=True)
class Tail:
    """Beyond ``begin``, which a ``share`` of the pairs passes, an exponential of mean ``excess``.

    The generalised Pareto distribution with shape 0. Fitted freely the shape comes out below 0, a tail that
    ends (68 people: at a similarity of 0.46); siblings and look-alikes, whom the sample lacks, do not keep to
    that end, so the heavier tail is taken.
    """

    begin: float
    excess: float
    share: float

    def similarity(self, false_match: float) -> float:
        """Return the similarity passed with this probability, at most ``share``."""
        return self.begin + self.excess * math.log(self.share / false_match)

    def false_match(self, similarity: float) -> float:
        """Return how often strangers are at least this alike; of similarities from ``begin`` on."""
        return self.share * math.exp(-(similarity - self.begin) / self.excess)


def fit_tail(similarities: Floats, share: float = TAIL_SHARE) -> Tail:
    """Fit the tail of strangers' similarities (the mean of an exponential is its likeliest value)."""
    begin = float(np.quantile(similarities, 1 - share))
    beyond = similarities[similarities > begin]
    # Resampled people may leave one pair many times over: nothing is more alike then.
    return Tail(begin, float((beyond - begin).mean()) if beyond.size else 0.0, share)


@dataclass(frozen=True)
class Level:
    """One score's similarity: the estimate, its 95 % interval, and the upper bound the curve takes."""

    score: int
    false_match: float
    estimate: float
    low: float
    high: float
    taken: float


def fit_levels(table: Floats, kin: NDArray[np.bool_], seed: int) -> list[Level]:
    """Fit what every score stands for.

    Parameters
    ----------
    table
        Shape (n, n): similarity of person i's one picture to person j's other.
    kin
        Shape (n, n): whether both are of one group (sex and origin): its strangers are more alike than
        others, and a school's students are mostly of one.
    seed
        Of the resampling: people are drawn with replacement, with all their pairs, because the pairs of one
        person are not independent.
    """
    people = np.arange(len(table))
    random = np.random.default_rng(seed)
    wanted = list(LEVELS.values())
    drawn = np.array(
        [_at(table, kin, random.integers(0, len(people), len(people)), wanted) for _ in range(RESAMPLES)]
    )
    low, high, taken = np.quantile(drawn, (0.025, 0.975, SURE), axis=0)
    estimates = _at(table, kin, people, wanted)
    return [
        Level(score, rate, *map(float, (estimates[k], low[k], high[k], taken[k])))
        for k, (score, rate) in enumerate(LEVELS.items())
    ]


def curve_points(levels: Sequence[Level]) -> tuple[CurvePoint, ...]:
    """Return the curve for ``config/compare.toml``: similarities rounded up to thousandths."""
    return tuple(
        CurvePoint(level.score, math.ceil(level.taken * 1000) / 1000, level.false_match) for level in levels
    )


def _at(
    table: Floats, kin: NDArray[np.bool_], people: NDArray[np.int64], rates: Sequence[float]
) -> list[float]:
    """Return the similarity at each false-match rate among the strangers of these people."""
    strangers = kin[np.ix_(people, people)] & (people[:, None] != people[None, :])
    values = table[np.ix_(people, people)][strangers]
    tail = fit_tail(values)
    return [
        float(np.quantile(values, 1 - rate)) if rate > TAIL_SHARE else tail.similarity(rate) for rate in rates
    ]
