"""Where a person stands in a campaign: may they be photographed now, what became of an earlier photo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from kiosk.campaign.campaign import Campaign
from kiosk.campaign.rules import Choice, RosterUse
from kiosk.capture_code.code import CaptureCode

AHEAD = timedelta(minutes=5)
"""How far two clocks may differ (``clock_bad_s``). A photo made later than that from now on is one of a clock
that was wrong, and counts for no limit: it would keep its person waiting until that time comes."""


class Eligibility(StrEnum):
    """The answers; every one has words in both languages."""

    ELIGIBLE = "eligible"
    NOT_OPEN = "not-open"
    CLOSED = "closed"
    SCHOOL_NOT_ENABLED = "school-not-enabled"
    NOT_INCLUDED = "not-included"
    ALREADY_DONE = "already-done"
    PAUSED = "paused"
    UNKNOWN = "unknown"


class Review(StrEnum):
    """What became of a submission; the server owns it. ``NONE``: nothing was submitted."""

    NONE = "none"
    SAVED = "saved"
    RECEIVED = "received"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    REJECTED = "rejected"
    RETAKE_REQUESTED = "retake_requested"


class Paid(StrEnum):
    """The fee: nothing to pay, paid, open, or not known (no network)."""

    NOT_DUE = "not-due"
    PAID = "paid"
    OPEN = "open"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class History:
    """What is known of a person's earlier visits, here and (when online) elsewhere.

    Attributes
    ----------
    review, reason, note
        Of the newest submission; ``reason`` is a code of the server's list, ``note`` the reviewer's words.
    submission
        Its id, when it was made at this booth.
    rejections
        How often a submission was rejected or a retake asked for.
    standardized_at
        When finished photos were made within the limit's window.
    online
        Whether the central server was asked; if not, only this booth's own memory is here.
    """

    review: Review = Review.NONE
    reason: str | None = None
    note: str | None = None
    submission: str | None = None
    rejections: int = 0
    standardized_at: tuple[datetime, ...] = ()
    paid: Paid = Paid.UNKNOWN
    online: bool = False


@dataclass(frozen=True)
class Standing:
    """The answer shown to a person.

    Attributes
    ----------
    paused_until
        With :data:`Eligibility.PAUSED`: from when on photos may be made again.
    photos_left
        Finished photos left before the pause.
    """

    eligibility: Eligibility
    history: History = History()
    paused_until: datetime | None = None
    photos_left: int = 0

    @property
    def clear(self) -> bool:
        """Whether the session can go on without a word: eligible, and nothing was submitted before."""
        return self.eligibility is Eligibility.ELIGIBLE and self.history.review is Review.NONE


def school_fits(campaign: Campaign, code: CaptureCode) -> bool:
    """Whether the code can belong to this campaign's school: not when it names another."""
    return campaign.school_code is None or code.school_code in (None, campaign.school_code)


def judge_standing(
    campaign: Campaign, code: CaptureCode, on_roster: bool, history: History, now: datetime
) -> Standing:
    """Say where the holder of ``code`` stands; pure.

    Parameters
    ----------
    on_roster
        Whether the campaign's roster knows the code; means nothing without one.
    now
        With time zone.
    """
    photos = _within(history.standardized_at, campaign, now)
    left = campaign.limits.standardizations - len(photos)
    standing = Standing(Eligibility.ELIGIBLE, history, photos_left=max(0, left))
    if not school_fits(campaign, code):
        return replace(standing, eligibility=Eligibility.SCHOOL_NOT_ENABLED)
    if campaign.opens_at is not None and now < campaign.opens_at:
        return replace(standing, eligibility=Eligibility.NOT_OPEN)
    if campaign.closes_at is not None and now >= campaign.closes_at:
        return replace(standing, eligibility=Eligibility.CLOSED)
    if not (_included(campaign.categories, code.category) and _included(campaign.levels, code.level)):
        return replace(standing, eligibility=Eligibility.NOT_INCLUDED)
    if campaign.roster is RosterUse.REQUIRED and not on_roster:
        return replace(standing, eligibility=Eligibility.UNKNOWN)
    if history.review is Review.APPROVED or (
        history.review in (Review.SAVED, Review.RECEIVED, Review.IN_REVIEW)
    ):
        return replace(standing, eligibility=Eligibility.ALREADY_DONE)
    if history.rejections > campaign.limits.resubmissions:
        return replace(standing, eligibility=Eligibility.ALREADY_DONE)
    if left <= 0:
        # The oldest of the photos that count leaves the window first, and one more may be made.
        until = sorted(photos)[-campaign.limits.standardizations] + _pause(campaign)
        return replace(standing, eligibility=Eligibility.PAUSED, paused_until=until)
    return standing


def _pause(campaign: Campaign) -> timedelta:
    return timedelta(hours=campaign.limits.pause_h)


def _within(times: tuple[datetime, ...], campaign: Campaign, now: datetime) -> list[datetime]:
    return [at for at in times if now - at < _pause(campaign) and at <= now + AHEAD]


def _included(choices: tuple[Choice, ...], word: str | None) -> bool:
    """A word the code does not say excludes nobody."""
    return not choices or word is None or any(choice.is_meant_by(word) for choice in choices)
