"""What a photo standard changes about the rules: the ``[guidance]`` table of a spec."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from pydantic import ConfigDict

from kiosk.guidance.verdict import Severity
from kiosk.tomlfile import STRICT


@dataclass(frozen=True)
class RuleChange:
    """Narrower bands for one rule, or another severity; what is None stays as it is.

    With ``enter`` alone the leave band keeps its distance from it.
    """

    enter: tuple[float, float] | None = None
    leave: tuple[float, float] | None = None
    severity: Severity | None = None
    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True)
class RuleChanges:
    """Rules that do not apply, and those that are stricter, by name."""

    off: tuple[str, ...] = ()
    tighten: Mapping[str, RuleChange] = field(default_factory=dict)
    __pydantic_config__: ClassVar[ConfigDict] = STRICT
