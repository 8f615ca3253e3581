"""The moves every part of the session's table is made of: to a step, back where one came from, away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from kiosk.session.effects import CallNext, CheckPin, CloseHandoff, Effect, Forget, LookFor, Watch, WatchStick
from kiosk.session.events import Event
from kiosk.session.parts import CodeWay, Flow, Knock
from kiosk.session.state import SessionState, Step

Outcome = tuple[SessionState, tuple[Effect, ...]]
Handler = Callable[[SessionState, Any, float, Flow], Outcome]
Table = Mapping[tuple[Step, type[Event]], Handler]

_WATCH = {
    Step.ATTRACT: Watch.VISITOR,
    Step.SCAN: Watch.CODE,
    Step.FRAME: Watch.FRAMING,
    Step.CALIBRATE: Watch.CALIBRATION,
}


def go(state: SessionState, step: Step, now: float, *effects: Effect, **changes: Any) -> Outcome:
    """Enter ``step``; what should be looked for, listed or kept open is told whenever it changes."""
    fresh: dict[str, Any] = {"notice": None, "way": CodeWay.CAMERA, "stick": None, "handoff": None}
    fresh |= {"staff": False, "visitor": False, "knock": None}
    arrived = {"step": step, "entered_at": now, "active_at": now, "idle_warning": False}
    after = replace(state, **{**fresh, **changes, **arrived})
    watch = _WATCH.get(step, Watch.NOTHING)
    waived = () if after.waiver is None or watch is not Watch.FRAMING else after.waiver.rules
    return after, (LookFor(watch, waived), *_closing(state, after), *effects)


def leave(now: float) -> Outcome:
    """Back to the attract page with nothing of the person left."""
    return SessionState(entered_at=now, active_at=now), (LookFor(Watch.VISITOR), Forget())


def leave_or_stay_paused(state: SessionState, now: float) -> Outcome:
    """Leave; whoever leaves a page for staff of a paused booth leaves it paused."""
    if state.back is Step.PAUSED:
        return pause(now)
    return leave(now)


def pause(now: float) -> Outcome:
    """Receive nobody until staff say so; nothing of a person is left."""
    return go(SessionState(), Step.PAUSED, now, Forget())


def call_next(now: float) -> Outcome:
    """Express mode: nothing of the last person is left, and whoever is next may scan at once."""
    state, effects = leave(now)
    return state, (*effects, CallNext())


def to(step: Step) -> Handler:
    """Return a handler that only goes there."""

    def handler(state: SessionState, event: Any, now: float, flow: Flow) -> Outcome:
        return go(state, step, now)

    return handler


def away(state: SessionState, event: Any, now: float, flow: Flow) -> Outcome:
    """Leave."""
    return leave(now)


def tell(state: SessionState, event: Any, now: float, flow: Flow) -> Outcome:
    """Show the event's notice on the page."""
    return replace(state, notice=event.notice, active_at=now), ()


def of_this_code(handler: Handler) -> Handler:
    """Return the handler of a desk's answer that drops what is about somebody else's code."""

    def checked(state: SessionState, event: Any, now: float, flow: Flow) -> Outcome:
        if state.code is None or event.code != state.code.raw:
            return state, ()
        return handler(state, event, now, flow)

    return checked


def knock(state: SessionState, pin: str, now: float) -> Outcome:
    """Have a PIN compared; whatever was typed before it opens nothing any more."""
    at_door = Knock(str(state.step))
    return replace(state, active_at=now, notice=None, knock=at_door), (CheckPin(pin, at_door),)


def of_this_knock(handler: Handler) -> Handler:
    """Return the handler of a PIN's answer that drops one for a door that was left meanwhile."""

    def checked(state: SessionState, event: Any, now: float, flow: Flow) -> Outcome:
        if event.knock is not state.knock:
            return state, ()
        return handler(replace(state, knock=None), event, now, flow)

    return checked


def reads_stick(state: SessionState) -> bool:
    """Whether the pictures on a stick are wanted."""
    return state.step in (Step.FILES, Step.PORTRAIT) or (
        state.step is Step.SCAN and state.way is CodeWay.STICK
    )


def _closing(before: SessionState, after: SessionState) -> tuple[Effect, ...]:
    stick = reads_stick(after)
    listed = () if reads_stick(before) == stick else (WatchStick(stick, after.step is Step.PORTRAIT),)
    return (*listed, CloseHandoff()) if before.handoff is not None and after.handoff is None else listed
