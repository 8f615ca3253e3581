"""Models of the first pages: attract, and typing the code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ui.view import View

CODE_DIGITS = 16


@dataclass(frozen=True)
class AttractPage:
    """``state``: whether photos are taken now, or what staff should know; its ``tone``: good, warn, plain."""

    title: str
    other_title: str
    lead: str
    points: tuple[str, ...]
    button: str
    other_button: str
    help: str
    note: str
    state: str
    tone: str


@dataclass(frozen=True)
class TypedPage:
    title: str
    lead: str
    shown: str
    complaint: str | None
    complete: bool
    button: str
    back: str


def present_attract(view: View, now: datetime) -> AttractPage:
    """Return the model; ``now`` is the wall clock's time."""
    texts, greeted = view.texts, view.state.visitor
    title = "attract.greeting" if greeted else "attract.title"
    state, tone = _opening(view, now)
    return AttractPage(
        title=texts(title),
        other_title=texts.other(title),
        lead=texts("attract.greeting_lead" if greeted else "attract.lead"),
        points=tuple(texts(f"attract.point{i}") for i in (1, 2, 3)),
        button=texts("attract.button"),
        other_button=texts.other("attract.button"),
        help=texts("attract.help"),
        note=texts("attract.note"),
        state=state,
        tone=tone,
    )


def _opening(view: View, now: datetime) -> tuple[str, str]:
    """Whether the campaign is open; a network that wants a log-in keeps nobody from being photographed."""
    texts, campaign = view.texts, view.campaign
    if campaign.opens_at is not None and now < campaign.opens_at:
        return texts("attract.opens", date=_day(campaign.opens_at)), "warn"
    if campaign.closes_at is not None and now >= campaign.closes_at:
        return texts("attract.closed", date=_day(campaign.closes_at)), "warn"
    if view.health is not None and view.health.link == "portal":
        return texts("attract.portal"), "plain"
    if campaign.closes_at is not None:
        return texts("attract.open_until", date=_day(campaign.closes_at)), "good"
    return texts("attract.open"), "good"


def _day(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def present_typed(view: View) -> TypedPage:
    texts, typed = view.texts, view.draft.code
    padded = typed.ljust(CODE_DIGITS, "·")
    return TypedPage(
        title=texts("typed.title"),
        lead=texts("typed.lead"),
        shown="  ".join(padded[i : i + 4] for i in range(0, CODE_DIGITS, 4)),
        complaint=None if view.draft.complaint is None else texts.notice(view.draft.complaint),
        complete=len(typed) == CODE_DIGITS,
        button=texts("typed.button"),
        back=texts("typed.back"),
    )
