"""What votes come to, for every order of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.campaign.standing import Review
from kiosk.central.review_votes import DECISIONS, Vote, judge_votes


def vote(staff: str, review: Review, needed: int = 2, reason: str | None = None) -> Vote:
    return Vote(staff, review, reason, None, "2026-01-01T00:00:00.000+00:00", needed)


def test_one_person_decides_at_once_and_the_newest_holds() -> None:
    rejected, approved = vote("a", Review.REJECTED, 1, "ears"), vote("b", Review.APPROVED, 1)
    assert judge_votes([]).review is Review.RECEIVED
    assert judge_votes([rejected]).settled == rejected
    assert judge_votes([rejected, approved]).settled == approved


def test_of_two_the_first_waits_and_the_second_settles() -> None:
    first, second = vote("a", Review.REJECTED, 2, "ears"), vote("b", Review.REJECTED, 2, "hair")
    assert judge_votes([first]).review is Review.IN_REVIEW
    outcome = judge_votes([first, second])
    assert outcome.review is Review.REJECTED
    assert outcome.settled == second


def test_a_disagreement_goes_back_to_the_queue() -> None:
    outcome = judge_votes([vote("a", Review.APPROVED), vote("b", Review.REJECTED, 2, "ears")])
    assert (outcome.review, outcome.pending, outcome.settled) == (Review.RECEIVED, None, None)


votes = st.lists(st.builds(vote, st.sampled_from("abc"), st.sampled_from(DECISIONS), st.just(2)), max_size=12)


@given(votes)
def test_nobody_can_settle_anything_alone(given_votes: list[Vote]) -> None:
    for staff in "abc":
        own = [v for v in given_votes if v.staff == staff]
        assert judge_votes(own).settled is None
    outcome = judge_votes(given_votes)
    if outcome.settled is not None:
        # whoever spoke just before said the same and is somebody else
        *_, other, last = given_votes
        assert (other.staff != last.staff, other.review, last) == (True, last.review, outcome.settled)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([*DECISIONS, None]), st.sampled_from([1, 2])))
)
def test_taking_back_the_newest_vote_never_approves(steps: list[tuple[str, Review | None, int]]) -> None:
    """As long as nothing follows an approval, which is what the lock on approved photos is for."""
    standing: list[Vote] = []
    for staff, review, needed in steps:
        if review is None and standing:
            standing.pop()
            assert judge_votes(standing).review is not Review.APPROVED
        elif review is not None and judge_votes(standing).review is not Review.APPROVED:
            standing.append(vote(staff, review, needed))
