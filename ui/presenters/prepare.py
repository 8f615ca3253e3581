"""Model of the photographing guide: how it should be, and the mistakes that this standard does not allow."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.guidance.verdict import Severity
from kiosk.photo.spec import PhotoSpec, Rgb
from ui.view import View

GOOD = "good"
"""The picture of how it should be (``assets/guide/good.webp``)."""

RIGHT = ("face", "shoulders", "ears", "lips", "clothes")
"""What is right about it, names of texts."""

SHEET, SHEETS = 8, 2
"""Mistakes shown at once, as many as are still recognized from 1.5 m, and how many times as many at most."""


@dataclass(frozen=True)
class Mistake:
    """One mistake; ``name`` is its picture's and its text's.

    Attributes
    ----------
    rules
        Names in ``config/rules.toml``; a standard that switches all of them off allows it.
    backgrounds
        The colours of the finished photo's background that make it one; empty: every colour.
    when_must
        Whether it is one only for a standard that makes the rule a must.
    """

    name: str
    rules: tuple[str, ...]
    backgrounds: tuple[str, ...] = ()
    when_must: bool = False


MISTAKES = (
    Mistake("ears", ("ear-left", "ear-right")),
    Mistake("brows", ("brows-free",)),
    Mistake("glasses", ("glasses",), when_must=True),
    Mistake("glare", ("lens-glare",)),
    Mistake("hat", ("head-covering",)),
    Mistake("blue", ("clothes-blue",)),
    Mistake("white", ("clothes-wall",), backgrounds=("white", "light-grey")),
    Mistake("mouth", ("mouth-closed",)),
    Mistake("shoulders", ("shoulders-level",)),
    Mistake("tilted", ("roll",)),
    Mistake("turned", ("yaw",)),
    Mistake("half-shadow", ("light-even",)),
    Mistake("eyes", ("eyes-open",)),
    Mistake("gaze", ("gaze-x", "gaze-y")),
    Mistake("headphones", ("headphones",)),
    Mistake("mask", ("face-free",)),
    Mistake("near", ("distance",)),
    Mistake("far", ("distance",)),
)
"""First what has to be put right before one sits down; the rest the live guidance corrects."""


@dataclass(frozen=True)
class PreparePage:
    """``sheets``: the mistakes as (picture, caption), a screenful each; ``file_button`` None: no such way."""

    title: str
    lead: str
    good: str
    right: tuple[str, ...]
    sheets: tuple[tuple[tuple[str, str], ...], ...]
    background: Rgb
    more: str
    button: str
    file_button: str | None
    back: str


def mistakes_for(spec: PhotoSpec) -> tuple[Mistake, ...]:
    """Return the mistakes that ``spec`` does not allow, the most useful first."""
    return tuple(each for each in MISTAKES if _applies(each, spec))


def _applies(mistake: Mistake, spec: PhotoSpec) -> bool:
    if mistake.backgrounds and spec.background.colour not in mistake.backgrounds:
        return False
    if mistake.when_must:
        changes = (spec.guidance.tighten.get(rule) for rule in mistake.rules)
        return any(change is not None and change.severity is Severity.MUST for change in changes)
    return not set(mistake.rules) <= set(spec.guidance.off)


def present_prepare(view: View) -> PreparePage:
    texts = view.texts
    told = [(each.name, texts(f"guide.{each.name}")) for each in mistakes_for(view.spec)][: SHEET * SHEETS]
    return PreparePage(
        title=texts("prepare.title"),
        lead=texts("prepare.lead"),
        good=texts("prepare.good"),
        right=tuple(texts(f"guide.right_{name}") for name in RIGHT),
        sheets=tuple(tuple(told[start : start + SHEET]) for start in range(0, len(told), SHEET)),
        background=view.spec.background.rgb,
        more=texts("prepare.more"),
        button=texts("prepare.button"),
        file_button=texts("prepare.file") if view.campaign.steps.studio_file else None,
        back=texts("common.back"),
    )
