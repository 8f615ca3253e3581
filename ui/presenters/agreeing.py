"""Model of the page on which one agrees."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.campaign.campaign import Campaign
from ui.texts import Texts
from ui.view import View


@dataclass(frozen=True)
class ConsentItem:
    """One agreement in both languages; ``mark`` says whether it must be given to go on."""

    purpose: str
    title: str
    other_title: str
    body: str
    other_body: str
    version: str
    mark: str
    ticked: bool
    required: bool
    state: str


@dataclass(frozen=True)
class ConsentPage:
    title: str
    lead: str
    items: tuple[ConsentItem, ...]
    complete: bool
    button: str
    decline: str


def present_consent(view: View) -> ConsentPage:
    return consent_page(view.campaign, view.texts, view.draft.ticked)


def consent_page(campaign: Campaign, texts: Texts, ticked: frozenset[str]) -> ConsentPage:
    """Return the model; ``ticked`` are the purposes of the agreements that are given."""
    own, other = texts.language, texts.language.other
    items = tuple(
        ConsentItem(
            each.purpose,
            each.title.in_language(own),
            each.title.in_language(other),
            each.body.in_language(own).strip(),
            each.body.in_language(other).strip(),
            texts("consent.version", version=each.version),
            texts("consent.required" if each.required else "consent.optional"),
            each.purpose in ticked,
            each.required,
            texts("consent.ticked" if each.purpose in ticked else "consent.unticked"),
        )
        for each in campaign.asked
    )
    left = sum(item.required and not item.ticked for item in items)
    return ConsentPage(
        title=texts("consent.title"),
        lead=texts("consent.left", count=left) if left and ticked else texts("consent.lead"),
        items=items,
        complete=left == 0,
        button=texts("consent.button"),
        decline=texts("consent.decline"),
    )
