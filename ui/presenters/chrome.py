"""The frame around every page: school, progress, connection, and the question whether someone is there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from kiosk.services.setup_record import Chapter
from kiosk.session.state import Step
from ui.view import View

STAGES = (
    ("code", frozenset({Step.SCAN})),
    ("check", frozenset({Step.CONFIRM, Step.STANDING, Step.CONSENT, Step.CONTACT, Step.FEE})),
    ("photo", frozenset({Step.PREPARE, Step.FRAME, Step.FILES, Step.DEVELOPING})),
    ("review", frozenset({Step.REVIEW, Step.SAVING})),
    ("done", frozenset({Step.DONE})),
)
"""The session's steps as the five stages a person is told about."""


class StageState(StrEnum):
    DONE = "done"
    CURRENT = "current"
    TODO = "todo"


@dataclass(frozen=True)
class Stage:
    label: str
    state: StageState


@dataclass(frozen=True)
class Chrome:
    """What the header shows; ``link_tone`` is ``good`` or ``warn``, ``stages`` is empty outside a session."""

    school: str
    campaign: str
    stages: tuple[Stage, ...]
    language: str
    link_tone: str
    link_text: str
    look: str


@dataclass(frozen=True)
class IdleQuestion:
    """The overlay that asks whether someone is there, with the seconds left and their share."""

    title: str
    other: str
    seconds: str
    share: float
    explanation: str
    button: str


def present_chrome(view: View) -> Chrome:
    """Return the header's model."""
    language = view.texts.language
    if view.setup is not None:
        return _of_set_up(view, view.setup.number)
    tone, text = _link(view)
    return Chrome(
        school=view.campaign.school.in_language(language),
        campaign=view.campaign.name.in_language(language),
        stages=_stages(view),
        language=language,
        link_tone=tone,
        link_text=text,
        look=view.texts("look.button"),
    )


def _of_set_up(view: View, number: int | None) -> Chrome:
    """There is no school yet, and no way to a server: the header says how far staff have come."""
    texts = view.texts
    step = "" if number is None else texts("setup.step", number=number, count=len(Chapter))
    return Chrome(texts("setup.header"), step, (), texts.language, "good", "", texts("look.button"))


def present_idle(view: View) -> IdleQuestion | None:
    """Return the overlay's model while the warning is on, else None."""
    if not view.state.idle_warning:
        return None
    texts = view.texts
    return IdleQuestion(
        title=texts("idle.title"),
        other=texts.other("idle.title"),
        seconds=str(math.ceil(view.state.idle_left_s(view.timing, view.now))),
        share=min(1.0, view.state.idle_left_s(view.timing, view.now) / view.timing.warning_s),
        explanation=texts("idle.explanation"),
        button=texts("idle.button"),
    )


def _stages(view: View) -> tuple[Stage, ...]:
    aside = view.state.step in (Step.TROUBLE, Step.WAIVER, Step.PORTRAIT)
    step = view.state.back if aside else view.state.step
    at = next((i for i, (_, steps) in enumerate(STAGES) if step in steps), None)
    if at is None:
        return ()
    states = [
        StageState.DONE if i < at else StageState.CURRENT if i == at else StageState.TODO
        for i in range(len(STAGES))
    ]
    return tuple(
        Stage(view.texts(f"stage.{name}"), state) for (name, _), state in zip(STAGES, states, strict=True)
    )


def _link(view: View) -> tuple[str, str]:
    health = view.health
    if health is None:
        return "good", ""
    waiting = health.queued
    if health.link == "ok":
        return "good", view.texts("link.ok") if waiting == 0 else view.texts("link.sending", count=waiting)
    if waiting == 0:
        return "warn", view.texts("link.offline")
    return "warn", view.texts("link.queued", count=waiting)
