"""Everything that can happen to a session: touches, answers of workers, time.

What a desk answers names by ``code`` (the raw text of the capture code) whom it is about: somebody else may
stand here by the time it comes.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.calibration.record import Part
from kiosk.campaign.contact import Contact
from kiosk.campaign.payment import Bill, Payment
from kiosk.campaign.person import Answers, Consent, Person
from kiosk.campaign.standing import Standing
from kiosk.capture_code.code import CaptureCode
from kiosk.compare.comparison import Compared
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Capture
from kiosk.guidance.waiver import Waiver
from kiosk.photo.finished import FinishedPhoto
from kiosk.session.parts import CodeWay, Handoff, HandoffKind, HelpTopic, Knock, StickListing


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
class VisitorSeen(Event):
    """While the booth waits: somebody has sat down before it (``here``), or has gone again."""

    here: bool


@dataclass(frozen=True)
class Started(Event):
    """Begin: the attract page was touched. ``session`` is a fresh id."""

    session: str


@dataclass(frozen=True)
class WayChosen(Event):
    """On the scan page: how the code shall come in."""

    way: CodeWay


@dataclass(frozen=True)
class StickListed(Event):
    """What is on the USB stick now."""

    listing: StickListing


@dataclass(frozen=True)
class PictureChosen(Event):
    """A picture on the stick was chosen, by its id: a saved code, or a studio photo."""

    picture: str


@dataclass(frozen=True)
class HandoffAsked(Event):
    """The person wants to give something with their own phone."""

    kind: HandoffKind


@dataclass(frozen=True)
class HandoffOpened(Event):
    """The phone's page is there; the QR can be shown."""

    handoff: Handoff


@dataclass(frozen=True)
class HandoffEnded(Event):
    """The phone's page is no more: it expired, was closed, or could not be made (``notice``)."""

    notice: str | None = None


@dataclass(frozen=True)
class NameFilled(Event):
    """The phone sent the full name."""

    name: str


@dataclass(frozen=True)
class ContactFilled(Event):
    """The phone sent contact details; the person confirms them on the screen."""

    contact: Contact


@dataclass(frozen=True)
class HelpAsked(Event):
    """The person wants to know more."""

    topic: HelpTopic


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

    answers: Answers


@dataclass(frozen=True)
class IdentityConfirmed(Event):
    """The identity check agreed."""

    person: Person

    @property
    def code(self) -> str:
        """Whom it is about."""
        return self.person.code_raw


@dataclass(frozen=True)
class IdentityRefused(Event):
    """The identity check did not agree; ``locked_until`` is set after too many misses."""

    notice: str
    code: str
    locked_until: float | None = None


@dataclass(frozen=True)
class StandingKnown(Event):
    """Where the person stands was found out."""

    standing: Standing
    code: str


@dataclass(frozen=True)
class StandingAccepted(Event):
    """The person has read what became of the earlier photo and goes on to a new one."""


@dataclass(frozen=True)
class WithdrawAsked(Event):
    """The person takes back the consent to what was submitted before."""


@dataclass(frozen=True)
class Withdrawn(Event):
    """The withdrawal is on disk (and on its way to every copy)."""

    code: str


@dataclass(frozen=True)
class WithdrawFailed(Event):
    """It could not be withdrawn here; ``notice`` says what to do."""

    notice: str
    code: str


@dataclass(frozen=True)
class ConsentGiven(Event):
    """All required boxes were ticked and the person went on."""

    consents: tuple[Consent, ...]


@dataclass(frozen=True)
class ConsentRefused(Event):
    """The person does not agree; the session ends kindly and keeps nothing."""


@dataclass(frozen=True)
class ContactGiven(Event):
    """Contact and delivery, checked."""

    contact: Contact


@dataclass(frozen=True)
class FeeShown(Event):
    """The bill is there."""

    bill: Bill
    code: str


@dataclass(frozen=True)
class FeeSettled(Event):
    """Paid and verified, marked by staff, or left open by the campaign's policy."""

    payment: Payment
    code: str


@dataclass(frozen=True)
class FeeFailed(Event):
    """No payment for now; ``notice`` says why."""

    notice: str
    code: str


@dataclass(frozen=True)
class FileAsked(Event):
    """A studio photo from a file instead of the camera."""


@dataclass(frozen=True)
class Ready(Event):
    """From the preparation page to the camera."""


@dataclass(frozen=True)
class Captured(Event):
    """The shutter fell, by itself or by hand."""

    capture: Capture


@dataclass(frozen=True)
class Developed(Event):
    """The finished photo is ready for review; ``capture`` is what it was made of."""

    photo: FinishedPhoto
    capture: Capture | None = None


@dataclass(frozen=True)
class DevelopFailed(Event):
    """No photo could be made of this capture, None for a file; the person tries again."""

    error: KioskError
    capture: Capture | None = None


@dataclass(frozen=True)
class AnotherPerson(Event):
    """Somebody else sits there than who agreed."""


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

    knock: Knock


@dataclass(frozen=True)
class OperatorDenied(Event):
    """The PIN was wrong, or is locked or not set (``notice``)."""

    notice: str
    knock: Knock


@dataclass(frozen=True)
class SendAgainAsked(Event):
    """Staff want what is held up to be sent again, now."""


@dataclass(frozen=True)
class ReleaseAsked(Event):
    """Staff want one submission that is held up to go on."""

    submission: str


@dataclass(frozen=True)
class ExpressSwitched(Event):
    """Staff switch express mode on or off."""

    on: bool


@dataclass(frozen=True)
class PauseAsked(Event):
    """Staff close the booth for a moment."""


@dataclass(frozen=True)
class ResumeAsked(Event):
    """Staff open the booth again."""


@dataclass(frozen=True)
class ClosingAsked(Event):
    """Staff end the day: what waits is sent, then the program can be closed."""


@dataclass(frozen=True)
class PowerOffAsked(Event):
    """Staff want the machine switched off once the program has closed."""


@dataclass(frozen=True)
class WaiverGiven(Event):
    """Staff let the person off some rules; None takes an earlier waiver back."""

    waiver: Waiver | None


@dataclass(frozen=True)
class PortraitAsked(Event):
    """Staff want to choose the person's enrolment photo on a stick."""


@dataclass(frozen=True)
class PortraitTaken(Event):
    """It can be compared with; ``compared`` is what ``capture`` came to, None before there is one."""

    compared: Compared | None
    capture: Capture | None


@dataclass(frozen=True)
class PortraitRefused(Event):
    """The chosen picture cannot be compared with; ``notice`` says why."""

    notice: str


@dataclass(frozen=True)
class CalibrationOpened(Event):
    """Staff want to set the booth up."""


@dataclass(frozen=True)
class CalibrationAsked(Event):
    """Staff start (again) one part of it."""

    part: Part
