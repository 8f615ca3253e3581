"""What the review page says of the comparison: kind, with what helps, and staff as an equal way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kiosk.campaign.campaign import load_campaign
from kiosk.campaign.rules import COMPARISON, ComparePolicy
from kiosk.compare.comparison import Compared, Comparison, Missing
from kiosk.guidance.verdict import Severity, Status, Verdict
from kiosk.guidance.waiver import Waiver, WaiverReason
from kiosk.photo.spec import load_spec
from kiosk.session.photographing import EARLIER
from kiosk.session.state import SessionState, Step, Timing
from tests.session.test_comparing import NOW
from tests.session.test_lane import capture, photo
from ui.presenters.matching import Match, present_match
from ui.presenters.reviewing import present_review
from ui.texts import Language, load_texts
from ui.view import Draft, View


def told(
    score: int | None,
    policy: ComparePolicy = ComparePolicy.BLOCK,
    missing: Missing = Missing.NOT_AGREED,
    **more: Any,
) -> Match | None:
    return present_match(reviewing(score, policy, missing, **more))


def reviewing(
    score: int | None,
    policy: ComparePolicy = ComparePolicy.BLOCK,
    missing: Missing = Missing.NOT_AGREED,
    **more: Any,
) -> View:
    campaign = load_campaign("example")
    result = None if score is None else Comparison(score, 0.5, "sface-2021dec")
    compared = Compared(policy, 80, 3, result, None if result is not None else missing)
    state = SessionState(Step.REVIEW, session="s", capture=capture(1), takes=1)
    state = replace(state, photo=replace(photo(1), comparison=compared), **more)
    texts = load_texts(Language.EN)
    return View(state, 0.0, Timing(), campaign, load_spec(campaign.spec), texts, Draft())


def test_a_good_score_is_told_and_nothing_is_asked() -> None:
    match = told(93)
    assert match is not None and "93" in match.text and "80" in match.text
    assert (match.tone, match.staff, match.retake_first) == ("good", None, False)


def test_what_is_only_recorded_is_not_told() -> None:
    assert told(10, ComparePolicy.RECORD) is None and told(None, ComparePolicy.WARN) is None


def test_below_the_mark_what_helps_comes_first_and_staff_beside_it() -> None:
    verdict = Verdict("glasses", Status.FAIL, Severity.SHOULD)
    match = told(62, capture=replace(capture(1), verdicts=(verdict,)))
    assert match is not None and match.retake_first and match.staff is not None
    assert "take your glasses off" in match.text and "just as good" in match.text
    plain = told(62)
    assert plain is not None and "glasses" not in plain.text  # nobody is asked for what was not seen


def test_when_the_tries_are_used_up_staff_come_first() -> None:
    match = told(62, takes=3, notice=EARLIER)
    assert match is not None and not match.retake_first and match.staff is not None
    assert "It may help" not in match.text and "earlier photo" in match.text


@pytest.mark.parametrize("missing", list(Missing))
def test_nothing_to_compare_with_is_nobodys_fault(missing: Missing) -> None:
    match = told(None, missing=missing)
    assert match is not None and match.tone == "plain" and match.staff is not None
    assert match.retake_first is (missing is Missing.FACE_UNUSABLE)


def test_after_staff_looked_nothing_more_is_asked() -> None:
    match = told(62, waiver=Waiver((COMPARISON,), WaiverReason.LOOKED_AT, NOW))
    assert match is not None and (match.tone, match.staff) == ("good", None)


def test_a_warning_lets_the_photo_go_on() -> None:
    match = told(62, ComparePolicy.WARN)
    assert match is not None and (match.tone, match.staff, match.retake_first) == ("warn", None, True)


@pytest.mark.parametrize(
    ("score", "alike", "again"), [(93, True, False), (62, False, True), (None, False, False)]
)
def test_the_page_praises_no_photo_that_somebody_has_still_to_look_at(
    score: int | None, alike: bool, again: bool
) -> None:
    page = present_review(reviewing(score))
    assert (page.verdict == load_texts(Language.EN)("review.ok")) is alike
    assert (page.tone, page.retake_first) == ("good" if alike else "warn", again)
