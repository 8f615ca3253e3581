"""From similarity to a local score: every score stands for how often strangers come out that alike."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from kiosk.tomlfile import STRICT

HIGHEST = 100


@dataclass(frozen=True)
class CurvePoint:
    """Two strangers are at least ``similarity`` alike with a probability of ``false_match``."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    score: Annotated[float, Field(ge=0, le=HIGHEST)]
    similarity: Annotated[float, Field(ge=-1, le=1)]
    false_match: Annotated[float, Field(gt=0, le=1)]


class Curve:
    """Piecewise linear through its points; between them the logarithm of the false-match rate is, too.

    Parameters
    ----------
    points
        At least two; scores and similarities grow, false-match rates fall, the last score is 100.

    Raises
    ------
    ValueError
        When they do not.
    """

    def __init__(self, points: Sequence[CurvePoint]) -> None:
        pairs = list(pairwise(points))
        if not pairs or points[0].score != 0 or points[-1].score != HIGHEST:
            raise ValueError("the points must go from score 0 to score 100")
        if not all(
            a.score < b.score and a.similarity < b.similarity and a.false_match > b.false_match
            for a, b in pairs
        ):
            raise ValueError("scores and similarities must grow, false-match rates fall")
        self._points = tuple(points)

    def score(self, similarity: float) -> int:
        """Return the score 0..100, rounded down: what is below a mark never reaches it by rounding."""
        first, last = self._points[0], self._points[-1]
        if similarity <= first.similarity:
            return 0
        if similarity >= last.similarity:
            return HIGHEST
        before, after = self._around([point.similarity for point in self._points], similarity)
        share = (similarity - before.similarity) / (after.similarity - before.similarity)
        # A hair's breadth against binary fractions: the similarity of a mark has that mark's score.
        return math.floor(before.score + share * (after.score - before.score) + 1e-9)

    def similarity(self, score: float) -> float:
        """Return the least similarity that has ``score`` (0..100)."""
        before, after = self._around([point.score for point in self._points], score)
        share = (score - before.score) / (after.score - before.score)
        return before.similarity + share * (after.similarity - before.similarity)

    def false_match(self, score: float) -> float:
        """Return how often two strangers reach ``score``, 0..1, as the curve states it."""
        before, after = self._around([point.score for point in self._points], score)
        share = (score - before.score) / (after.score - before.score)
        return math.exp(
            math.log(before.false_match)
            + share * (math.log(after.false_match) - math.log(before.false_match))
        )

    def _around(self, ends: Sequence[float], value: float) -> tuple[CurvePoint, CurvePoint]:
        at = min(max(bisect_right(ends, value), 1), len(ends) - 1)
        return self._points[at - 1], self._points[at]
