"""What a comparison says, who takes part in it, and what a campaign makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Comparison:
    """The only thing that leaves a comparison.

    Attributes
    ----------
    score
        0..100 on this kiosk's own scale (``config/compare.toml``), never that of any service.
    similarity
        Cosine of both faces' vectors, -1..1.
    model
        Name and version of what measured it.
    """

    score: int
    similarity: float
    model: str


class Policy(StrEnum):
    """What a campaign does with a score below its mark."""

    BLOCK = "block"
    WARN = "warn"
    RECORD = "record"


class Outcome(StrEnum):
    """How a comparison leaves the person."""

    PASSED = "passed"
    TRY_AGAIN = "try-again"
    STAFF = "staff"
    """A member of staff looks instead: an equal way, and the only one on when tries are used up."""
    NOTED = "noted"


def best(results: Sequence[Comparison]) -> Comparison:
    """Return the result of the capture most alike; several are made of one person at one time."""
    return max(results, key=lambda result: result.similarity)


def outcome(result: Comparison, mark: int, policy: Policy, tries_left: int) -> Outcome:
    """Return what follows from a result.

    Parameters
    ----------
    mark
        Least score that passes.
    tries_left
        Further tries that the person still has.
    """
    if result.score >= mark:
        return Outcome.PASSED
    if policy is Policy.RECORD:
        return Outcome.NOTED
    if tries_left > 0:
        return Outcome.TRY_AGAIN
    return Outcome.STAFF if policy is Policy.BLOCK else Outcome.NOTED
