"""The coach: from verdicts over time to the one thing to say now."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.guidance.hints import HOLD, PRAISE, HintKind, Hints
from kiosk.guidance.progress import Following, Stuck
from kiosk.guidance.rules import Rule, Rules
from kiosk.guidance.verdict import Hint, Severity, ShutterPhase, Status, Verdict


@dataclass(frozen=True)
class _Saying:
    """What is being said, and the rule it is about (None: holding still, praise)."""

    hint: Hint
    rule: str | None


def first_remark(verdicts: Sequence[Verdict]) -> str:
    """Return the hint code for a single picture: the first failing *must*, then *should*, else hold still."""
    for severity in (Severity.MUST, Severity.SHOULD):
        for verdict in verdicts:
            if verdict.severity is severity and verdict.hint is not None:
                return verdict.hint
    return HOLD


class Coach:
    """Says one thing at a time, in the order of the rules: first every *must*, then every *should*.

    Only what one fault may come from is said before it.

    A rule is spoken of only after it failed for its ``patience_s`` on end, so a blink or one odd frame
    says nothing. A hint stays ``least_s``; what took the person a while to put right is praised; when
    nothing is left to do, or the shutter is at work, they are asked to hold still. While what is being
    said cannot be assessed any more, nothing new is claimed: it is dropped without praise.

    Who is visibly putting a thing right is not interrupted by another fault of the same or a lower
    severity. What was said for ``reword_s`` in vain is said in other words; after ``give_way_s`` whatever
    else is wrong is tried first for a while. A *should* that asked for something until a *must* asks for the
    opposite says no more to this person: nobody is sent to and fro. Where no arrow on the mirror says it too,
    a drawing goes with the first words: not everybody reads.

    Times are those of the frames, so a clip is coached the same at any speed of playing.
    """

    def __init__(self, rules: Rules, hints: Hints) -> None:
        self._rules = {rule.name: rule for rule in rules.rules}
        self._hints = hints
        self._failing_since: dict[str, float] = {}
        self._failed_at: dict[str, float] = {}
        self._saying: _Saying | None = None
        self._wished: set[tuple[str, str]] = set()  # what was said of shoulds: rule and hint
        self._silent: frozenset[str] = frozenset()
        self._following = Following(hints.timing)
        self._stuck = Stuck(hints.timing)

    def advise(self, verdicts: Sequence[Verdict], phase: ShutterPhase, at_s: float) -> Hint | None:
        """Return what to say at ``at_s``, given the newest verdicts and the shutter's phase."""
        self._note_failures(verdicts, at_s)
        saying = self._saying
        if saying is None or at_s - saying.hint.since >= self._stays_s(saying.hint):
            if saying is not None and self._lingers(saying, at_s):
                pass
            elif saying is not None and self._put_right(saying, verdicts, at_s):
                self._stuck.forget(saying.hint.code)
                self._saying = _Saying(self._hint(PRAISE, at_s, None), None)
            elif saying is None or not self._followed(saying, verdicts, phase, at_s):
                self._saying = self._next(verdicts, phase, at_s)
        return self._said(verdicts, at_s)

    def _said(self, verdicts: Sequence[Verdict], at_s: float) -> Hint | None:
        """Note how it goes with what is being said and return it in the right words."""
        saying = self._saying
        asking = saying is not None and saying.rule is not None  # to be still, too
        self._stuck.note(saying.hint.code if saying is not None and asking else None, at_s)
        if saying is None:
            return None
        verdict = self._failing(saying, verdicts)
        if verdict is not None and verdict.value is not None:
            self._following.note(self._rules[verdict.rule], saying.hint.code, verdict.value, at_s)
        if self._stuck.wording(saying.hint.code) == 0:
            return saying.hint
        return replace(saying.hint, wording=1, picture=self._hints.hints[saying.hint.code].picture)

    def _failing(self, saying: _Saying, verdicts: Sequence[Verdict]) -> Verdict | None:
        """Return the verdict that is being spoken of, if it still fails in that way."""
        return next((v for v in verdicts if v.rule == saying.rule and v.hint == saying.hint.code), None)

    def _followed(
        self, saying: _Saying, verdicts: Sequence[Verdict], phase: ShutterPhase, at_s: float
    ) -> bool:
        verdict = self._failing(saying, verdicts)
        if verdict is None or phase is not ShutterPhase.GUIDING:
            return False
        if not self._following.improving(verdict.rule, saying.hint.code, at_s):
            return False
        return verdict.severity is Severity.MUST or not any(
            v.severity is Severity.MUST and v.hint is not None and self._told(v, at_s) for v in verdicts
        )

    def _note_failures(self, verdicts: Sequence[Verdict], at_s: float) -> None:
        self._failing_since = {
            verdict.rule: self._failing_since.get(verdict.rule, at_s)
            for verdict in verdicts
            if verdict.status is Status.FAIL
        }
        self._failed_at |= dict.fromkeys(self._failing_since, at_s)

    def _stays_s(self, hint: Hint) -> float:
        timing = self._hints.timing
        return timing.praise_s if hint.kind == HintKind.PRAISE else timing.least_s

    def _lingers(self, saying: _Saying, at_s: float) -> bool:
        """Whether what is being said was wrong until a moment ago: one good frame puts nothing right."""
        if saying.rule is None or saying.rule in self._failing_since:
            return False
        return at_s - self._failed_at.get(saying.rule, -math.inf) < self._hints.timing.linger_s

    def _put_right(self, saying: _Saying, verdicts: Sequence[Verdict], at_s: float) -> bool:
        if saying.hint.kind != HintKind.FIX or at_s - saying.hint.since < self._hints.timing.praise_after_s:
            return False
        return any(v.rule == saying.rule and v.status is Status.PASS for v in verdicts)

    def _next(self, verdicts: Sequence[Verdict], phase: ShutterPhase, at_s: float) -> _Saying | None:
        if phase is ShutterPhase.GUIDING:
            faults = [
                (verdict, verdict.hint)
                for severity in (Severity.MUST, Severity.SHOULD)
                for verdict in verdicts
                if verdict.severity is severity
                and verdict.hint is not None
                and verdict.rule not in self._silent
            ]
            fresh = [fault for fault in faults if not self._stuck.resting(fault[1], at_s)]
            if faults:
                verdict, hint = self._first(fresh or faults)
                if self._told(verdict, at_s):
                    return self._about(verdict, hint, at_s)
                return self._saying  # it comes first, and in a moment it will be time to speak of it
        settled = all(v.status is not Status.FAIL for v in verdicts if v.severity is Severity.MUST)
        if phase is not ShutterPhase.GUIDING or settled:
            return self._keep(HOLD, at_s, None, None)
        return self._saying  # something has just begun to fail: too early to speak of it

    def _first(self, faults: Sequence[tuple[Verdict, str]]) -> tuple[Verdict, str]:
        """Return the first fault, or what it may come from when that is wrong as well."""
        causes = self._rules[faults[0][0].rule].comes_from
        return next((fault for fault in faults if fault[0].rule in causes), faults[0])

    def _told(self, verdict: Verdict, at_s: float) -> bool:
        return at_s - self._failing_since[verdict.rule] >= self._rules[verdict.rule].patience_s

    def _about(self, verdict: Verdict, hint: str, at_s: float) -> _Saying:
        assert verdict.value is not None
        if verdict.severity is Severity.SHOULD:
            self._wished.add((verdict.rule, hint))
        else:
            opposite = self._rules[verdict.rule].opposite(hint)
            self._silent |= {rule for rule, wish in self._wished if wish == opposite}
        return self._keep(hint, at_s, self._arrow(self._rules[verdict.rule], verdict.value), verdict.rule)

    def _arrow(self, rule: Rule, value: float) -> str | None:
        remedy = rule.remedy(value)
        return None if remedy is None else remedy.arrow

    def _keep(self, code: str, at_s: float, arrow: str | None, rule: str | None) -> _Saying:
        """Say ``code``; when that is what is being said already, it goes on with its own beginning."""
        hint = self._hint(code, at_s, arrow)
        saying = self._saying
        if saying is not None and (saying.hint.code, saying.hint.arrow) == (hint.code, hint.arrow):
            return _Saying(saying.hint, rule)
        return _Saying(hint, rule)

    def _hint(self, code: str, at_s: float, arrow: str | None) -> Hint:
        text = self._hints.hints[code]
        arrow = arrow if arrow is not None else text.arrow
        shown = text.picture if text.kind is HintKind.FIX and arrow is None else None
        return Hint(code, text.kind.value, at_s, arrow, picture=shown)
