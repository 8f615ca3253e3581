"""What the photo pipeline hands on: the finished file and the report that says why it is right."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.compare.comparison import Compared
from kiosk.geometry import Box


class CheckStatus(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"


class PlateFit(StrEnum):
    """What became of the empty booth's picture: used as known background, or why it was not."""

    USED = "used"
    LIGHT_CHANGED = "light-changed"
    MOVED = "moved"
    OTHER_SIZE = "other-size"


class Backdrop(StrEnum):
    """Whether the photo shows the wall that was there, or the spec's plain colour laid under the person."""

    KEPT = "kept"
    REPLACED = "replaced"


class Remedy(StrEnum):
    """What the person does about an unmet band; left and right are the unmirrored picture's."""

    NEARER = "nearer"
    FARTHER = "farther"
    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    FLATTEN_HAIR = "flatten-hair"


@dataclass(frozen=True)
class Misfit:
    """A band that no crop of this picture meets together with the others, and what would help."""

    band: str
    remedy: Remedy


@dataclass(frozen=True)
class Check:
    """One inspected property of the finished photo.

    ``value`` and ``unit`` are what was measured (None: cannot assess), ``low`` and ``high`` the
    spec's band (None: open on that side). ``must`` checks decide whether the photo may be sent. ``rule`` is
    the rule of the live picture that asks for the same, if any: what staff waive there is waived here too.
    """

    check: str
    status: CheckStatus
    value: float | None
    unit: str
    low: float | None = None
    high: float | None = None
    must: bool = True
    rule: str | None = None


@dataclass(frozen=True)
class Component:
    """A quality component after ISO/IEC 29794-5.

    ``value`` is what was measured and ``score`` 0..100, both None when it cannot be assessed. Where it does
    not apply, the photo's own standard asks for what the score thinks little of: it is not to be shown.
    """

    component: str
    value: float | None
    score: int | None
    applies: bool = True


@dataclass(frozen=True)
class Inspection:
    """The report on one finished photo; ``ok`` when no *must* check failed.

    The ISO ``components`` inform; they decide nothing.
    """

    spec: str
    checks: tuple[Check, ...]
    components: tuple[Component, ...] = ()

    @property
    def ok(self) -> bool:
        return all(c.status is not CheckStatus.FAIL for c in self.checks if c.must)

    def waiving(self, rules: Collection[str]) -> Inspection:
        """Return the report in which the checks of these rules decide nothing; what they found stays."""
        checks = tuple(replace(c, must=False) if c.must and c.rule in rules else c for c in self.checks)
        return self if checks == self.checks else replace(self, checks=checks)


@dataclass(frozen=True, eq=False)
class FinishedPhoto:
    """A finished photo in memory.

    Attributes
    ----------
    jpeg
        The file's exact bytes.
    crop
        The rectangle of the source that was kept, px.
    scale
        Source px per photo px, ≥ 1 (never upscaled).
    plate
        What became of the empty booth's picture; None when there was none or the background stays.
    misfits
        The bands that no crop of the source meets, and what would help; empty when all are met.
    background
        A backdrop that already meets the spec is kept, as is every one where the spec forbids replacing.
    comparison
        How the face stands to the enrolment photo; None where the campaign does not compare.
    """

    spec: str
    jpeg: bytes
    crop: Box
    scale: float
    inspection: Inspection
    plate: PlateFit | None = None
    misfits: tuple[Misfit, ...] = ()
    background: Backdrop = Backdrop.REPLACED
    comparison: Compared | None = None

    def waiving(self, rules: Collection[str]) -> FinishedPhoto:
        """Return the photo with its report as :meth:`Inspection.waiving` gives it."""
        inspection = self.inspection.waiving(rules)
        return self if inspection is self.inspection else replace(self, inspection=inspection)
