"""Everything that can happen to a session: touches, answers of workers, time."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.calibration.record import Part
from kiosk.campaign.person import Consent, Person
from kiosk.capture_code.code import CaptureCode
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Capture
from kiosk.guidance.waiver import Waiver
from kiosk.photo.finished import FinishedPhoto


@dataclass(frozen=True)
class Event:
    """Base of all events."""


@dataclass(frozen=True)
class Tick(Event):
    """Time passed; sent a few times a second."""


@dataclass(frozen=True)
class Touched(Event):
    """The person touched the screen, or is plainly there; postpones the idle reset."""


@dataclass(frozen=True)
class Started(Event):
    """Begin: the attract page was touched. ``session`` is a fresh id."""

    session: str


@dataclass(frozen=True)
class TypingToggled(Event):
    """On the scan page: show or hide the pad for typing the code."""

    on: bool


@dataclass(frozen=True)
class CodeRead(Event):
    """A capture code was read by the camera or typed."""

    code: CaptureCode


@dataclass(frozen=True)
class CodeRefused(Event):
    """Something was read that is not a capture code; ``notice`` says what."""

    notice: str


@dataclass(frozen=True)
class IdentityTyped(Event):
    """The person typed their details on the confirm page."""

    last4: str
    student_number: str | None = None


@dataclass(frozen=True)
class IdentityConfirmed(Event):
    """The identity check agreed."""

    person: Person


@dataclass(frozen=True)
class IdentityRefused(Event):
    """The identity check did not agree; ``locked_until`` is set after too many misses."""

    notice: str
    locked_until: float | None = None


@dataclass(frozen=True)
class ConsentGiven(Event):
    """All required boxes were ticked and the person went on."""

    consents: tuple[Consent, ...]


@dataclass(frozen=True)
class ConsentRefused(Event):
    """The person does not agree; the session ends kindly and keeps nothing."""


@dataclass(frozen=True)
class Ready(Event):
    """From the preparation page to the camera."""


@dataclass(frozen=True)
class Captured(Event):
    """The shutter fell, by itself or by hand."""

    capture: Capture


@dataclass(frozen=True)
class Developed(Event):
    """The finished photo is ready for review."""

    photo: FinishedPhoto


@dataclass(frozen=True)
class DevelopFailed(Event):
    """No photo could be made of this capture; the person tries again."""

    error: KioskError


@dataclass(frozen=True)
class RetakeAsked(Event):
    """Take another picture."""


@dataclass(frozen=True)
class SubmitAsked(Event):
    """The person is content with the photo."""


@dataclass(frozen=True)
class Saved(Event):
    """The submission is on disk, fsynced and committed."""

    submission: str


@dataclass(frozen=True)
class SaveFailed(Event):
    """The submission could not be made durable; the photo is still in memory."""

    error: KioskError


@dataclass(frozen=True)
class Delivered(Event):
    """A verified receipt came for a submission."""

    submission: str


@dataclass(frozen=True)
class Back(Event):
    """One step back (from scan: leave)."""


@dataclass(frozen=True)
class Left(Event):
    """The person is done or walks away on purpose."""


@dataclass(frozen=True)
class Fault(Event):
    """Something the booth needs has failed (camera, models, disk)."""

    error: KioskError


@dataclass(frozen=True)
class FaultCleared(Event):
    """The fault with this code is over."""

    code: str


@dataclass(frozen=True)
class OperatorAsked(Event):
    """The hidden corner was tapped; ``waivable`` are the rules that hold up the photo at this moment."""

    waivable: tuple[str, ...] = ()


@dataclass(frozen=True)
class OperatorPin(Event):
    """A PIN was typed on a page for staff."""

    pin: str


@dataclass(frozen=True)
class OperatorGranted(Event):
    """The PIN was right."""


@dataclass(frozen=True)
class OperatorDenied(Event):
    """The PIN was wrong, or is locked or not set (``notice``)."""

    notice: str


@dataclass(frozen=True)
class WaiverGiven(Event):
    """Staff let the person off some rules; None takes an earlier waiver back."""

    waiver: Waiver | None


@dataclass(frozen=True)
class CalibrationOpened(Event):
    """Staff want to set the booth up."""


@dataclass(frozen=True)
class CalibrationAsked(Event):
    """Staff start (again) one part of it."""

    part: Part
