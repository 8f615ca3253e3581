"""Rates with their uncertainty, and the counts they are made of."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

Z95 = 1.959964
"""Two-sided 95 % of the normal distribution."""


@dataclass(frozen=True)
class Rate:
    """``hits`` of ``count``."""

    hits: int
    count: int

    @property
    def share(self) -> float | None:
        return self.hits / self.count if self.count else None

    def interval(self) -> tuple[float, float]:
        """Return the 95 % confidence interval of the share (Wilson 1927); (0, 1) of nothing."""
        n = self.count
        if n == 0:
            return 0.0, 1.0
        share, square = self.hits / n, Z95**2
        middle = (share + square / (2 * n)) / (1 + square / n)
        half = Z95 / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        if not self.count:
            return "—"
        low, high = self.interval()
        return f"{self.hits}/{self.count} = {self.hits / self.count:.1%} ({low:.1%}–{high:.1%})"


@dataclass(frozen=True)
class RuleCount:
    """How a rule judged the pictures whose truth is known; unknown verdicts are counted apart."""

    false_accepts: Rate
    false_rejects: Rate
    unknown_unmet: Rate
    unknown_met: Rate


def count(judged: Iterable[tuple[bool | None, str]]) -> RuleCount:
    """Count pairs of truth (None: grey zone) and verdict (``pass``, ``fail``, ``unknown``)."""
    table: dict[tuple[bool, str], int] = {}
    for true, verdict in judged:
        if true is not None:
            table[true, verdict] = table.get((true, verdict), 0) + 1

    def of(true: bool, verdict: str) -> int:
        return table.get((true, verdict), 0)

    unmet, met = of(False, "pass") + of(False, "fail"), of(True, "pass") + of(True, "fail")
    return RuleCount(
        Rate(of(False, "pass"), unmet),
        Rate(of(True, "fail"), met),
        Rate(of(False, "unknown"), unmet + of(False, "unknown")),
        Rate(of(True, "unknown"), met + of(True, "unknown")),
    )


@dataclass(frozen=True)
class ErrorSpread:
    """Size of a measure's error over ``count`` pictures, in the measure's unit."""

    median: float
    p95: float
    bias: float
    count: int


def spread(errors: Iterable[float]) -> ErrorSpread | None:
    """Return median and 95th percentile of the errors' sizes and their mean; None of none."""
    values = np.array(list(errors), float)
    if values.size == 0:
        return None
    sizes = np.abs(values)
    return ErrorSpread(
        float(np.median(sizes)), float(np.percentile(sizes, 95)), float(values.mean()), int(values.size)
    )
