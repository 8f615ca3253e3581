"""Rules: thresholds as data, and the pure judgement of one observation by them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from pydantic import ConfigDict

from kiosk.errors import KioskError
from kiosk.guidance.verdict import Severity, Status, Target, Verdict
from kiosk.tomlfile import STRICT, load
from kiosk.vision.observation import Measure, Observation
from kiosk.vision.units import UNITS

SURELY_PERSON = 0.5
"""Mask confidence from which a pixel counts as the person."""


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
    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    def remedy(self, value: float) -> Remedy | None:
        """Return what would put a failing ``value`` right; None when it is not under or over the band."""
        low, high = self.enter
        return self.below if value < low else self.above if value > high else None


@dataclass(frozen=True)
class ShutterSettings:
    """Times and weights of the shutter; explained in ``config/rules.toml``."""

    steady_s: float
    window_s: float
    manual_after_s: float
    unknown_patience_s: float
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
        trusted because a rule it needs fails (or itself waits for one).
        """
        passed = {verdict.rule for verdict in previous if verdict.status is Status.PASS}
        verdicts: dict[str, Verdict] = {}
        for rule in self.rules:
            measure = _measured(rule.measure, observation, target)
            needed = next((name for name in rule.needs if _in_the_way(verdicts[name])), None)
            verdicts[rule.name] = (
                _judged(rule, measure, rule.name in passed)
                if needed is None
                else _put_off(rule, measure, needed)
            )
        return tuple(verdicts.values())


def load_rules(path: Path) -> Rules:
    """Read ``config/rules.toml``.

    Raises
    ------
    KioskError
        ``config-invalid`` for an unknown measure, a leave band inside its enter band, a side without a
        hint, a name given twice, or a needed rule that does not come before; also what
        :func:`kiosk.tomlfile.load` raises.
    """
    rules = load(path, Rules)
    faults = [fault for rule in rules.rules for fault in _faults(rule)]
    names = [rule.name for rule in rules.rules]
    faults += [f"{name}: given twice" for name in sorted({n for n in names if names.count(n) > 1})]
    faults += [
        f"{rule.name}.needs: no rule before it is called {name}"
        for rule in rules.rules
        for name in rule.needs
        if name not in names[: names.index(rule.name)]
    ]
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
    if not (rule.leave[0] <= rule.enter[0] <= rule.enter[1] <= rule.leave[1]):
        faults.append(f"{rule.name}.leave: must hold the enter band, and both run from low to high")
    if rule.below is None and rule.above is None:
        faults.append(f"{rule.name}: needs a hint below or above")
    return faults


def _in_the_way(verdict: Verdict) -> bool:
    return verdict.status is Status.FAIL or verdict.waits_for is not None


def _put_off(rule: Rule, measure: Measure | None, needed: str) -> Verdict:
    value, unit = (None, None) if measure is None else (measure.value, measure.unit)
    return Verdict(rule.name, Status.UNKNOWN, rule.severity, None, value, unit, waits_for=needed)


def _judged(rule: Rule, measure: Measure | None, passed_before: bool) -> Verdict:
    if measure is None:
        return Verdict(rule.name, Status.UNKNOWN, rule.severity)
    low, high = rule.leave if passed_before else rule.enter
    if low <= measure.value <= high:
        return Verdict(rule.name, Status.PASS, rule.severity, None, measure.value, measure.unit)
    remedy = rule.remedy(measure.value)
    return Verdict(
        rule.name,
        Status.FAIL,
        rule.severity,
        None if remedy is None else remedy.hint,
        measure.value,
        measure.unit,
    )


def _measured(name: str, observation: Observation, target: Target) -> Measure | None:
    derive = DERIVED.get(name)
    return observation.measures.get(name) if derive is None else derive(observation, target)


def _shape_x(observation: Observation, target: Target) -> Measure | None:
    if observation.head is None:
        return None
    return Measure((observation.head.centre_x - target.head.centre.x) / target.head.width, "ratio")


def _shape_y(observation: Observation, target: Target) -> Measure | None:
    if observation.head is None:
        return None
    return Measure((observation.head.eye_line_y - target.eye_line_y) / target.head.width, "ratio")


def _shape_size(observation: Observation, target: Target) -> Measure | None:
    if observation.head is None:
        return None
    return Measure(observation.head.face_width / target.head.width, "ratio")


def _headroom(observation: Observation, target: Target) -> Measure | None:
    head, mask = observation.head, observation.mask
    if head is None or mask is None:
        return None
    top = head.hair_top_y
    if top is None:
        to_column = mask.shape[1] / observation.width
        above = mask[0, max(0, int(head.face_left_x * to_column)) : int(head.face_right_x * to_column) + 1]
        if above.size == 0 or float(above.max()) < SURELY_PERSON:
            return None
        top = 0.0  # the hair leaves the picture: there is at most this much room
    return Measure((top - target.crop.y) / target.crop.height, "ratio")


def _heads_in_crop(observation: Observation, target: Target) -> Measure:
    """Return the subject and whoever else the photo would show."""
    return Measure(float(min(1, len(observation.faces)) + len(observation.rivals(target.crop))), "count")


def _eyes_open(observation: Observation, target: Target) -> Measure | None:
    left, right = observation.value("eye_open_left"), observation.value("eye_open_right")
    return None if left is None or right is None else Measure(min(left, right), "ratio")


Derive = Callable[[Observation, Target], Measure | None]
DERIVED: MappingProxyType[str, Derive] = MappingProxyType(
    {
        "shape_x": _shape_x,
        "shape_y": _shape_y,
        "shape_size": _shape_size,
        "headroom": _headroom,
        "eyes_open": _eyes_open,
        "heads_in_crop": _heads_in_crop,
    }
)
"""Measures that are judged against the target or made from two others."""
