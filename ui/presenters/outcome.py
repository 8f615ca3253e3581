"""Models of the pages after the review: saving, done, trouble."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.photo.studio_file import StudioPhotoRefused
from ui.view import View


@dataclass(frozen=True)
class SavingPage:
    title: str
    lead: str


@dataclass(frozen=True)
class DonePage:
    title: str
    other_title: str
    saved: str
    saved_note: str
    delivered: bool
    delivery: str
    delivery_note: str
    receipt: str
    goodbye: str
    button: str


@dataclass(frozen=True)
class TroublePage:
    title: str
    advice: str
    code: str
    button: str
    leave: str | None


def present_saving(view: View) -> SavingPage:
    return SavingPage(view.texts("saving.title"), view.texts("saving.lead"))


def present_done(view: View) -> DonePage:
    """Return the model; the page is reached only after the submission is durable."""
    texts, state = view.texts, view.state
    return DonePage(
        title=texts("done.title"),
        other_title=texts.other("done.title"),
        saved=texts("done.saved"),
        saved_note=texts("done.saved_note"),
        delivered=state.delivered,
        delivery=texts("done.delivered" if state.delivered else "done.waiting"),
        delivery_note=texts("done.delivered_note" if state.delivered else "done.waiting_note"),
        receipt=texts("done.receipt", number=(state.submission or "")[-8:].upper()),
        goodbye=texts("done.goodbye"),
        button=texts("done.button"),
    )


def present_trouble(view: View) -> TroublePage:
    error = view.state.trouble
    if error is None:
        raise ValueError("the trouble page needs an error")
    title, advice = view.texts.error(error)
    if isinstance(error, StudioPhotoRefused):
        rules = view.texts("review.and").join(view.texts.named("rule", rule) for rule in error.rules)
        advice = view.texts("files.reasons", rules=rules)
    return TroublePage(
        title,
        advice,
        view.texts("trouble.code", code=error.code),
        view.texts("trouble.button"),
        None if view.state.session is None else view.texts("common.leave"),
    )
