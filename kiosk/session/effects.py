"""What a session asks the rest of the kiosk to do; carried out by the services."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.calibration.record import Part
from kiosk.campaign.contact import Contact
from kiosk.campaign.payment import Bill, Payment
from kiosk.campaign.person import Answers, Consent, Person
from kiosk.capture_code.code import CaptureCode
from kiosk.guidance.verdict import Capture
from kiosk.guidance.waiver import Waiver
from kiosk.photo.finished import FinishedPhoto
from kiosk.session.parts import HandoffKind, Knock


class Watch(StrEnum):
    """What the vision thread looks for."""

    NOTHING = "nothing"
    VISITOR = "visitor"
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
    answers: Answers


@dataclass(frozen=True)
class FindStanding(Effect):
    """Answer with ``StandingKnown``; without a network from this booth's own memory."""

    code: CaptureCode
    person: Person


@dataclass(frozen=True)
class FetchPortrait(Effect):
    """Get and measure the enrolment photo, if the consents hold that to the comparison; forget any other."""

    code: CaptureCode
    consents: tuple[Consent, ...]


@dataclass(frozen=True)
class TakePortrait(Effect):
    """Measure a picture of the stick as the enrolment photo, and compare a capture with it.

    Answer with ``PortraitTaken`` or ``PortraitRefused``.
    """

    picture: str
    capture: Capture | None


@dataclass(frozen=True)
class Withdraw(Effect):
    """Take back what this person submitted: answer with ``Withdrawn`` or ``WithdrawFailed``."""

    person: Person


@dataclass(frozen=True)
class WatchStick(Effect):
    """List the pictures on a USB stick, with ``StickListed`` at every change, until told to stop.

    ``card``: the photo of an ID card that was just read is listed too.
    """

    on: bool
    card: bool = False


@dataclass(frozen=True)
class ReadCodePicture(Effect):
    """Read the capture code in a picture of the stick: answer with ``CodeRead`` or ``CodeRefused``."""

    picture: str


@dataclass(frozen=True)
class OpenHandoff(Effect):
    """Ask the central server for a page the student's phone can open.

    Answer with ``HandoffOpened``, then ``CodeRead``/``CodeRefused``, ``NameFilled`` or ``ContactFilled`` when
    the phone has sent something, or ``HandoffEnded``.
    """

    kind: HandoffKind


@dataclass(frozen=True)
class CloseHandoff(Effect):
    """The phone's page is not needed any more."""


@dataclass(frozen=True)
class AskFee(Effect):
    """Find out what is to be paid: answer with ``FeeShown``, ``FeeSettled`` or ``FeeFailed``."""

    person: Person


@dataclass(frozen=True)
class MarkPaid(Effect):
    """Staff have taken the money: answer with ``FeeSettled`` or ``FeeFailed``."""

    person: Person
    bill: Bill


@dataclass(frozen=True)
class CountPhoto(Effect):
    """A finished photo was made for this person: remember it for the campaign's limit."""

    person: Person


@dataclass(frozen=True)
class DevelopFile(Effect):
    """Make the photo from a studio file: answer with ``Developed`` and its capture, or ``DevelopFailed``.

    It is refused for no rule that is ``waived``.
    """

    picture: str
    waived: tuple[str, ...] = ()


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
    contact: Contact | None = None
    payment: Payment | None = None


@dataclass(frozen=True, eq=False)
class HandOver(Effect):
    """Express mode: make and submit this photo while somebody else is already served.

    It holds all that session ``session`` knew of its person, who is not in the session's state any more.
    """

    session: str
    person: Person
    consents: tuple[Consent, ...]
    capture: Capture
    waiver: Waiver | None = None
    contact: Contact | None = None
    payment: Payment | None = None


@dataclass(frozen=True)
class CallNext(Effect):
    """Express mode: begin a session for whoever is next."""


@dataclass(frozen=True)
class SendAgain(Effect):
    """Put blocked and quarantined submissions back into the queue and try at once."""


@dataclass(frozen=True)
class Release(Effect):
    """Put one submission that is held up back into the queue and try at once."""

    submission: str


@dataclass(frozen=True)
class SwitchExpress(Effect):
    """Express mode is on or off from now on, until the next start."""

    on: bool


@dataclass(frozen=True)
class PowerOff(Effect):
    """Switch the machine off once the program has closed."""


@dataclass(frozen=True)
class CheckPin(Effect):
    """Answer with ``OperatorGranted`` or ``OperatorDenied``, naming this knock."""

    pin: str
    knock: Knock


@dataclass(frozen=True)
class Calibrate(Effect):
    """Measure this part of the booth's set-up; what it finds is shown as it comes."""

    part: Part


@dataclass(frozen=True)
class Forget(Effect):
    """Drop every trace of the person: queued frames, captures, page contents, pending work."""
