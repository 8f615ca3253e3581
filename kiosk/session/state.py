"""The state of one collection session: where the person is and what is known so far."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from kiosk.campaign.person import Consent, Person
from kiosk.capture_code.code import CaptureCode
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Capture
from kiosk.guidance.waiver import Waiver
from kiosk.photo.finished import FinishedPhoto
from kiosk.tomlfile import STRICT


class Step(StrEnum):
    """Where the session is; every step has one page."""

    ATTRACT = "attract"
    SCAN = "scan"
    CONFIRM = "confirm"
    CONSENT = "consent"
    PREPARE = "prepare"
    FRAME = "frame"
    DEVELOPING = "developing"
    REVIEW = "review"
    SAVING = "saving"
    DONE = "done"
    TROUBLE = "trouble"
    OPERATOR = "operator"
    CALIBRATE = "calibrate"
    WAIVER = "waiver"


NEEDS_CAMERA = frozenset({Step.ATTRACT, Step.SCAN, Step.PREPARE, Step.FRAME})
"""Steps that a lost camera interrupts; the others go on without one."""

WAITS_FOR_MACHINE = frozenset({Step.DEVELOPING, Step.SAVING})
"""Steps in which the person can do nothing, so an idle time-out would be unjust."""


Seconds = Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)]


@dataclass(frozen=True)
class Timing:
    """Time-outs of a session, seconds (``[session]`` of ``config/kiosk.toml``)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    idle_s: Seconds = 60.0
    warning_s: Seconds = 15.0
    done_s: Seconds = 12.0

    def __post_init__(self) -> None:
        if self.warning_s >= self.idle_s:
            raise ValueError("warning_s must be shorter than idle_s")


@dataclass(frozen=True, eq=False)
class SessionState:
    """One immutable picture of the session; a new session starts from ``SessionState()``.

    Attributes
    ----------
    entered_at, active_at
        ``Clock.monotonic`` seconds: when the step began, and the last sign of life.
    notice
        Code of a message shown on the current page (``identity-wrong``, ``code-not-ours``…).
    typing
        Whether the scan page shows the pad for typing the code instead of the camera.
    locked_until
        Until when identity answers are refused after too many misses.
    idle_warning
        Whether the "still there?" countdown is showing.
    trouble, back
        In ``TROUBLE``: what is wrong. There and in ``WAIVER``: the step to return to.
    unlocked
        In ``OPERATOR``, ``CALIBRATE`` and ``WAIVER``: whether the PIN was right.
    waivable
        In ``WAIVER``: the rules that staff may let this person off.
    waiver
        What staff have waived in this session.
    """

    step: Step = Step.ATTRACT
    entered_at: float = 0.0
    active_at: float = 0.0
    session: str | None = None
    notice: str | None = None
    typing: bool = False
    code: CaptureCode | None = None
    locked_until: float | None = None
    person: Person | None = None
    consents: tuple[Consent, ...] = ()
    takes: int = 0
    capture: Capture | None = None
    photo: FinishedPhoto | None = None
    submission: str | None = None
    delivered: bool = False
    idle_warning: bool = False
    trouble: KioskError | None = None
    back: Step | None = None
    unlocked: bool = False
    waivable: tuple[str, ...] = ()
    waiver: Waiver | None = None

    def idle_left_s(self, timing: Timing, now: float) -> float:
        """Seconds until the session resets by itself."""
        return max(0.0, self.active_at + timing.idle_s - now)
