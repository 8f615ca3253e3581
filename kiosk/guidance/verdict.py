"""Verdicts, hints and the live guide: what guidance tells the rest of the kiosk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiosk.camera.frame import Frame
from kiosk.geometry import Box
from kiosk.vision.observation import Observation


class Status(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"


class Severity(StrEnum):
    MUST = "must"
    SHOULD = "should"
    STAFF = "staff"


@dataclass(frozen=True)
class Verdict:
    """One rule's judgement of one observation.

    Attributes
    ----------
    hint
        The hint code when it fails.
    value, unit
        What was measured; None when it could not be.
    waits_for
        The failing rule because of which this one was not judged: its status is then ``UNKNOWN``, and
        nobody is to be told of it.
    waivable
        Whether staff may let the person off.
    """

    rule: str
    status: Status
    severity: Severity
    hint: str | None = None
    value: float | None = None
    unit: str | None = None
    waits_for: str | None = None
    waivable: bool = True


def unmet_musts(verdicts: Sequence[Verdict]) -> frozenset[str]:
    """Return the musts that hold a photo up now: those that fail, and those that nobody could judge.

    One that waits for a failing *must* is not among them: that one holds the photo up for it. Where the
    other holds nothing up itself, waiting for it would let through what was never judged.
    """
    musts = [v for v in verdicts if v.severity is Severity.MUST]
    failing = {v.rule for v in musts if v.status is Status.FAIL}
    return frozenset(v.rule for v in musts if v.status is not Status.PASS and v.waits_for not in failing)


def waivable_rules(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """Return the rules that hold a photo up now and that staff may waive, in order."""
    unmet = unmet_musts(verdicts)
    return tuple(
        v.rule
        for v in verdicts
        if v.waivable
        and v.status is not Status.PASS
        and (v.rule in unmet or (v.severity is not Severity.STAFF and v.waits_for is None))
    )


@dataclass(frozen=True)
class Limit:
    """What a rule allows, ends included; None is an open side. ``must`` as its severity."""

    low: float | None
    high: float | None
    must: bool


@dataclass(frozen=True)
class Hint:
    """The one thing to say now. ``code`` keys the texts in ``config/hints.toml``.

    ``kind`` is ``"fix"``, ``"praise"`` or ``"hold"``; ``arrow`` is the direction to move as the
    person sees it in the mirror (``left``, ``right``, ``up``, ``down``, ``nearer``, ``farther``,
    ``turn-left``, ``turn-right``, ``tilt-left``, ``tilt-right``) or None. ``wording`` is 0, or 1 once
    the first words were in vain: then other words help. ``picture`` is a file of ``assets/pictograms``
    drawn for the arrow's left side; where an arrow says it too, it comes with the other words.
    """

    code: str
    kind: str
    since: float
    arrow: str | None = None
    wording: int = 0
    picture: str | None = None


@dataclass(frozen=True)
class Target:
    """Where the person should be, px of the unmirrored frame, from the spec's own crop function.

    ``crop`` is cut for the photo when the head fills ``head`` (a box around the head's oval);
    ``eye_line_y`` and ``shoulder_line_y`` are where these lines should come to lie.
    """

    crop: Box
    head: Box
    eye_line_y: float
    shoulder_line_y: float


class ShutterPhase(StrEnum):
    GUIDING = "guiding"
    STEADY = "steady"
    CANDIDATES = "candidates"
    TAKEN = "taken"


@dataclass(frozen=True)
class ShutterState:
    """How far the shutter is: ``progress`` 0..1 through the steady and candidate phases."""

    phase: ShutterPhase
    progress: float = 0.0
    manual_allowed: bool = False


@dataclass(frozen=True, eq=False)
class Guide:
    """The newest judgement, for the screen: published by the vision thread, latest wins."""

    observation: Observation
    verdicts: tuple[Verdict, ...]
    hint: Hint | None
    shutter: ShutterState
    target: Target

    def status(self, rule: str) -> Status:
        """Return the verdict of one rule, ``UNKNOWN`` when the rule was not judged."""
        return next((v.status for v in self.verdicts if v.rule == rule), Status.UNKNOWN)


@dataclass(frozen=True, eq=False)
class Capture:
    """The very frame that was judged, with its judgement and how it was taken.

    ``original`` is the untouched file of a studio photo; None for a frame of the booth's camera. ``live``
    says whether a live person was before the camera; None where that was not asked.
    """

    frame: Frame
    observation: Observation
    verdicts: tuple[Verdict, ...]
    manual: bool
    sharpness: float | None = None
    original: bytes | None = None
    live: Verdict | None = None

    @property
    def failed_rules(self) -> tuple[str, ...]:
        """Rules that were not met when the shutter fell (a manual capture carries them along)."""
        return tuple(v.rule for v in self.verdicts if v.status is Status.FAIL)
