"""What staff do from their own window while somebody is served: the session's part of it, pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from kiosk.guidance.waiver import Waiver, WaiverReason
from kiosk.session.effects import LookFor, Watch
from kiosk.session.events import Event, Left, RetakeAsked
from kiosk.session.lane import Phase, TakeAgainAsked, Ticket
from kiosk.session.moves import Outcome, leave, pause
from kiosk.session.parts import Knock
from kiosk.session.state import SessionState, Step


class DeskAct(StrEnum):
    """The window's one-key actions."""

    TAKE_NOW = "take-now"
    RETAKE = "retake"
    NEXT = "next"
    PAUSE = "pause"
    WAIVE = "waive"


@dataclass(frozen=True)
class DeskPin(Event):
    """A PIN was typed in the staff's window."""

    pin: str


@dataclass(frozen=True)
class DeskOpened(Event):
    """It was right."""

    knock: Knock


@dataclass(frozen=True)
class DeskRefused(Event):
    """It was wrong, or is locked or not set (``notice``)."""

    notice: str
    knock: Knock


@dataclass(frozen=True)
class DeskLeft(Event):
    """The window shows nothing any more until the PIN is typed again."""


@dataclass(frozen=True)
class DeskActed(Event):
    """One of the actions; ``reason`` is why rules are waived, None where none is."""

    act: DeskAct
    reason: WaiverReason | None = None


DESK_EVENTS = (DeskPin, DeskOpened, DeskRefused, DeskLeft, DeskActed)


@dataclass(frozen=True)
class DeskDoor:
    """Whether the staff's window is open, and what was wrong with the last PIN."""

    open: bool = False
    notice: str | None = None


def between_people(state: SessionState) -> bool:
    """Whether nobody's session is at stake: a pause may begin."""
    return state.step in (Step.ATTRACT, Step.PAUSED) or (state.step is Step.SCAN and state.code is None)


def waived(
    state: SessionState, holding: tuple[str, ...], reason: WaiverReason, now: datetime
) -> SessionState:
    """Let the person off what holds up the photo now, beside what was waived before.

    The reason *other* needs words, which this window does not take: it is given on the waiver page.
    """
    earlier = () if state.waiver is None else state.waiver.rules
    rules = tuple(dict.fromkeys((*earlier, *holding)))
    if not rules or reason is WaiverReason.OTHER:
        return state
    return replace(state, waiver=Waiver(rules, reason, now))


def again(state: SessionState, tickets: tuple[Ticket, ...]) -> Event | None:
    """Return the event that asks for another photo: of who is here, else of who stood up last."""
    if state.step is Step.REVIEW:
        return RetakeAsked()
    offered = [ticket.id for ticket in tickets if ticket.phase is Phase.OFFERED]
    return TakeAgainAsked(offered[-1]) if offered else None


def next_person(state: SessionState) -> Event | None:
    """Return the event that ends the session of somebody who went away."""
    return None if state.session is None else Left()


def paused_or_open(state: SessionState, now: float) -> Outcome:
    """Close the booth for a moment, or open it again; nothing while somebody is served."""
    if state.step is Step.PAUSED:
        return leave(now)
    return pause(now) if between_people(state) else (state, ())


def wait_no_longer(state: SessionState) -> tuple[LookFor, ...]:
    """Begin guidance anew without the rules that are waived now."""
    rules = () if state.waiver is None else state.waiver.rules
    return (LookFor(Watch.FRAMING, rules),) if state.step is Step.FRAME else ()
