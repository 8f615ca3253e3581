"""Smooth human movement: eased changes of named measures, idle sway, breath and blinks."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass


def eased(share: float) -> float:
    """Minimum-jerk course of a reaching movement, 0..1 → 0..1 (Flash & Hogan 1985)."""
    s = min(1.0, max(0.0, share))
    return s * s * s * (10 + s * (6 * s - 15))


@dataclass(frozen=True)
class Glide:
    """One measure on its way from a value to another."""

    begins_s: float
    lasts_s: float
    start: float
    goal: float

    def at(self, now_s: float) -> float:
        if self.lasts_s <= 0:
            return self.goal if now_s >= self.begins_s else self.start
        return self.start + (self.goal - self.start) * eased((now_s - self.begins_s) / self.lasts_s)


class Measures:
    """Named numbers, each still or gliding; read at any time that does not go back."""

    def __init__(self, values: Mapping[str, float]) -> None:
        self._glides = {name: Glide(0.0, 0.0, value, value) for name, value in values.items()}

    def at(self, name: str, now_s: float) -> float:
        return self._glides[name].at(now_s)

    def goal(self, name: str) -> float:
        """Where the measure is or is going."""
        return self._glides[name].goal

    def glide(self, name: str, goal: float, now_s: float, lasts_s: float, delay_s: float = 0.0) -> None:
        """Begin a movement after ``delay_s``; a running one is left where it is now."""
        start = self.at(name, now_s)
        self._glides[name] = Glide(now_s + delay_s, lasts_s, start, goal)

    def put(self, name: str, value: float) -> None:
        """Set at once."""
        self._glides[name] = Glide(0.0, 0.0, value, value)


def sway(now_s: float, phase: float) -> tuple[float, float, float, float]:
    """Idle motion as slow sines that never repeat together: x, y, roll, breath, each -1..1."""
    x = 0.6 * math.sin(0.9 * now_s + phase) + 0.4 * math.sin(1.7 * now_s + 2.1 * phase)
    y = 0.5 * math.sin(0.7 * now_s + 1.3 * phase) + 0.3 * math.sin(1.9 * now_s)
    roll = 0.7 * math.sin(0.5 * now_s + 0.7 * phase) + 0.3 * math.sin(1.3 * now_s + phase)
    breath = math.sin(2 * math.pi * now_s / 3.9 + phase)
    return x, y, roll, breath


def blink(since_s: float, lasts_s: float) -> float:
    """Lid closure 0..1 at ``since_s`` after a blink began: shut in a third of the time, open in the rest."""
    if not 0 <= since_s < lasts_s:
        return 0.0
    share = since_s / lasts_s
    return eased(share / 0.35) if share < 0.35 else 1 - eased((share - 0.45) / 0.55)
