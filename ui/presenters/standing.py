"""Models of the pages that say where somebody stands, and good-bye to who does not go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from kiosk.campaign.standing import Eligibility, Review, Standing
from kiosk.campaign.text import Text
from ui.view import View

WITHDRAWABLE = frozenset({Review.SAVED, Review.RECEIVED, Review.IN_REVIEW, Review.APPROVED, Review.REJECTED})
"""What can be taken back: everything that was submitted and is still held somewhere."""


class Mark(Enum):
    """What somebody's standing comes to at a glance."""

    GOOD = auto()
    PENDING = auto()
    WRONG = auto()


MARKS = {
    Review.SAVED: Mark.GOOD,
    Review.RECEIVED: Mark.GOOD,
    Review.IN_REVIEW: Mark.PENDING,
    Review.APPROVED: Mark.GOOD,
}
"""Of an earlier photo; all else is to be mended."""


@dataclass(frozen=True)
class StandingPage:
    """``rows`` are facts by name; ``go_on`` is the button to a new photo, None when there is none.

    ``understood`` is said instead of ``leave`` where there is nothing else to do.
    """

    waiting: bool
    mark: Mark
    title: str
    lead: str
    rows: tuple[tuple[str, str], ...]
    notice: str | None
    go_on: str | None
    withdraw: str | None
    help_button: str
    leave: str
    understood: str


@dataclass(frozen=True)
class DeclinedPage:
    title: str
    other_title: str
    lead: str
    alternative: str
    help_button: str
    button: str


def present_standing(view: View, reasons: Mapping[str, Text]) -> StandingPage:
    """Return the model; without a standing it is still being found out."""
    texts, state, standing = view.texts, view.state, view.state.standing
    notice = None if state.notice is None else texts.notice(state.notice)
    leave, help_button, understood = texts("common.leave"), texts("standing.help"), texts("help.button")
    if standing is None:
        title, lead = texts("standing.wait"), texts("standing.wait_lead")
        return StandingPage(
            True, Mark.PENDING, title, lead, (), notice, None, None, help_button, leave, understood
        )
    review, eligible = standing.history.review, standing.eligibility is Eligibility.ELIGIBLE
    key = f"standing.{standing.eligibility}"
    if review is not Review.NONE and standing.eligibility in (Eligibility.ELIGIBLE, Eligibility.ALREADY_DONE):
        key = f"standing.review_{review}"
    return StandingPage(
        waiting=False,
        mark=MARKS.get(review, Mark.WRONG),
        title=texts(f"{key}.title"),
        lead=texts(f"{key}.lead", until=_moment(standing.paused_until)),
        rows=_facts(view, standing, reasons),
        notice=notice,
        go_on=texts("standing.go_on") if eligible else None,
        withdraw=texts("standing.withdraw") if review in WITHDRAWABLE else None,
        help_button=help_button,
        leave=leave,
        understood=understood,
    )


def present_declined(view: View) -> DeclinedPage:
    """Return the model: kind words, and what else can be done."""
    texts, service = view.texts, view.campaign.service
    key = "declined.withdrawn" if view.state.notice == "withdrawn" else "declined.refused"
    return DeclinedPage(
        title=texts(f"{key}.title"),
        other_title=texts.other(f"{key}.title"),
        lead=texts(f"{key}.lead"),
        alternative=service.office.in_language(texts.language),
        help_button=texts("standing.help"),
        button=texts("done.button"),
    )


def _facts(view: View, standing: Standing, reasons: Mapping[str, Text]) -> tuple[tuple[str, str], ...]:
    texts, campaign, history = view.texts, view.campaign, standing.history
    reason = None if history.reason is None else reasons.get(history.reason)
    rows = [
        ("reason", None if reason is None else reason.in_language(texts.language)),
        ("note", history.note),
        ("opens", _moment(campaign.opens_at)),
        ("closes", _moment(campaign.closes_at)),
        ("school", campaign.school.in_language(texts.language)),
        ("photos_left", str(standing.photos_left)),
    ]
    wanted = {
        Eligibility.NOT_OPEN: {"opens", "closes"},
        Eligibility.CLOSED: {"opens", "closes"},
        Eligibility.SCHOOL_NOT_ENABLED: {"school"},
        Eligibility.NOT_INCLUDED: {"school"},
        Eligibility.UNKNOWN: {"school"},
    }.get(standing.eligibility, {"reason", "note"})
    if standing.eligibility is Eligibility.ELIGIBLE:
        wanted = wanted | {"photos_left"}
    return tuple((texts(f"standing.fact_{name}"), value) for name, value in rows if name in wanted and value)


def _moment(at: datetime | None) -> str:
    return "" if at is None else at.astimezone().strftime("%Y-%m-%d %H:%M")
