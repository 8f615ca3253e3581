"""The model of the help page: where the code is found, what to do about a wrong record, whom to ask."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.session.parts import HelpTopic
from ui.presenters.staff import Option
from ui.view import View

WAYS = ("web", "wechat", "app")
"""The three places where a capture code is found; also the names of the illustrations."""
STEPS = 3


@dataclass(frozen=True)
class Way:
    """One way to the code; ``illustration`` is a file of ``assets/help``."""

    illustration: str
    title: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class HelpPage:
    """``ways`` belong to the topic *code*, ``steps`` to *record*; ``facts`` (name and value) to those with an
    office to go to.
    """

    title: str
    lead: str
    topics: tuple[Option, ...]
    ways: tuple[Way, ...]
    steps: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    words: str | None
    button: str


def present_help(view: View) -> HelpPage:
    """Return the model; the person may have turned to another topic than the one asked for."""
    texts, topic = view.texts, view.draft.topic or view.state.topic
    return HelpPage(
        title=texts(f"help.{topic}_title"),
        lead=texts(f"help.{topic}_lead"),
        topics=tuple(Option(each, texts(f"help.{each}"), each is topic) for each in HelpTopic),
        ways=tuple(_way(view, name) for name in WAYS) if topic is HelpTopic.CODE else (),
        steps=_record_steps(view) if topic is HelpTopic.RECORD else (),
        facts=() if topic is HelpTopic.CODE else _facts(view),
        words=_own_words(view) if topic is HelpTopic.SERVICE else None,
        button=texts("help.button"),
    )


def _way(view: View, name: str) -> Way:
    steps = tuple(view.texts(f"help.{name}_step{nth}") for nth in range(1, STEPS + 1))
    return Way(name, view.texts(f"help.{name}_title"), steps)


def _record_steps(view: View) -> tuple[str, ...]:
    return tuple(view.texts(f"help.record_step{nth}") for nth in range(1, STEPS + 1))


def _facts(view: View) -> tuple[tuple[str, str], ...]:
    texts, service = view.texts, view.campaign.service
    rows = (
        ("office", service.office.in_language(texts.language)),
        ("phone", service.phone),
        ("hours", service.hours.in_language(texts.language)),
    )
    return tuple((texts(f"help.fact_{name}"), value) for name, value in rows if value)


def _own_words(view: View) -> str | None:
    words = view.campaign.service.help
    return None if words is None else words.in_language(view.texts.language).strip()
