"""The hints' texts, arrows and timing, read from ``config/hints.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict

from kiosk.errors import KioskError
from kiosk.guidance.rules import Rules
from kiosk.tomlfile import STRICT, load

HOLD = "hold-still"
PRAISE = "well-done"


class HintKind(StrEnum):
    FIX = "fix"
    HOLD = "hold"
    PRAISE = "praise"


class Arrow(StrEnum):
    """Directions as the person sees them in the mirror."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    NEARER = "nearer"
    FARTHER = "farther"
    TURN_LEFT = "turn-left"
    TURN_RIGHT = "turn-right"
    TILT_LEFT = "tilt-left"
    TILT_RIGHT = "tilt-right"


@dataclass(frozen=True)
class HintText:
    """One hint: what is said in each language, and the arrow shown with it.

    Attributes
    ----------
    zh2, en2
        Other words for who has heard the first ones for ``reword_s`` in vain.
    picture
        A file of ``assets/pictograms``, drawn for the arrow's left side: shown with the first words where
        there is no arrow, else with the other words.
    """

    kind: HintKind
    zh: str
    en: str
    arrow: Arrow | None = None
    zh2: str | None = None
    en2: str | None = None
    picture: str | None = None
    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True)
class HintTiming:
    """How long hints stay; explained in ``config/hints.toml``."""

    least_s: float
    praise_s: float
    praise_after_s: float
    linger_s: float
    follow_s: float
    reword_s: float
    give_way_s: float
    rest_s: float
    forget_s: float
    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True)
class Hints:
    """Every hint by its code."""

    timing: HintTiming
    hints: Mapping[str, HintText]
    __pydantic_config__: ClassVar[ConfigDict] = STRICT


def load_hints(path: Path, rules: Rules) -> Hints:
    """Read ``config/hints.toml`` and check that every code the rules use is there.

    Raises
    ------
    KioskError
        ``config-invalid`` naming the missing codes; also what :func:`kiosk.tomlfile.load` raises.
    """
    hints = load(path, Hints)
    remedies = (remedy for rule in rules.rules for remedy in (rule.below, rule.above))
    wanted = {remedy.hint for remedy in remedies if remedy is not None} | {HOLD, PRAISE}
    missing = sorted(wanted - set(hints.hints))
    if missing:
        raise KioskError(
            "config-invalid", f"{path} lacks the hints {', '.join(missing)}.", "Add them and try again."
        )
    return hints
