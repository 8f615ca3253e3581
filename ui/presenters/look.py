"""The panel in which a person sets how the booth looks and sounds to them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from kiosk.look import Look
from ui.texts import Texts

ORDER = ("large", "contrast", "sound", "motion", "seated", "left_handed")
"""Of the switches: fields of :class:`kiosk.look.Look`, what most people look for first."""


@dataclass(frozen=True)
class Switch:
    """One switch: its name, what it does, and whether it is on."""

    name: str
    label: str
    note: str
    state: str
    on: bool


@dataclass(frozen=True)
class LookPage:
    """The panel; ``changed`` is whether anything is not as this booth starts."""

    title: str
    lead: str
    switches: tuple[Switch, ...]
    reset: str
    changed: bool
    done: str


def present_look(texts: Texts, look: Look, first: Look) -> LookPage:
    """Return the panel's model; ``first`` is how a session starts at this booth."""
    switches = []
    for name in ORDER:
        on = bool(getattr(look, name))
        switches.append(
            Switch(
                name,
                texts(f"look.{name}"),
                texts(f"look.{name}_note"),
                texts("look.on" if on else "look.off"),
                on,
            )
        )
    return LookPage(
        title=texts("look.title"),
        lead=texts("look.lead"),
        switches=tuple(switches),
        reset=texts("look.reset"),
        changed=look != first,
        done=texts("look.done"),
    )


def turned(look: Look, name: str) -> Look:
    """Return the look with one switch the other way."""
    if name not in {field.name for field in fields(Look)}:
        raise KeyError(name)
    return replace(look, **{name: not getattr(look, name)})
