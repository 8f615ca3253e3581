"""Rules: thresholds as data, and the pure judgement of one observation by them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict

from kiosk.errors import KioskError
from kiosk.guidance.changes import RuleChange, RuleChanges
from kiosk.guidance.derived import DERIVED
from kiosk.guidance.verdict import Limit, Severity, Status, Target, Verdict
from kiosk.tomlfile import STRICT, load
from kiosk.vision.observation import Measure, Observation
from kiosk.vision.units import UNITS


@dataclass(frozen=True)
class Remedy:
    """What to ask for: a hint code, and the arrow where it depends on the side."""

    hint: str
    arrow: str | None = None
    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True)
class Rule:
    """One rule; the fields are explained in ``config/rules.toml``."""

    name: str
    measure: str
    enter: tuple[float, float]
    leave: tuple[float, float]
    severity: Severity
    patience_s: float
    source: str
    below: Remedy | None = None
    above: Remedy | None = None
    needs: tuple[str, ...] = ()
    comes_from: tuple[str, ...] = ()
    waivable: bool = True
    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    def remedy(self, value: float) -> Remedy | None:
        """Return what would put a failing ``value`` right; None when it is not under or over the band."""
        low, high = self.enter
        return self.below if value < low else self.above if value > high else None

    def opposite(self, hint: str) -> str | None:
        """Return the hint of the other side; None where there is none, or it is the same."""
        hints = [remedy.hint for remedy in (self.below, self.above) if remedy is not None]
        return next((other for other in hints if other != hint), None) if hint in hints else None


@dataclass(frozen=True)
class ShutterSettings:
    """Times and weights of the shutter; explained in ``config/rules.toml``."""

    steady_s: float
    window_s: float
    manual_after_s: float
    doubtful_share: float
    should_patience_s: float
    open_eyes: float
    stillness: float
    frontal_per_deg: float
    __pydantic_config__: ClassVar[ConfigDict] = STRICT


@dataclass(frozen=True)
class Rules:
    """All rules in the photographer's order, and the shutter's settings."""

    shutter: ShutterSettings
    rules: tuple[Rule, ...]
    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    def judge(
        self, observation: Observation, target: Target, previous: Sequence[Verdict] = ()
    ) -> tuple[Verdict, ...]:
        """Judge one observation; pure.

        Parameters
        ----------
        target
            Where the head should be; place and distance are judged against it.
        previous
            The verdicts of the observation before, for the hysteresis; empty for a single picture.

        Returns
        -------
        One verdict a rule, in order; ``UNKNOWN`` where the measure could not be assessed, or must not be
        trusted because a rule it needs fails. One that is itself put off keeps no other from being judged.
        """
        passed = {verdict.rule for verdict in previous if verdict.status is Status.PASS}
        verdicts: dict[str, Verdict] = {}
        for rule in self._needed_first:
            measure = _measured(rule.measure, observation, target)
            failing = (name for name in rule.needs if verdicts[name].status is Status.FAIL)
            needed = next(failing, None)
            verdicts[rule.name] = (
                _judged(rule, measure, rule.name in passed)
                if needed is None
                else _put_off(rule, measure, needed)
            )
        return tuple(verdicts[rule.name] for rule in self.rules)

    @cached_property
    def _needed_first(self) -> tuple[Rule, ...]:
        """The rules, each after those it needs: these may come later in the photographer's order."""
        rules = {rule.name: rule for rule in self.rules}
        return tuple(rules[name] for name in TopologicalSorter(_needs(self.rules)).static_order())

    def for_spec(self, spec: str, changes: RuleChanges) -> Rules:
        """Return the rules as the photo spec called ``spec`` wants them; pure.

        Raises
        ------
        KioskError
            ``config-invalid`` naming every rule that does not exist, would be loosened, or whose leave
            band would not hold its enter band.
        """
        known = {rule.name: rule for rule in self.rules}
        faults = [
            f"no rule is called {name}" for name in (*changes.off, *changes.tighten) if name not in known
        ]
        for name, change in changes.tighten.items():
            faults += _loosened(known[name], change) if name in known else []
        if faults:
            raise KioskError(
                "config-invalid",
                f"[guidance] of the photo spec {spec} is wrong: {'; '.join(faults)}.",
                "A spec may switch rules off and make them stricter, not looser. Correct it and try again.",
            )
        return replace(
            self,
            rules=tuple(
                _needing_none_of(_tightened(rule, changes.tighten.get(rule.name, RuleChange())), changes.off)
                for rule in self.rules
                if rule.name not in changes.off
            ),
        )

    def with_hair_room(self, least: float) -> Rules:
        """Return the rules asking for no more room above the hair than the photo needs; pure.

        Parameters
        ----------
        least
            The least that the photo's standard asks for, as a share of the photo's height.
        """
        return replace(
            self,
            rules=tuple(_roomy(rule, least) if rule.measure == "headroom" else rule for rule in self.rules),
        )

    def waiving(self, names: Collection[str]) -> Rules:
        """Return the rules with those of these names only noted: staff took them on themselves.

        What waited for one of them is judged by itself from now on, and waived by its own name where the
        other spoils its measure: staff let somebody off what they have read, and nothing behind it.
        """
        return replace(
            self,
            rules=tuple(
                _needing_none_of(
                    replace(rule, severity=Severity.STAFF) if rule.name in names else rule, names
                )
                for rule in self.rules
            ),
        )

    def limits(self) -> Mapping[str, Limit]:
        """Return what each rule allows in a picture that is already taken.

        That is the leave band: what passed while it was taken must pass when it is measured again.
        """
        return {
            rule.name: Limit(
                None if rule.below is None else rule.leave[0],
                None if rule.above is None else rule.leave[1],
                rule.severity is Severity.MUST,
            )
            for rule in self.rules
        }


def load_rules(path: Path) -> Rules:
    """Read ``config/rules.toml``.

    Raises
    ------
    KioskError
        ``config-invalid`` for an unknown measure, a leave band inside its enter band, a side without a
        hint, a name given twice, needs or causes that name no rule, needs that go round in a circle, or a
        must that needs less than a must; also what :func:`kiosk.tomlfile.load` raises.
    """
    rules = load(path, Rules)
    faults = [fault for rule in rules.rules for fault in _faults(rule)]
    names = [rule.name for rule in rules.rules]
    faults += [f"{name}: given twice" for name in sorted({n for n in names if names.count(n) > 1})]
    faults += [
        f"{rule.name}.{key}: no rule is called {name}"
        for rule in rules.rules
        for key, named in (("needs", rule.needs), ("comes_from", rule.comes_from))
        for name in named
        if name not in names
    ]
    faults += _idle_needs(rules.rules)
    try:
        TopologicalSorter(_needs(rules.rules)).prepare()
    except CycleError as error:
        faults.append(f"needs: {', '.join(error.args[1])} need each other")
    if faults:
        raise KioskError(
            "config-invalid",
            f"{path} has wrong settings: {'; '.join(faults)}.",
            "Correct them and try again.",
        )
    return rules


def _faults(rule: Rule) -> list[str]:
    faults = []
    if rule.measure not in UNITS and rule.measure not in DERIVED:
        faults.append(f"{rule.name}.measure: no measure is called {rule.measure}")
    if not _holds(rule.leave, rule.enter):
        faults.append(f"{rule.name}.leave: must hold the enter band, and both run from low to high")
    if rule.below is None and rule.above is None:
        faults.append(f"{rule.name}: needs a hint below or above")
    return faults


def _idle_needs(rules: Sequence[Rule]) -> list[str]:
    """Return a fault for every must that needs a rule for which the shutter does not wait."""
    severity = {rule.name: rule.severity for rule in rules}
    return [
        f"{rule.name}.needs: {name} is only a {severity[name]}, and while it fails this must is not judged"
        for rule in rules
        for name in rule.needs
        if rule.severity is Severity.MUST and severity.get(name, Severity.MUST) is not Severity.MUST
    ]


def _needing_none_of(rule: Rule, names: Collection[str]) -> Rule:
    return replace(rule, needs=tuple(name for name in rule.needs if name not in names))


def _needs(rules: Sequence[Rule]) -> dict[str, tuple[str, ...]]:
    return {rule.name: rule.needs for rule in rules}


def _holds(outer: tuple[float, float], inner: tuple[float, float]) -> bool:
    return outer[0] <= inner[0] <= inner[1] <= outer[1]


def _loosened(rule: Rule, change: RuleChange) -> list[str]:
    changed = _tightened(rule, change)
    faults = [
        f"tighten.{rule.name}.{name}: {list(after)} is looser than {list(before)}"
        for name, before, after in (
            ("enter", rule.enter, changed.enter),
            ("leave", rule.leave, changed.leave),
        )
        if not _holds(before, after)
    ]
    if not _holds(changed.leave, changed.enter):
        faults.append(f"tighten.{rule.name}.leave: must hold the enter band")
    return faults


def _roomy(rule: Rule, least: float) -> Rule:
    share = min(1.0, least / rule.enter[0])
    return replace(
        rule, enter=(share * rule.enter[0], rule.enter[1]), leave=(share * rule.leave[0], rule.leave[1])
    )


def _tightened(rule: Rule, change: RuleChange) -> Rule:
    enter = change.enter or rule.enter
    margins = (rule.enter[0] - rule.leave[0], rule.leave[1] - rule.enter[1])
    leave = change.leave or (
        rule.leave if change.enter is None else (enter[0] - margins[0], enter[1] + margins[1])
    )
    return replace(rule, enter=enter, leave=leave, severity=change.severity or rule.severity)


def _put_off(rule: Rule, measure: Measure | None, needed: str) -> Verdict:
    return _verdict(rule, Status.UNKNOWN, measure, waits_for=needed)


def _judged(rule: Rule, measure: Measure | None, passed_before: bool) -> Verdict:
    if measure is None:
        return _verdict(rule, Status.UNKNOWN, None)
    low, high = rule.leave if passed_before else rule.enter
    if low <= measure.value <= high:
        return _verdict(rule, Status.PASS, measure)
    remedy = rule.remedy(measure.value)
    return _verdict(rule, Status.FAIL, measure, hint=None if remedy is None else remedy.hint)


def _verdict(
    rule: Rule,
    status: Status,
    measure: Measure | None,
    *,
    hint: str | None = None,
    waits_for: str | None = None,
) -> Verdict:
    value, unit = (None, None) if measure is None else (measure.value, measure.unit)
    return Verdict(rule.name, status, rule.severity, hint, value, unit, waits_for, rule.waivable)


def _measured(name: str, observation: Observation, target: Target) -> Measure | None:
    derive = DERIVED.get(name)
    return observation.measures.get(name) if derive is None else derive(observation, target)
