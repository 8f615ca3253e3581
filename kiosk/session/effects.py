"""What a session asks the rest of the kiosk to do; carried out by the services."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.calibration.record import Part
from kiosk.campaign.person import Consent, Person
from kiosk.capture_code.code import CaptureCode
from kiosk.guidance.verdict import Capture
from kiosk.guidance.waiver import Waiver
from kiosk.photo.finished import FinishedPhoto


class Watch(StrEnum):
    """What the vision thread looks for."""

    NOTHING = "nothing"
    CODE = "code"
    FRAMING = "framing"
    CALIBRATION = "calibration"


@dataclass(frozen=True)
class Effect:
    """Base of all effects."""


@dataclass(frozen=True)
class LookFor(Effect):
    """Set what the vision thread looks for, starting afresh; ``waived`` rules do not hold up the photo."""

    watch: Watch
    waived: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckIdentity(Effect):
    """Answer with ``IdentityConfirmed`` or ``IdentityRefused``."""

    code: CaptureCode
    last4: str
    student_number: str | None


@dataclass(frozen=True)
class DevelopPhoto(Effect):
    """Answer with ``Developed`` or ``DevelopFailed``, naming this capture."""

    capture: Capture


@dataclass(frozen=True)
class SaveSubmission(Effect):
    """Answer with ``Saved`` only when durable, else ``SaveFailed``."""

    person: Person
    consents: tuple[Consent, ...]
    capture: Capture
    photo: FinishedPhoto
    waiver: Waiver | None = None


@dataclass(frozen=True)
class CheckPin(Effect):
    """Answer with ``OperatorGranted`` or ``OperatorDenied``."""

    pin: str


@dataclass(frozen=True)
class Calibrate(Effect):
    """Measure this part of the booth's set-up; what it finds is shown as it comes."""

    part: Part


@dataclass(frozen=True)
class Forget(Effect):
    """Drop every trace of the person: queued frames, captures, page contents, pending work."""
