"""One snapshot of everything a page may depend on; presenters turn it into a page's model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.calibration.record import Part
from kiosk.campaign.campaign import Campaign
from kiosk.campaign.contact import Contact
from kiosk.capture_code.reader import CodeSighting
from kiosk.guidance.verdict import Guide, Target
from kiosk.guidance.waiver import WaiverReason
from kiosk.photo.spec import PhotoSpec
from kiosk.photo.stage import Stage
from kiosk.services.calibrating import CalibrationStatus
from kiosk.services.health import Health
from kiosk.services.setup_status import SetupStatus
from kiosk.session.lane import Ticket
from kiosk.session.parts import CodeWay, HelpTopic
from kiosk.session.state import SessionState, Step, Timing
from ui.texts import Texts

TYPED, STICK, PHONE = "typed", "stick", "phone"
"""The pages of ``Step.SCAN`` while the code does not come from the camera."""

_WAYS = {CodeWay.TYPED: TYPED, CodeWay.STICK: STICK, CodeWay.PHONE: PHONE}


def page_of(state: SessionState, setup: SetupStatus | None = None) -> str:
    """Return the name of the page that shows ``state``: its step, or the way the code comes in.

    While a booth is set up for the first time there are other pages.
    """
    if setup is not None:
        return setup_page(setup.page)
    return _WAYS.get(state.way, str(state.step)) if state.step is Step.SCAN else str(state.step)


def setup_page(page: str) -> str:
    """Return the name of a page of the booth's set-up."""
    return f"setup-{page}"


class Delivery(StrEnum):
    """Where the prints go."""

    SCHOOL = "school"
    ADDRESS = "address"


@dataclass(frozen=True)
class ContactDraft:
    """Contact and delivery as they stand on the screen; ``delivery`` is None until it was chosen.

    ``seen`` is what the phone had sent when something was last typed here: what it sends later counts more.
    """

    phone: str = ""
    email: str = ""
    delivery: Delivery | None = None
    address: str = ""
    addressee: str = ""
    seen: Contact | None = None


@dataclass(frozen=True)
class Draft:
    """What the person has typed or ticked and not yet sent; dropped when the session ends.

    ``field`` is the one that is written into now, on a page with several: by the pad, or by the phone.
    """

    code: str = ""
    last4: str = ""
    student_number: str = ""
    field: str | None = None
    contact: ContactDraft = ContactDraft()
    topic: HelpTopic | None = None
    """On the help page, another topic than the one it was opened with."""
    ticked: frozenset[str] = frozenset()
    pin: str = ""
    tab: str = "now"
    """Of the staff's dashboard, the part that is shown."""
    waived: frozenset[str] | None = None
    """Rules ticked on the waiver page; None until one was touched."""
    reason: WaiverReason | None = None
    note: str = ""
    part: Part = Part.MOUNTING
    """Of the booth's set-up, what staff have chosen to measure."""
    url: str | None = None
    """Address of the central server; None until it was touched."""
    enrolment: str = ""
    again: str | None = None
    """The PIN a second time; None while it is typed the first time."""
    complaint: str | None = None
    """Code of what is wrong with the last attempt to send what was typed."""

    def on_page(self, page: str) -> Draft:
        """Return what of it may still be there when ``page`` (a step, or :data:`TYPED`) is turned to."""
        match page:
            case Step.ATTRACT | Step.DECLINED | Step.DONE:
                return Draft()  # staff's half-typed PIN too: their page belongs to no session
            case Step.SCAN:
                return Draft(code=self.code)  # the next code may be somebody else's
            case Step.CONFIRM:
                return replace(self, last4="", field=None, complaint=None)
            case Step.CONTACT:
                return replace(self, field=None, complaint=None)
            case Step.FEE:
                return replace(self, pin="")
            case Step.HELP:
                return replace(self, topic=None)
            case Step.WAIVER:
                return replace(self, pin="", waived=None, reason=None, note="")
            case _ if page.startswith(setup_page("")):
                return replace(self, pin="", again=None, field=None, enrolment="")
        return self


@dataclass(frozen=True, eq=False)
class View:
    """State, live judgements and time at one moment.

    ``now`` is ``Clock.monotonic`` seconds; ``target`` and ``frame_size`` belong to the newest camera frame;
    ``tickets`` are express mode's, of people who are not in ``state`` any more, and ``keep_s`` how long they
    may still want another photo.
    """

    state: SessionState
    now: float
    timing: Timing
    campaign: Campaign
    spec: PhotoSpec
    texts: Texts
    draft: Draft
    health: Health | None = None
    guide: Guide | None = None
    sighting: CodeSighting | None = None
    target: Target | None = None
    frame_size: tuple[int, int] | None = None
    calibration: CalibrationStatus | None = None
    stage: Stage | None = None
    express: bool = False
    keep_s: float = 8.0
    can_power_off: bool = False
    tickets: tuple[Ticket, ...] = ()
    setup: SetupStatus | None = None
