"""Where a person stands: every answer, limits in their window, nobody excluded by what is not said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.campaign.campaign import Campaign, load_campaign
from kiosk.campaign.rules import Choice, Limits, RosterUse
from kiosk.campaign.standing import AHEAD, Eligibility, History, Review, Standing, judge_standing
from kiosk.campaign.text import Text
from kiosk.capture_code.code import CaptureCode, PayloadForm
from kiosk.clock import ManualClock

NOW = ManualClock().now()
DAY = timedelta(days=1)
CAMPAIGN = load_campaign("example")
CODE = CaptureCode(raw="x", form=PayloadForm.JSON, school_code="00000", level="本科", category="普通")
BACHELOR = Choice("bachelor", Text("本科", "Bachelor"))
REGULAR = Choice("regular", Text("普通高等教育", "Regular"), codes=("普通",))


def judged(campaign: Campaign = CAMPAIGN, *, roster: bool = False, **history: object) -> Standing:
    return judge_standing(campaign, CODE, roster, History(**history), NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Eligibility.ELIGIBLE),
        ({"school_code": "00001"}, Eligibility.SCHOOL_NOT_ENABLED),
        ({"opens_at": NOW + DAY}, Eligibility.NOT_OPEN),
        ({"opens_at": NOW}, Eligibility.ELIGIBLE),
        ({"closes_at": NOW}, Eligibility.CLOSED),
        ({"closes_at": NOW + DAY}, Eligibility.ELIGIBLE),
        ({"levels": (BACHELOR,), "categories": (REGULAR,)}, Eligibility.ELIGIBLE),
        (
            {"levels": (replace(BACHELOR, id="master", title=Text("硕士", "Master")),)},
            Eligibility.NOT_INCLUDED,
        ),
        ({"roster": RosterUse.REQUIRED}, Eligibility.UNKNOWN),
        ({"roster": RosterUse.OPTIONAL}, Eligibility.ELIGIBLE),
    ],
)
def test_campaigns_answer(changes: dict[str, object], expected: Eligibility) -> None:
    assert judged(replace(CAMPAIGN, **changes)).eligibility is expected  # type: ignore[arg-type]


def test_a_code_that_says_nothing_is_excluded_by_nothing() -> None:
    campaign = replace(CAMPAIGN, school_code="00001", levels=(BACHELOR,), categories=(REGULAR,))
    opaque = CaptureCode(raw="opaque", form=PayloadForm.OPAQUE)
    assert judge_standing(campaign, opaque, False, History(), NOW).clear


@pytest.mark.parametrize("review", list(Review))
def test_after_a_submission_only_a_rejection_opens_the_way_again(review: Review) -> None:
    standing = judged(review=review)
    again = review in (Review.NONE, Review.REJECTED, Review.RETAKE_REQUESTED)
    assert (standing.eligibility is Eligibility.ELIGIBLE) == again
    assert standing.clear == (review is Review.NONE)


def test_resubmissions_are_limited() -> None:
    campaign = replace(CAMPAIGN, limits=Limits(resubmissions=2))
    for rejections, expected in (
        (1, Eligibility.ELIGIBLE),
        (2, Eligibility.ELIGIBLE),
        (3, Eligibility.ALREADY_DONE),
    ):
        assert judged(campaign, review=Review.REJECTED, rejections=rejections).eligibility is expected


def test_photos_pause_until_the_oldest_leaves_the_window() -> None:
    hour = timedelta(hours=1)
    times = (NOW - 23 * hour, NOW - 2 * hour, NOW - hour)
    paused = judged(standardized_at=times)
    assert (paused.eligibility, paused.photos_left) == (Eligibility.PAUSED, 0)
    assert paused.paused_until == NOW + hour
    later = judge_standing(CAMPAIGN, CODE, False, History(standardized_at=times), NOW + hour)
    assert (later.eligibility, later.photos_left) == (Eligibility.ELIGIBLE, 1)


def test_a_photo_of_years_to_come_pauses_nobody() -> None:
    """A booth whose clock was ahead made it; within what clocks may differ it counts."""
    wrong = (NOW + 3650 * DAY,) * 5
    assert judged(standardized_at=wrong).clear
    assert judged(standardized_at=(*wrong, *(NOW + AHEAD,) * 3)).eligibility is Eligibility.PAUSED


@given(st.lists(st.floats(0, 100), max_size=8), st.integers(1, 4))
def test_a_pause_ends_when_it_says(ages_h: list[float], limit: int) -> None:
    campaign = replace(CAMPAIGN, limits=Limits(standardizations=limit))
    times = tuple(NOW - timedelta(hours=age) for age in ages_h)
    standing = judged(campaign, standardized_at=times)
    if standing.paused_until is None:
        return
    just = timedelta(milliseconds=1)
    history = History(standardized_at=times)
    before = judge_standing(campaign, CODE, False, history, standing.paused_until - just)
    after = judge_standing(campaign, CODE, False, history, standing.paused_until)
    assert before.eligibility is Eligibility.PAUSED and after.eligibility is Eligibility.ELIGIBLE
