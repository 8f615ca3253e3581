"""The state of one collection session: where the person is and what is known so far."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from kiosk.campaign.contact import Contact
from kiosk.campaign.payment import Bill, Payment
from kiosk.campaign.person import Consent, Person
from kiosk.campaign.rules import COMPARISON
from kiosk.campaign.standing import Standing
from kiosk.capture_code.code import CaptureCode
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Capture
from kiosk.guidance.waiver import Waiver
from kiosk.photo.finished import FinishedPhoto
from kiosk.session.parts import CodeWay, Handoff, HelpTopic, Knock, StickListing
from kiosk.tomlfile import STRICT


class Step(StrEnum):
    """Where the session is; every step has one page."""

    ATTRACT = "attract"
    SCAN = "scan"
    CONFIRM = "confirm"
    STANDING = "standing"
    CONSENT = "consent"
    DECLINED = "declined"
    CONTACT = "contact"
    FEE = "fee"
    PREPARE = "prepare"
    FRAME = "frame"
    FILES = "files"
    TAKEN = "taken"
    DEVELOPING = "developing"
    REVIEW = "review"
    SAVING = "saving"
    DONE = "done"
    HELP = "help"
    TROUBLE = "trouble"
    PAUSED = "paused"
    OPERATOR = "operator"
    CLOSING = "closing"
    CALIBRATE = "calibrate"
    WAIVER = "waiver"
    PORTRAIT = "portrait"


NEEDS_CAMERA = frozenset({Step.ATTRACT, Step.SCAN, Step.PREPARE, Step.FRAME})
"""Steps that a lost camera interrupts; the others go on without one."""

SAYS_GOODBYE = frozenset({Step.DONE, Step.DECLINED})
"""Steps that end by themselves."""

WAITS_FOR_MACHINE = frozenset({Step.DEVELOPING, Step.SAVING})
"""Steps in which the person can do nothing, so an idle time-out would be unjust."""

STAFF_ENDS = frozenset({Step.PAUSED, Step.CLOSING})
"""Steps that only staff end, however long that takes."""


Seconds = Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)]


@dataclass(frozen=True)
class Timing:
    """Time-outs of a session, seconds (``[session]`` of ``config/kiosk.toml``).

    ``away_s`` stands for ``idle_s``, where that is shorter, while the person is busy with their own phone;
    ``taken_s`` is how long express mode shows the instant that was caught before the next person may scan.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    idle_s: Seconds = 60.0
    away_s: Seconds = 180.0
    warning_s: Seconds = 15.0
    done_s: Seconds = 12.0
    taken_s: Seconds = 2.5

    def __post_init__(self) -> None:
        if self.warning_s >= self.idle_s:
            raise ValueError("warning_s must be shorter than idle_s")


@dataclass(frozen=True)
class ExpressTiming:
    """Express mode (``[express]`` of ``config/kiosk.toml``), seconds.

    Attributes
    ----------
    on
        Whether the booth starts in it; staff switch it on their page too, until the next start.
    keep_s
        How long somebody can still ask for another photo before the right one is submitted by itself.
    told_s
        How long what became of a photo stays on the screen: so long until it may be forgotten.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    on: bool = False
    keep_s: Annotated[float, Field(ge=3, le=120)] = 8.0
    told_s: Annotated[float, Field(ge=5, le=600)] = 30.0


@dataclass(frozen=True, eq=False)
class Kept:
    """An earlier capture of this session with its finished photo."""

    capture: Capture
    photo: FinishedPhoto


@dataclass(frozen=True, eq=False)
class SessionState:
    """One immutable picture of the session; a new session starts from ``SessionState()``.

    Attributes
    ----------
    entered_at, active_at
        ``Clock.monotonic`` seconds: when the step began, and the last sign of life.
    visitor
        In ``ATTRACT``: whether somebody sits before the booth.
    notice
        Code of a message shown on the current page (``identity-wrong``, ``code-not-ours``…).
    way
        On the scan page: how the code comes in.
    topic
        In ``HELP``: what is explained.
    handoff
        The page that the student's phone may fill in now.
    stick
        In ``FILES`` and ``PORTRAIT``, and while the code comes from a stick: what is on it; None before the
        first look.
    full_name
        As the student's phone gave it, for the identity check.
    standing
        Where the person stands; None while that is being found out.
    filled
        Contact details that the student's phone sent, not yet confirmed.
    bill, payment
        The fee to be paid, and how it was settled.
    finished
        Photos of this session that were finished and right.
    from_file
        Whether the photo comes from a studio file and not from the camera.
    kept
        While the person tries to come out more like the enrolment photo: the most alike so far.
    locked_until
        Until when identity answers are refused after too many misses.
    idle_warning
        Whether the "still there?" countdown is showing.
    trouble, back
        In ``TROUBLE``: what is wrong. There, in ``HELP``, ``WAIVER`` and ``PORTRAIT``: the step to return to.
        For staff: ``PAUSED`` while the booth is, else None.
    knock
        On a page for staff: the PIN that is being compared.
    unlocked
        In ``OPERATOR``, ``CALIBRATE``, ``CLOSING``, ``WAIVER`` and ``PORTRAIT``: whether the PIN was right.
    staff
        In ``FEE``: whether staff have come to mark it as paid.
    waivable
        In ``WAIVER``: the rules that staff may let this person off.
    waiver
        What staff have waived in this session.
    """

    step: Step = Step.ATTRACT
    entered_at: float = 0.0
    active_at: float = 0.0
    session: str | None = None
    visitor: bool = False
    notice: str | None = None
    way: CodeWay = CodeWay.CAMERA
    topic: HelpTopic = HelpTopic.CODE
    handoff: Handoff | None = None
    stick: StickListing | None = None
    code: CaptureCode | None = None
    full_name: str | None = None
    locked_until: float | None = None
    person: Person | None = None
    standing: Standing | None = None
    consents: tuple[Consent, ...] = ()
    filled: Contact | None = None
    contact: Contact | None = None
    bill: Bill | None = None
    payment: Payment | None = None
    staff: bool = False
    finished: int = 0
    from_file: bool = False
    takes: int = 0
    kept: Kept | None = None
    capture: Capture | None = None
    photo: FinishedPhoto | None = None
    submission: str | None = None
    delivered: bool = False
    idle_warning: bool = False
    trouble: KioskError | None = None
    back: Step | None = None
    knock: Knock | None = None
    unlocked: bool = False
    waivable: tuple[str, ...] = ()
    waiver: Waiver | None = None

    def idle_left_s(self, timing: Timing, now: float) -> float:
        """Seconds until the session resets by itself."""
        patience_s = max(timing.idle_s, timing.away_s) if self.elsewhere else timing.idle_s
        return max(0.0, self.active_at + patience_s - now)

    @property
    def agreed_to_compare(self) -> bool:
        """Whether the person agreed to be compared with their enrolment photo."""
        return any(consent.purpose == COMPARISON for consent in self.consents)

    @property
    def vouched(self) -> bool:
        """Whether staff have looked and say that it is the same person."""
        return self.waiver is not None and COMPARISON in self.waiver.rules

    @property
    def waived(self) -> tuple[str, ...]:
        """The rules staff let this person off."""
        return () if self.waiver is None else self.waiver.rules

    @property
    def judged(self) -> FinishedPhoto | None:
        """The photo as it is told and submitted: what staff waived, before or after, decides nothing."""
        return None if self.photo is None else self.photo.waiving(self.waived)

    @property
    def held(self) -> bool:
        """Whether the photo waits for staff to look whether it is the same person."""
        compared = None if self.photo is None else self.photo.comparison
        return compared is not None and compared.held and not self.vouched

    @property
    def elsewhere(self) -> bool:
        """Whether the person writes or pays on their own phone, or at the desk, and touches nothing here."""
        return self.handoff is not None or (self.step is Step.FEE and self.bill is not None)
