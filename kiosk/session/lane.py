"""The express lane: photos of people who have already stood up, each on a ticket of its own.

On a collection day the next person scans while the last photo is made. What belongs to the photo then leaves
the session for a ticket, which holds exactly what that one session knew and which no later session sees. The
lane is as pure as the session's table: :func:`move` takes an event and says what is to be done.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.campaign.person import Person
from kiosk.errors import KioskError
from kiosk.photo.finished import CheckStatus, FinishedPhoto
from kiosk.session.effects import CountPhoto, Effect, HandOver, SaveSubmission
from kiosk.session.events import Delivered, Event, Tick
from kiosk.session.state import ExpressTiming

SAVE_AGAIN_S = 5.0
"""Between two attempts to save what the disk did not take: room may have come meanwhile."""
NUMBERS = 99
"""Tickets are counted 1…99 and over again: a number is only told apart from those beside it."""
ASKED_AGAIN, NOT_RIGHT = "asked-again", "not-right"
"""Reasons for a retake: the person or staff wanted one; the finished photo does not meet its standard."""


class Phase(StrEnum):
    """How far a ticket is."""

    DEVELOPING = "developing"
    OFFERED = "offered"
    SAVING = "saving"
    UNSAVED = "unsaved"
    SAVED = "saved"
    RETAKE = "retake"


SETTLED = frozenset({Phase.SAVED, Phase.RETAKE})
"""Nothing of the person is held any more but what the strip shows of them."""


@dataclass(frozen=True, eq=False)
class Ticket:
    """One person's photo on its way.

    Attributes
    ----------
    id
        The id of the session it comes from.
    number, label
        What the strip calls the person: a running number, and what everybody may read of who they are.
    since
        ``Clock.monotonic`` seconds when the phase began.
    reason
        Of a retake: :data:`ASKED_AGAIN`, :data:`NOT_RIGHT`, or the code of why no photo could be made.
    faults
        Names of the checks the photo failed.
    taken
        What the session handed over; None once it is settled.
    """

    id: str
    number: int
    label: str
    phase: Phase
    since: float
    taken: HandOver | None = None
    photo: FinishedPhoto | None = None
    reason: str | None = None
    faults: tuple[str, ...] = ()
    submission: str | None = None
    delivered: bool = False


@dataclass(frozen=True, eq=False)
class Lane:
    """Every ticket, oldest first; ``issued`` counts all of them."""

    tickets: tuple[Ticket, ...] = ()
    issued: int = 0

    @property
    def unsettled(self) -> bool:
        """Whether a photo here would be lost if the program ended now."""
        return any(ticket.phase not in SETTLED for ticket in self.tickets)


@dataclass(frozen=True)
class DevelopTicket(Effect):
    """Answer with :class:`TicketDeveloped` or :class:`TicketFailed`."""

    ticket: str
    taken: HandOver


@dataclass(frozen=True)
class SaveTicket(Effect):
    """Answer with :class:`TicketSaved` only when durable, else :class:`TicketUnsaved`."""

    ticket: str
    save: SaveSubmission


@dataclass(frozen=True)
class TicketDeveloped(Event):
    """The finished photo of a ticket."""

    ticket: str
    photo: FinishedPhoto


@dataclass(frozen=True)
class TicketFailed(Event):
    """No photo could be made of what was captured."""

    ticket: str
    error: KioskError


@dataclass(frozen=True)
class TicketSaved(Event):
    """A ticket's submission is on disk."""

    ticket: str
    submission: str


@dataclass(frozen=True)
class TicketUnsaved(Event):
    """A ticket's submission could not be made durable; it is tried again."""

    ticket: str


@dataclass(frozen=True)
class TakeAgainAsked(Event):
    """Somebody does not want this photo: it is dropped, and its person scans again."""

    ticket: str


@dataclass(frozen=True)
class KeepAsked(Event):
    """Submit this right photo at once, without waiting for an objection; None: every one."""

    ticket: str | None = None


LaneOutcome = tuple[Lane, tuple[Effect, ...]]


def label_of(person: Person) -> str:
    """Return what everybody may read of who this is: the masked name, and the end of the student number."""
    number = person.student_number
    tail = None if number is None else f"···{number[-4:]}" if len(number) > 6 else None
    return "  ".join(part for part in (person.name_masked, tail) if part)


def take_in(lane: Lane, taken: HandOver, now: float) -> LaneOutcome:
    """Give a photo that was just taken a ticket."""
    issued = lane.issued + 1
    ticket = Ticket(
        taken.session,
        (issued - 1) % NUMBERS + 1,
        label_of(taken.person),
        Phase.DEVELOPING,
        now,
        taken,
    )
    return Lane((*lane.tickets, ticket), issued), (DevelopTicket(ticket.id, taken),)


def move(lane: Lane, event: Event, now: float, timing: ExpressTiming) -> LaneOutcome:
    """Return the next lane and what it asks for; an event that means nothing here changes nothing."""
    moved: list[Ticket] = []
    effects: list[Effect] = []
    for ticket in lane.tickets:
        after, asked = _one(ticket, event, now, timing)
        effects += asked
        if after is not None:
            moved.append(after)
    if len(moved) == len(lane.tickets) and all(map(_same, moved, lane.tickets)):
        return lane, ()
    return Lane(tuple(moved), lane.issued), tuple(effects)


def _same(first: Ticket, second: Ticket) -> bool:
    return first is second


def _one(
    ticket: Ticket, event: Event, now: float, timing: ExpressTiming
) -> tuple[Ticket | None, tuple[Effect, ...]]:
    match event, ticket.phase:
        case Tick(), _:
            return _wait(ticket, now, timing)
        case TicketDeveloped(ticket.id, photo), Phase.DEVELOPING:
            return _developed(ticket, photo, now)
        case TicketFailed(ticket.id, error), Phase.DEVELOPING:
            return _again(ticket, error.code, (), now), ()
        case TakeAgainAsked(ticket.id), Phase.OFFERED:
            return _again(ticket, ASKED_AGAIN, (), now), ()
        case KeepAsked(None | ticket.id), Phase.OFFERED | Phase.UNSAVED:
            return _save(ticket, now)
        case TicketSaved(ticket.id, submission), Phase.SAVING:
            saved = replace(ticket, phase=Phase.SAVED, since=now, submission=submission)
            return replace(saved, taken=None, photo=None), ()
        case TicketUnsaved(ticket.id), Phase.SAVING:
            return replace(ticket, phase=Phase.UNSAVED, since=now), ()
        case Delivered(ticket.submission), Phase.SAVED:
            return replace(ticket, delivered=True), ()
    return ticket, ()


def _wait(ticket: Ticket, now: float, timing: ExpressTiming) -> tuple[Ticket | None, tuple[Effect, ...]]:
    waited_s = now - ticket.since
    if ticket.phase in SETTLED:
        return (None if waited_s >= timing.told_s else ticket), ()
    patience_s = {Phase.OFFERED: timing.keep_s, Phase.UNSAVED: SAVE_AGAIN_S}.get(ticket.phase)
    return (ticket, ()) if patience_s is None or waited_s < patience_s else _save(ticket, now)


def _developed(ticket: Ticket, photo: FinishedPhoto, now: float) -> tuple[Ticket, tuple[Effect, ...]]:
    """A photo that meets its standard counts for the limit and is kept; one that does not was none.

    What staff waived goes with the ticket: the person would come back to the same fault.
    """
    assert ticket.taken is not None
    if ticket.taken.waiver is not None:
        photo = photo.waiving(ticket.taken.waiver.rules)
    if not photo.inspection.ok:
        checks = photo.inspection.checks
        faults = tuple(c.check for c in checks if c.must and c.status is CheckStatus.FAIL)
        return _again(ticket, NOT_RIGHT, faults, now), ()
    offered = replace(ticket, phase=Phase.OFFERED, since=now, photo=photo)
    return offered, (CountPhoto(ticket.taken.person),)


def _save(ticket: Ticket, now: float) -> tuple[Ticket, tuple[Effect, ...]]:
    taken, photo = ticket.taken, ticket.photo
    assert taken is not None and photo is not None
    save = SaveSubmission(
        taken.person, taken.consents, taken.capture, photo, taken.waiver, taken.contact, taken.payment
    )
    return replace(ticket, phase=Phase.SAVING, since=now), (SaveTicket(ticket.id, save),)


def _again(ticket: Ticket, reason: str, faults: tuple[str, ...], now: float) -> Ticket:
    """Nothing of the photo is kept: the person comes back with their code and is asked anew who they are."""
    again = replace(ticket, phase=Phase.RETAKE, since=now, reason=reason, faults=faults)
    return replace(again, taken=None, photo=None)
