"""What a check-up says about one thing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fitness(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; ``advice`` says what to do unless it is ``OK``."""

    check: str
    fitness: Fitness
    detail: str
    advice: str | None = None
