"""Models of the pages after the review: saving and done."""

from __future__ import annotations

from dataclasses import dataclass

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
