"""The session's table: which event, in which step, leads where and asks for what."""

from __future__ import annotations

from dataclasses import replace

from kiosk.session import assisting, identifying, photographing, portraits, settling
from kiosk.session import events as ev
from kiosk.session.moves import Outcome, Table, call_next, go, leave, leave_or_stay_paused
from kiosk.session.parts import CodeWay, Flow
from kiosk.session.state import (
    NEEDS_CAMERA,
    SAYS_GOODBYE,
    STAFF_ENDS,
    WAITS_FOR_MACHINE,
    SessionState,
    Step,
    Timing,
)

TABLE: Table = {
    **identifying.TABLE,
    **settling.TABLE,
    **photographing.TABLE,
    **assisting.TABLE,
    **portraits.TABLE,
}


def advance(
    state: SessionState, event: ev.Event, now: float, timing: Timing, flow: Flow | None = None
) -> Outcome:
    """Return the next state and the effects the event calls for.

    Pure: an event that means nothing in this step (a late answer of a worker, a second tap on
    the same button) changes nothing.

    Parameters
    ----------
    now
        ``Clock.monotonic`` seconds.
    flow
        Which steps the campaign has; by default only those every campaign has.
    """
    if isinstance(event, ev.Tick):
        return _tick(state, now, timing)
    if isinstance(event, ev.Fault):
        return _fault(state, event, now)
    if isinstance(event, ev.FaultCleared):
        return _fault_cleared(state, event, now)
    if isinstance(event, ev.Touched):
        return replace(state, active_at=now, idle_warning=False), ()
    if isinstance(event, ev.Left) and state.step is Step.TAKEN:
        return call_next(now)
    if isinstance(event, ev.Left):
        stays = state.step in WAITS_FOR_MACHINE | STAFF_ENDS
        return (state, ()) if stays else leave_or_stay_paused(state, now)
    handler = TABLE.get((state.step, type(event)))
    if handler is None:
        return state, ()
    return handler(state, event, now, flow or Flow())


def _tick(state: SessionState, now: float, timing: Timing) -> Outcome:
    if state.step is Step.ATTRACT or state.step in WAITS_FOR_MACHINE | STAFF_ENDS:
        return state, ()
    if state.step is Step.TAKEN:
        return call_next(now) if now - state.entered_at >= timing.taken_s else (state, ())
    if state.step is Step.TROUBLE and state.session is None:
        return state, ()  # nobody is here; wait for the fault to clear
    if state.step in SAYS_GOODBYE:
        return leave(now) if now - state.entered_at >= timing.done_s else (state, ())
    left_s = state.idle_left_s(timing, now)
    if left_s <= 0:
        return leave_or_stay_paused(state, now)
    warning = left_s <= timing.warning_s
    return (state if warning == state.idle_warning else replace(state, idle_warning=warning)), ()


def _fault(state: SessionState, event: ev.Fault, now: float) -> Outcome:
    if state.step is Step.TROUBLE:
        return replace(state, trouble=event.error), ()
    if state.step not in NEEDS_CAMERA or state.way is not CodeWay.CAMERA:
        return state, ()
    return go(state, Step.TROUBLE, now, trouble=event.error, back=state.step)


def _fault_cleared(state: SessionState, event: ev.FaultCleared, now: float) -> Outcome:
    if state.step is not Step.TROUBLE or state.trouble is None or state.trouble.code != event.code:
        return state, ()
    return go(state, state.back or Step.ATTRACT, now, trouble=None, back=None)
