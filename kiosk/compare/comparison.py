"""What a comparison says, who takes part in it, and what a campaign makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiosk.campaign.rules import ComparePolicy


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


class Missing(StrEnum):
    """Why there is no score."""

    NOT_AGREED = "not-agreed"
    NO_PORTRAIT = "no-portrait"
    UNREACHABLE = "unreachable"
    """The server that has the enrolment photo did not answer in time."""
    PORTRAIT_UNUSABLE = "portrait-unusable"
    FACE_UNUSABLE = "face-unusable"


@dataclass(frozen=True)
class Compared:
    """How a finished photo stands to the enrolment photo; goes with it until it is submitted.

    Attributes
    ----------
    policy, mark
        Of the campaign, and the least score that passes.
    tries
        Captures a person has before staff look instead.
    result
        None with the reason in ``missing``.
    """

    policy: ComparePolicy
    mark: int
    tries: int
    result: Comparison | None
    missing: Missing | None = None

    @property
    def passed(self) -> bool:
        """Whether the score reaches the mark."""
        return self.result is not None and self.result.score >= self.mark

    @property
    def told(self) -> bool:
        """Whether the person is told of it."""
        return self.policy in (ComparePolicy.WARN, ComparePolicy.BLOCK)

    @property
    def held(self) -> bool:
        """Whether staff have to look before the photo is submitted."""
        return self.policy is ComparePolicy.BLOCK and not self.passed


def best(results: Sequence[Comparison]) -> Comparison:
    """Return the result of the capture most alike; several are made of one person at one time."""
    return max(results, key=lambda result: result.similarity)
