"""The staff's own window, as the booth serves it: its PIN, and each action, written down."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Guide, waivable_rules
from kiosk.services.darkroom import Darkroom
from kiosk.services.pin import PinCheck
from kiosk.session import at_desk
from kiosk.session.at_desk import DeskAct, DeskActed, DeskDoor, DeskLeft, DeskOpened, DeskPin, DeskRefused
from kiosk.session.effects import Effect
from kiosk.session.events import Event
from kiosk.session.lane import Ticket
from kiosk.session.parts import Knock
from kiosk.session.state import SessionState, Step
from kiosk.store.staff import Staff, StaffEvent

log = logging.getLogger(__name__)

DOOR = "desk"
"""In the record, beside the pages' names."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What an action comes to: the state after it, effects, and whether the shutter shall fall now."""

    state: SessionState
    effects: tuple[Effect, ...] = ()
    shoot: bool = False


class Attendant:
    """Owned by the booth's thread; the PIN is compared and everything is recorded on the photo thread.

    Attributes
    ----------
    door
        Whether the window is open.
    pause_waits
        Whether a pause begins as soon as nobody is served any more.
    """

    def __init__(
        self, pin: PinCheck, staff: Staff, darkroom: Darkroom, clock: Clock, post: Callable[[Event], None]
    ) -> None:
        self._pin, self._staff, self._darkroom = pin, staff, darkroom
        self._clock, self._post = clock, post
        self.door = DeskDoor()
        self.pause_waits = False
        self._knock: Knock | None = None

    def hear(
        self, event: Event, state: SessionState, guide: Guide | None, tickets: tuple[Ticket, ...]
    ) -> Answer:
        """Carry out one of :data:`kiosk.session.at_desk.DESK_EVENTS`; without the PIN it does nothing."""
        match event:
            case DeskPin(pin):
                self._compare(pin)
            case DeskOpened(knock) | DeskRefused(_, knock) if knock is not self._knock:
                if isinstance(event, DeskOpened):  # who typed it had gone before the answer came
                    self._record(lambda: self._pin.left(DOOR))
            case DeskOpened():
                self.door = DeskDoor(open=True)
            case DeskRefused(notice):
                self.door = DeskDoor(notice=notice)
            case DeskLeft():
                self._knock = None
                if self.door.open:
                    self.door = DeskDoor()
                    self._record(lambda: self._pin.left(DOOR))
            case DeskActed() if self.door.open:
                return self._act(event, state, guide, tickets)
        return Answer(state)

    def settle(self, state: SessionState) -> Answer:
        """Begin a pause that was waiting for the session's end."""
        if not (self.pause_waits and at_desk.between_people(state)):
            return Answer(state)
        self.pause_waits = False
        if state.step is Step.PAUSED:
            return Answer(state)
        return Answer(*at_desk.paused_or_open(state, self._clock.monotonic()))

    def _act(
        self, event: DeskActed, state: SessionState, guide: Guide | None, tickets: tuple[Ticket, ...]
    ) -> Answer:
        self._note(event)
        framing = state.step is Step.FRAME
        holding = waivable_rules(guide.verdicts) if framing and guide is not None else ()
        if event.reason is not None and framing:
            state = at_desk.waived(state, holding, event.reason, self._clock.now())
        match event.act:
            case DeskAct.TAKE_NOW:
                return Answer(state, shoot=framing)
            case DeskAct.WAIVE:
                return Answer(state, at_desk.wait_no_longer(state))
            case DeskAct.PAUSE if not at_desk.between_people(state):
                self.pause_waits = not self.pause_waits
            case DeskAct.PAUSE:
                return Answer(*at_desk.paused_or_open(state, self._clock.monotonic()))
            case DeskAct.RETAKE:
                self._pass_on(at_desk.again(state, tickets))
            case DeskAct.NEXT:
                self._pass_on(at_desk.next_person(state))
        return Answer(state)

    def _pass_on(self, event: Event | None) -> None:
        if event is not None:
            self._post(event)

    def _compare(self, pin: str) -> None:
        knock = self._knock = Knock(DOOR)
        self._darkroom.do(
            lambda: self._pin.refusal(pin, DOOR),
            lambda refusal: self._post(DeskOpened(knock) if refusal is None else DeskRefused(refusal, knock)),
            lambda error: self._post(DeskRefused("pin-wrong", knock)),
        )

    def _note(self, event: DeskActed) -> None:
        reason = event.act if event.reason is None else f"{event.act} {event.reason}"
        self._record(lambda: self._staff.note(StaffEvent.ACTED, reason))

    def _record(self, job: Callable[[], None]) -> None:
        self._darkroom.do(job, lambda _: None, _unrecorded)


def _unrecorded(error: KioskError) -> None:
    log.error("what staff did is not in the record: %s", error.code)
