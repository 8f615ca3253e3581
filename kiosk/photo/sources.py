"""Where the numbers of a spec come from: grades as data, tables laid over each other, nothing unsourced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

UNSOURCED = ("name", "like", "title_zh", "title_en", "note_zh", "note_en", "sources")
"""Names and words of a spec file; everything else is a rule and says where it comes from."""

WHOLE = ("colours",)
"""Tables that a file gives as a whole or not at all: a standard with one colour allows no other's."""


class Grade(StrEnum):
    """How well a rule of a photo standard is founded."""

    V2 = "V2"
    """Several independent pages agree."""
    V = "V"
    """One source."""
    D = "D"
    """Derived by arithmetic from a graded number, or chosen where the standard leaves it open."""
    M = "M"
    """Measured by this project."""
    U = "U"
    """Unverified."""


class Source(NamedTuple):
    """Where one value of a spec comes from; in the file ``"size.dpi" = ["V2", "300 in the header"]``."""

    grade: Grade
    text: str


def leaves(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value below ``table`` with its dotted key; a list is one value."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def unsourced(data: Mapping[str, Any]) -> list[str]:
    """Return the dotted keys of the file's rules that its own ``[sources]`` do not explain."""
    sources = data.get("sources", {})
    rules = {key: value for key, value in data.items() if key not in UNSOURCED}
    return [key for key, _ in leaves(rules) if key not in sources]


def idle_sources(data: Mapping[str, Any]) -> list[str]:
    """Return the keys of ``[sources]`` that explain nothing in the file."""
    known = {key for key, _ in leaves(data)}
    return [key for key in data.get("sources", {}) if key not in known]


def laid_over(base: Mapping[str, Any], top: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``base`` with the values of ``top`` in place of its own, table by table.

    A table of :data:`WHOLE` is replaced as one, so that entries can be taken away.
    """
    merged = dict(base)
    for key, value in top.items():
        below = merged.get(key)
        if key not in WHOLE and isinstance(below, Mapping) and isinstance(value, Mapping):
            merged[key] = laid_over(below, value)
        else:
            merged[key] = value
    return merged
