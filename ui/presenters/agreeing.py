"""Models of the pages between identity and camera: consent and preparation."""

from __future__ import annotations

from dataclasses import dataclass

from ui.view import View

EXAMPLES = (
    ("pose-good", True, "front"),
    ("ears-covered", False, "ears"),
    ("head-tilted", False, "tilt"),
    ("mouth-open", False, "mouth"),
    ("glasses-glare", False, "glasses"),
    ("shirt-collar", True, "clothes"),
)
"""Illustration file, whether it shows how it should be, and the name of its text."""


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


@dataclass(frozen=True)
class ConsentPage:
    title: str
    lead: str
    items: tuple[ConsentItem, ...]
    complete: bool
    button: str
    decline: str


@dataclass(frozen=True)
class Example:
    """One drawn example; ``good`` says whether it shows how it should be."""

    illustration: str
    good: bool
    verdict: str
    caption: str


@dataclass(frozen=True)
class PreparePage:
    title: str
    lead: str
    examples: tuple[Example, ...]
    button: str
    back: str


def present_consent(view: View) -> ConsentPage:
    texts, ticked = view.texts, view.draft.ticked
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
        )
        for each in view.campaign.consents
    )
    return ConsentPage(
        title=texts("consent.title"),
        lead=texts("consent.lead"),
        items=items,
        complete=all(item.ticked for item in items if item.required),
        button=texts("consent.button"),
        decline=texts("consent.decline"),
    )


def present_prepare(view: View) -> PreparePage:
    texts = view.texts
    return PreparePage(
        title=texts("prepare.title"),
        lead=texts("prepare.lead"),
        examples=tuple(
            Example(file, good, texts("prepare.good" if good else "prepare.bad"), texts(f"prepare.{name}"))
            for file, good, name in EXAMPLES
        ),
        button=texts("prepare.button"),
        back=texts("common.back"),
    )
