"""One row of the suite: what is asked, what has to be answered, and what was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from kiosk.central.conformance.visitor import Visitor


class Verdict(StrEnum):
    """``SKIPPED``: what the rule needs was not given; it says nothing about the server."""

    OK = "ok"
    FAIL = "fail"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Rule:
    """A rule of the contract.

    Attributes
    ----------
    check
        Tries it with a visitor; raises :class:`kiosk.central.conformance.calls.Breach` with what is wrong.
    """

    chapter: str
    name: str
    request: str
    expected: str
    check: Callable[[Visitor], None]


@dataclass(frozen=True)
class Row:
    """A rule that was tried; ``reason`` is empty when it holds."""

    chapter: str
    name: str
    request: str
    expected: str
    verdict: Verdict
    reason: str
