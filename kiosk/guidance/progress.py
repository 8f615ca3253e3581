"""How it goes with what was said: is the person following it, or stuck on it?"""

from __future__ import annotations

from kiosk.guidance.hints import HintTiming
from kiosk.guidance.rules import Rule

PROGRESS = 0.9
"""Off its band by less than this share of the least so far, a measure improves; less would be noise."""


def violation(rule: Rule, value: float) -> float:
    """Return how far ``value`` lies outside the band in which the rule begins to pass; 0 inside."""
    low, high = rule.enter
    return max(low - value, value - high, 0.0)


class Following:
    """Whether the measure that was last spoken of is getting better."""

    def __init__(self, timing: HintTiming) -> None:
        self._timing = timing
        self._hint: tuple[str, str] | None = None
        self._least = 0.0
        self._better_s: float | None = None

    def note(self, rule: Rule, hint: str, value: float, at_s: float) -> None:
        """Take in the newest value of the rule that ``hint`` is being said about."""
        off = violation(rule, value)
        if self._hint != (rule.name, hint):
            self._hint, self._least, self._better_s = (rule.name, hint), off, None
        elif off < PROGRESS * self._least:
            self._least, self._better_s = off, at_s

    def improving(self, rule: str, hint: str, at_s: float) -> bool:
        """Return whether the last progress with this is not long ago."""
        if self._hint != (rule, hint) or self._better_s is None:
            return False
        return at_s - self._better_s < self._timing.follow_s


class Stuck:
    """For how long each hint has been said, short breaks left out."""

    def __init__(self, timing: HintTiming) -> None:
        self._timing = timing
        self._said: dict[str, tuple[float, float]] = {}
        self._rests_until_s: dict[str, float] = {}
        self._last: tuple[str | None, float] | None = None

    def note(self, code: str | None, at_s: float) -> None:
        """Take in what is being said at ``at_s``; None when it is nothing to be put right."""
        last, self._last = self._last, (code, at_s)
        forget_s = self._timing.forget_s
        self._said = {each: said for each, said in self._said.items() if at_s - said[1] < forget_s}
        if code is not None:
            gone_s = at_s - last[1] if last is not None and last[0] == code else 0.0
            said_s = self._said.get(code, (0.0, at_s))[0] + gone_s
            self._said[code] = (said_s, at_s)
            if said_s >= self._timing.give_way_s and not self.resting(code, at_s):
                self._rests_until_s[code] = at_s + self._timing.rest_s

    def forget(self, code: str) -> None:
        """It was put right: the next time begins anew."""
        self._said.pop(code, None)
        self._rests_until_s.pop(code, None)

    def resting(self, code: str, at_s: float) -> bool:
        """Whether something else should be tried first: this has been said in vain for too long."""
        return at_s < self._rests_until_s.get(code, at_s)

    def wording(self, code: str) -> int:
        """Return 0 for the first words, 1 when they have been said in vain for long enough."""
        return int(self._said.get(code, (0.0, 0.0))[0] >= self._timing.reword_s)
