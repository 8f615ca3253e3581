"""The session's moves around the student's own phone, the same on every page that may ask for it."""

from __future__ import annotations

from dataclasses import replace

from kiosk.session import events as ev
from kiosk.session.effects import CloseHandoff, OpenHandoff
from kiosk.session.moves import Outcome
from kiosk.session.parts import Flow, HandoffKind
from kiosk.session.state import SessionState, Step

ASKED_FOR = {
    Step.SCAN: HandoffKind.CODE,
    Step.CONFIRM: HandoffKind.NAME,
    Step.CONTACT: HandoffKind.CONTACT,
}
"""What the phone may give on each page."""


def ask_handoff(state: SessionState, event: ev.HandoffAsked, now: float, flow: Flow) -> Outcome:
    return replace(state, notice=None, active_at=now), (OpenHandoff(event.kind),)


def handoff_opened(state: SessionState, event: ev.HandoffOpened, now: float, flow: Flow) -> Outcome:
    """A page that was asked for on another page of the session is closed again."""
    if event.handoff.kind is not ASKED_FOR.get(state.step):
        return state, (CloseHandoff(),)
    return replace(state, handoff=event.handoff, notice=None, active_at=now), ()


def handoff_ended(state: SessionState, event: ev.HandoffEnded, now: float, flow: Flow) -> Outcome:
    return replace(state, handoff=None, notice=event.notice, active_at=now), ()
