"""From what staff said about a photo to what holds: pure, so an undo is the same sum without one vote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.campaign.standing import Review

DECISIONS = (Review.APPROVED, Review.REJECTED, Review.RETAKE_REQUESTED)
"""What a reviewer can say; the last two need a reason."""


@dataclass(frozen=True)
class Vote:
    """What one staff member said.

    Attributes
    ----------
    at
        RFC 3339 in UTC.
    needed
        How many different staff members had to agree when it was given: 1 or 2.
    """

    staff: str
    review: Review
    reason: str | None
    note: str | None
    at: str
    needed: int


@dataclass(frozen=True)
class Outcome:
    """What holds now: ``settled`` is the vote that decided, ``pending`` the first of two."""

    settled: Vote | None = None
    pending: Vote | None = None

    @property
    def review(self) -> Review:
        """The state that booths and the person are told."""
        if self.settled is not None:
            return self.settled.review
        return Review.RECEIVED if self.pending is None else Review.IN_REVIEW


def judge_votes(votes: Iterable[Vote]) -> Outcome:
    """Return what a photo's votes, oldest first, come to.

    Where two must agree, a second vote of the same person replaces their first; another's that says the
    same settles it, with the reason given last; one that says otherwise sends the photo back to the queue.
    """
    outcome = Outcome()
    for vote in votes:
        first = outcome.pending
        if vote.needed == 1:
            outcome = Outcome(settled=vote)
        elif first is None or first.staff == vote.staff:
            outcome = Outcome(pending=vote)
        elif first.review is vote.review:
            outcome = Outcome(settled=vote)
        else:
            outcome = Outcome()
    return outcome
