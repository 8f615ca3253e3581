"""Where a campaign compares with the enrolment photo: its consent, the review page's words, staff's look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from kiosk.campaign.campaign import Campaign
from kiosk.campaign.consent import give_consent
from kiosk.campaign.rules import COMPARISON, ComparePolicy, CompareRules
from kiosk.compare.comparison import Compared, Comparison, Missing
from kiosk.guidance.verdict import Status
from kiosk.guidance.waiver import Waiver, WaiverReason
from kiosk.session.parts import StickListing, StickPicture
from kiosk.session.photographing import EARLIER
from kiosk.session.state import SessionState, Step
from ui.exhibit import Exhibit
from ui.gallery_scanning import ON_STICK

CARD = StickPicture("picture-9", "zp.bmp", 38_556, card=True)
MARK, TRIES = 80, 3
LIKE, UNLIKE = Comparison(93, 0.67, "sface-2021dec"), Comparison(62, 0.50, "sface-2021dec")


def matching_exhibits(review: SessionState, campaign: Campaign, now: datetime) -> Iterator[Exhibit]:
    """Return the pages; ``review`` is a right photo on its review page."""
    comparing = replace(campaign, compare=CompareRules(ComparePolicy.BLOCK))
    agreed = give_consent(comparing.asked, [text.purpose for text in comparing.asked], now)
    alike = _compared(review, LIKE, takes=1)
    yield Exhibit("review-alike", alike)
    unlike = _compared(review, UNLIKE, takes=1)
    assert unlike.capture is not None
    failing = ("glasses", "light-even")
    verdicts = tuple(
        replace(v, status=Status.FAIL) if v.rule in failing else v for v in unlike.capture.verdicts
    )
    yield Exhibit("review-unlike", replace(unlike, capture=replace(unlike.capture, verdicts=verdicts)))
    yield Exhibit("review-unlike-staff", replace(unlike, takes=TRIES, notice=EARLIER))
    yield Exhibit("review-not-compared", _compared(review, None, takes=1))
    looking = replace(unlike, step=Step.WAIVER, back=Step.REVIEW, waivable=(COMPARISON,), unlocked=True)
    looking = replace(looking, consents=agreed)
    yield Exhibit("waiver-look", looking, campaign=comparing)
    listed = StickListing((CARD, *ON_STICK), reader=True)
    choosing = replace(looking, step=Step.PORTRAIT, stick=listed, notice="compare-two-faces")
    yield Exhibit("portrait", choosing, campaign=comparing)
    absent = replace(choosing, stick=StickListing(None, True), notice=None)
    yield Exhibit("portrait-absent", absent, campaign=comparing)
    waiver = Waiver((COMPARISON,), WaiverReason.LOOKED_AT, now)
    yield Exhibit("review-vouched", replace(unlike, waiver=waiver))


def _compared(review: SessionState, result: Comparison | None, takes: int) -> SessionState:
    assert review.photo is not None
    missing = None if result is not None else Missing.NOT_AGREED
    compared = Compared(ComparePolicy.BLOCK, MARK, TRIES, result, missing)
    return replace(review, takes=takes, photo=replace(review.photo, comparison=compared))
