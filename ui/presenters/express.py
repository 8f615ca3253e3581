"""Models of express mode: the strip that tells people who have stood up what became of their photo."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kiosk.session.lane import ASKED_AGAIN, NOT_RIGHT, Phase, Ticket, label_of
from kiosk.session.state import Step
from ui.foreign import harmless
from ui.view import View

STAFF_STEPS = frozenset({Step.OPERATOR, Step.CALIBRATE, Step.WAIVER, Step.PORTRAIT, Step.CLOSING})
"""Pages on which staff are busy with something else."""
SHOWN = 3
"""So many tickets have room on a wide screen; those that ask something of somebody come first."""
_TONES = {Phase.SAVED: "good", Phase.RETAKE: "bad", Phase.UNSAVED: "warn"}
_URGENT = {Phase.RETAKE: 0, Phase.UNSAVED: 0, Phase.OFFERED: 1}


@dataclass(frozen=True)
class TicketChip:
    """One ticket; ``again`` is on the button by which somebody asks for another photo, None without one."""

    id: str
    who: str
    told: str
    tone: str
    again: str | None


@dataclass(frozen=True)
class Strip:
    """``empty`` is said while there is no ticket."""

    chips: tuple[TicketChip, ...]
    empty: str


@dataclass(frozen=True)
class Finished:
    """The newest finished photo, as the file it is saved as: whose it is and what becomes of it."""

    who: str
    told: str
    jpeg: bytes


@dataclass(frozen=True)
class TakenPage:
    """The caught instant, and what its person does now."""

    title: str
    other: str
    lead: str
    button: str


def present_strip(view: View, places: int = SHOWN) -> Strip | None:
    """Return the model of a strip with room for so many; None when nobody waits and express mode is off."""
    if view.state.step in STAFF_STEPS or not (view.express or view.tickets):
        return None
    newest = sorted(view.tickets, key=lambda ticket: (_URGENT.get(ticket.phase, 2), -ticket.since))[:places]
    shown = [ticket for ticket in view.tickets if ticket in newest]
    return Strip(tuple(_chip(ticket, view) for ticket in shown), view.texts("express.empty"))


def present_finished(view: View) -> Finished | None:
    """Return the photo on the review page, else the newest ticket's; None once it is saved or dropped."""
    state = view.state
    if state.step is Step.REVIEW and state.photo is not None and state.person is not None:
        return Finished(harmless(label_of(state.person)), "", state.photo.jpeg)
    made = [(ticket, ticket.photo) for ticket in view.tickets if ticket.photo is not None]
    if not made or state.step in STAFF_STEPS:
        return None
    ticket, photo = made[-1]
    return Finished(_who(ticket, view), _told(ticket, view), photo.jpeg)


def present_taken(view: View) -> TakenPage:
    texts = view.texts
    return TakenPage(
        texts("taken.title"), texts.other("taken.title"), texts("taken.lead"), texts("taken.button")
    )


def _chip(ticket: Ticket, view: View) -> TicketChip:
    offered = ticket.phase is Phase.OFFERED
    return TicketChip(
        id=ticket.id,
        who=_who(ticket, view),
        told=_told(ticket, view),
        tone=_TONES.get(ticket.phase, "plain") if not offered else "good",
        again=view.texts("express.again") if offered else None,
    )


def _who(ticket: Ticket, view: View) -> str:
    return view.texts("express.who", number=ticket.number, label=harmless(ticket.label)).strip()


def _told(ticket: Ticket, view: View) -> str:
    texts = view.texts
    if ticket.phase is Phase.OFFERED:
        left_s = max(0.0, ticket.since + view.keep_s - view.now)
        return texts("express.offered", seconds=math.ceil(left_s))
    if ticket.phase is Phase.SAVED and ticket.delivered:
        return texts("express.delivered")
    if ticket.phase is Phase.RETAKE:
        why = why_again(ticket, view)
        return texts("express.retake") if why is None else texts("express.retake_why", why=why)
    return texts(f"express.{ticket.phase}")


def why_again(ticket: Ticket, view: View) -> str | None:
    """Say in few words what another photo is needed for; None where there is nothing to say."""
    if ticket.reason == NOT_RIGHT and ticket.faults:
        return view.texts.photo.wrong(ticket.faults[0]).within(view.texts.language.value)
    if ticket.reason in (None, ASKED_AGAIN, NOT_RIGHT):
        return None
    return view.texts("express.no_photo")
