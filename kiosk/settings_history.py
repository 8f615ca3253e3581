"""Settings of earlier versions: what became of keys that are gone, so that an update never stops a booth."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Gone:
    """A key that is no longer read.

    Attributes
    ----------
    key
        Its dotted name.
    says
        What became of it, for whoever maintains the file.
    holds
        Whether a value is one of an earlier version's; others are mistakes of today's.
    """

    key: str
    says: str
    holds: Callable[[Any], bool] = lambda value: True


_SCRYPT = re.compile(r"^[0-9a-f]{32}\$[0-9a-f]{64}$")

GONE = (
    Gone(
        "session.manual_shutter_s",
        "the person no longer takes the photo by hand; staff do, on their page",
    ),
    Gone(
        "operator.pin_hash",
        "it is in an earlier form: set the PIN again (kiosk doctor --hash-pin); until then nobody enters",
        lambda value: isinstance(value, str) and _SCRYPT.match(value) is not None,
    ),
)
"""Newest last; an entry stays for good. Keys that are new need none: every setting has its default."""


def brought_up_to_date(data: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Gone, ...]]:
    """Return parsed settings without what is gone, and what that was."""
    current = {key: dict(value) if isinstance(value, Mapping) else value for key, value in data.items()}
    found = []
    for gone in GONE:
        section, _, key = gone.key.partition(".")
        table = current.get(section)
        if isinstance(table, dict) and key in table and gone.holds(table[key]):
            del table[key]
            found.append(gone)
    return current, tuple(found)


def without_gone(text: str, gone: tuple[Gone, ...]) -> str:
    """Return a settings file's text with each line that sets one of ``gone`` made a comment that says why."""
    lines, section = [], ""
    names = {item.key: item for item in gone}
    for line in text.splitlines(keepends=True):
        if (heading := re.match(r"\s*\[([\w.-]+)\]", line)) is not None:
            section = heading.group(1)
        key = re.match(r"\s*([\w-]+)\s*=", line)
        item = None if key is None else names.get(f"{section}.{key.group(1)}")
        lines.append(line if item is None else f"# {key.group(1) if key else ''}: {item.says}\n")
    return "".join(lines)
