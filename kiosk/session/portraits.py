"""The session's part of an enrolment photo that staff choose from a stick, for who agreed to be compared."""

from __future__ import annotations

from dataclasses import replace

from kiosk.session import events as ev
from kiosk.session.effects import TakePortrait
from kiosk.session.moves import Outcome, Table, go, tell, to
from kiosk.session.parts import Flow
from kiosk.session.state import SessionState, Step


def _asked(state: SessionState, event: ev.PortraitAsked, now: float, flow: Flow) -> Outcome:
    allowed = state.unlocked and flow.compare and state.agreed_to_compare
    return go(state, Step.PORTRAIT, now) if allowed else (state, ())


def _listed(state: SessionState, event: ev.StickListed, now: float, flow: Flow) -> Outcome:
    return replace(state, stick=event.listing), ()


def _chosen(state: SessionState, event: ev.PictureChosen, now: float, flow: Flow) -> Outcome:
    return replace(state, notice=None, active_at=now), (TakePortrait(event.picture, state.capture),)


def _taken(state: SessionState, event: ev.PortraitTaken, now: float, flow: Flow) -> Outcome:
    """Back where staff were called; what an earlier try came to was measured against another picture.

    A result of a capture that is not the one on the review page any more says nothing of this one.
    """
    if event.capture is not state.capture:
        return state, ()
    photo = state.photo
    if photo is not None and event.compared is not None:
        photo = replace(photo, comparison=event.compared)
    gone = {"back": None, "unlocked": False, "waivable": (), "kept": None}
    return go(state, state.back or Step.FRAME, now, **gone, photo=photo)


TABLE: Table = {
    (Step.WAIVER, ev.PortraitAsked): _asked,
    (Step.PORTRAIT, ev.StickListed): _listed,
    (Step.PORTRAIT, ev.PictureChosen): _chosen,
    (Step.PORTRAIT, ev.PortraitTaken): _taken,
    (Step.PORTRAIT, ev.PortraitRefused): tell,
    (Step.PORTRAIT, ev.Back): to(Step.WAIVER),
}
