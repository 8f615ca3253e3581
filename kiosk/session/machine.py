"""The session's table: which event, in which step, leads where and asks for what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kiosk.guidance.verdict import waivable_rules
from kiosk.session import events as ev
from kiosk.session.effects import (
    Calibrate,
    CheckIdentity,
    CheckPin,
    DevelopPhoto,
    Effect,
    Forget,
    LookFor,
    SaveSubmission,
    Watch,
)
from kiosk.session.state import NEEDS_CAMERA, WAITS_FOR_MACHINE, SessionState, Step, Timing

Outcome = tuple[SessionState, tuple[Effect, ...]]

_WATCH = {
    Step.SCAN: Watch.CODE,
    Step.FRAME: Watch.FRAMING,
    Step.CALIBRATE: Watch.CALIBRATION,
}


def advance(state: SessionState, event: ev.Event, now: float, timing: Timing) -> Outcome:
    """Return the next state and the effects the event calls for.

    Pure: an event that means nothing in this step (a late answer of a worker, a second tap on
    the same button) changes nothing.

    Parameters
    ----------
    now
        ``Clock.monotonic`` seconds.
    """
    if isinstance(event, ev.Tick):
        return _tick(state, now, timing)
    if isinstance(event, ev.Fault):
        return _fault(state, event, now)
    if isinstance(event, ev.FaultCleared):
        return _fault_cleared(state, event, now)
    if isinstance(event, ev.Touched):
        return replace(state, active_at=now, idle_warning=False), ()
    if isinstance(event, ev.Left):
        return (state, ()) if state.step in WAITS_FOR_MACHINE else _leave(now)
    handler = _TABLE.get((state.step, type(event)))
    if handler is None:
        return state, ()
    return handler(state, event, now)


def _go(state: SessionState, step: Step, now: float, *effects: Effect, **changes: Any) -> Outcome:
    """Enter ``step``; the vision thread is told whenever what it should look for changes."""
    wanted = {"notice": None, "typing": False, **changes}
    after = replace(state, step=step, entered_at=now, active_at=now, idle_warning=False, **wanted)
    watch = _WATCH.get(step, Watch.NOTHING)
    waived = () if after.waiver is None or watch is not Watch.FRAMING else after.waiver.rules
    return after, (LookFor(watch, waived), *effects)


def _leave(now: float) -> Outcome:
    """Back to the attract page with nothing of the person left."""
    return SessionState(entered_at=now, active_at=now), (LookFor(Watch.NOTHING), Forget())


def _tick(state: SessionState, now: float, timing: Timing) -> Outcome:
    if state.step is Step.ATTRACT or state.step in WAITS_FOR_MACHINE:
        return state, ()
    if state.step is Step.TROUBLE and state.session is None:
        return state, ()  # nobody is here; wait for the fault to clear
    if state.step is Step.DONE:
        return _leave(now) if now - state.entered_at >= timing.done_s else (state, ())
    left_s = state.idle_left_s(timing, now)
    if left_s <= 0:
        return _leave(now)
    warning = left_s <= timing.warning_s
    return (state if warning == state.idle_warning else replace(state, idle_warning=warning)), ()


def _fault(state: SessionState, event: ev.Fault, now: float) -> Outcome:
    if state.step is Step.TROUBLE:
        return replace(state, trouble=event.error), ()
    if state.step not in NEEDS_CAMERA:
        return state, ()
    return _go(state, Step.TROUBLE, now, trouble=event.error, back=state.step)


def _fault_cleared(state: SessionState, event: ev.FaultCleared, now: float) -> Outcome:
    if state.step is not Step.TROUBLE or state.trouble is None or state.trouble.code != event.code:
        return state, ()
    return _go(state, state.back or Step.ATTRACT, now, trouble=None, back=None)


def _start(state: SessionState, event: ev.Started, now: float) -> Outcome:
    return _go(SessionState(session=event.session), Step.SCAN, now)


def _toggle_typing(state: SessionState, event: ev.TypingToggled, now: float) -> Outcome:
    watch = Watch.NOTHING if event.on else Watch.CODE
    return replace(state, typing=event.on, notice=None, active_at=now), (LookFor(watch),)


def _code_read(state: SessionState, event: ev.CodeRead, now: float) -> Outcome:
    return _go(state, Step.CONFIRM, now, code=event.code)


def _notice(state: SessionState, event: Any, now: float) -> Outcome:
    return replace(state, notice=event.notice, active_at=now), ()


def _identity_typed(state: SessionState, event: ev.IdentityTyped, now: float) -> Outcome:
    if state.code is None:
        raise ValueError("the confirm page needs a capture code")
    check = CheckIdentity(state.code, event.last4, event.student_number)
    return replace(state, active_at=now, notice=None), (check,)


def _identity_confirmed(state: SessionState, event: ev.IdentityConfirmed, now: float) -> Outcome:
    return _go(state, Step.CONSENT, now, person=event.person, locked_until=None)


def _identity_refused(state: SessionState, event: ev.IdentityRefused, now: float) -> Outcome:
    return replace(state, notice=event.notice, locked_until=event.locked_until, active_at=now), ()


def _rescan(state: SessionState, event: ev.Event, now: float) -> Outcome:
    return _go(state, Step.SCAN, now, code=None, person=None, locked_until=None)


def _consented(state: SessionState, event: ev.ConsentGiven, now: float) -> Outcome:
    return _go(state, Step.PREPARE, now, consents=event.consents)


def _refused(state: SessionState, event: ev.ConsentRefused, now: float) -> Outcome:
    return _leave(now)


def _to(step: Step) -> Callable[[SessionState, Any, float], Outcome]:
    def handler(state: SessionState, event: Any, now: float) -> Outcome:
        return _go(state, step, now)

    return handler


def _captured(state: SessionState, event: ev.Captured, now: float) -> Outcome:
    work = DevelopPhoto(event.capture)
    return _go(state, Step.DEVELOPING, now, work, capture=event.capture, takes=state.takes + 1, photo=None)


def _developed(state: SessionState, event: ev.Developed, now: float) -> Outcome:
    return _go(state, Step.REVIEW, now, photo=event.photo)


def _develop_failed(state: SessionState, event: ev.DevelopFailed, now: float) -> Outcome:
    return _go(state, Step.TROUBLE, now, trouble=event.error, back=Step.FRAME, capture=None)


def _retake(state: SessionState, event: ev.RetakeAsked, now: float) -> Outcome:
    return _go(state, Step.FRAME, now, capture=None, photo=None)


def _submit(state: SessionState, event: ev.SubmitAsked, now: float) -> Outcome:
    if state.person is None or state.capture is None or state.photo is None:
        raise ValueError("the review page needs a person, a capture and a photo")
    save = SaveSubmission(state.person, state.consents, state.capture, state.photo, state.waiver)
    return _go(state, Step.SAVING, now, save)


def _saved(state: SessionState, event: ev.Saved, now: float) -> Outcome:
    return _go(state, Step.DONE, now, Forget(), submission=event.submission, capture=None, photo=None)


def _save_failed(state: SessionState, event: ev.SaveFailed, now: float) -> Outcome:
    return _go(state, Step.TROUBLE, now, trouble=event.error, back=Step.REVIEW)


def _delivered(state: SessionState, event: ev.Delivered, now: float) -> Outcome:
    return (replace(state, delivered=True) if event.submission == state.submission else state), ()


def _trouble_over(state: SessionState, event: ev.Event, now: float) -> Outcome:
    """The person asks to go on; a camera fault returns by itself if it still stands."""
    return _go(state, state.back or Step.ATTRACT, now, trouble=None, back=None)


def _ask_operator(state: SessionState, event: ev.Event, now: float) -> Outcome:
    return _go(SessionState(), Step.OPERATOR, now, Forget())


def _ask_operator_in_trouble(state: SessionState, event: ev.Event, now: float) -> Outcome:
    """Staff must reach their page when nobody's session is at stake."""
    return _ask_operator(state, event, now) if state.session is None else (state, ())


def _ask_waiver(state: SessionState, event: ev.OperatorAsked, now: float) -> Outcome:
    """Staff may let the person off what holds up the photo; the session goes on where it was."""
    holding = event.waivable if state.capture is None else waivable_rules(state.capture.verdicts)
    earlier = () if state.waiver is None else state.waiver.rules
    offered = tuple(dict.fromkeys((*earlier, *holding)))
    return _go(state, Step.WAIVER, now, back=state.step, unlocked=False, waivable=offered)


def _waived(state: SessionState, event: ev.WaiverGiven, now: float) -> Outcome:
    if not state.unlocked:
        return state, ()
    return _end_waiver(replace(state, waiver=event.waiver), event, now)


def _end_waiver(state: SessionState, event: ev.Event, now: float) -> Outcome:
    return _go(state, state.back or Step.FRAME, now, back=None, unlocked=False, waivable=())


def _pin(state: SessionState, event: ev.OperatorPin, now: float) -> Outcome:
    return replace(state, active_at=now, notice=None), (CheckPin(event.pin),)


def _granted(state: SessionState, event: ev.OperatorGranted, now: float) -> Outcome:
    return replace(state, unlocked=True, active_at=now, notice=None), ()


def _calibrate(state: SessionState, event: ev.CalibrationOpened, now: float) -> Outcome:
    return _go(state, Step.CALIBRATE, now) if state.unlocked else (state, ())


def _measure(state: SessionState, event: ev.CalibrationAsked, now: float) -> Outcome:
    return replace(state, active_at=now), (Calibrate(event.part),)


_TABLE: dict[tuple[Step, type[ev.Event]], Callable[[SessionState, Any, float], Outcome]] = {
    (Step.ATTRACT, ev.Started): _start,
    (Step.ATTRACT, ev.OperatorAsked): _ask_operator,
    (Step.SCAN, ev.TypingToggled): _toggle_typing,
    (Step.SCAN, ev.CodeRead): _code_read,
    (Step.SCAN, ev.CodeRefused): _notice,
    (Step.SCAN, ev.Back): lambda state, event, now: _leave(now),
    (Step.CONFIRM, ev.IdentityTyped): _identity_typed,
    (Step.CONFIRM, ev.IdentityConfirmed): _identity_confirmed,
    (Step.CONFIRM, ev.IdentityRefused): _identity_refused,
    (Step.CONFIRM, ev.Back): _rescan,
    (Step.CONSENT, ev.ConsentGiven): _consented,
    (Step.CONSENT, ev.ConsentRefused): _refused,
    (Step.CONSENT, ev.Back): _rescan,
    (Step.PREPARE, ev.Ready): _to(Step.FRAME),
    (Step.PREPARE, ev.Back): _to(Step.CONSENT),
    (Step.FRAME, ev.Captured): _captured,
    (Step.FRAME, ev.Back): _to(Step.PREPARE),
    (Step.DEVELOPING, ev.Developed): _developed,
    (Step.DEVELOPING, ev.DevelopFailed): _develop_failed,
    (Step.REVIEW, ev.RetakeAsked): _retake,
    (Step.REVIEW, ev.SubmitAsked): _submit,
    (Step.SAVING, ev.Saved): _saved,
    (Step.SAVING, ev.SaveFailed): _save_failed,
    (Step.DONE, ev.Delivered): _delivered,
    (Step.TROUBLE, ev.Back): _trouble_over,
    (Step.TROUBLE, ev.OperatorAsked): _ask_operator_in_trouble,
    (Step.FRAME, ev.OperatorAsked): _ask_waiver,
    (Step.REVIEW, ev.OperatorAsked): _ask_waiver,
    (Step.WAIVER, ev.OperatorPin): _pin,
    (Step.WAIVER, ev.OperatorGranted): _granted,
    (Step.WAIVER, ev.OperatorDenied): _notice,
    (Step.WAIVER, ev.WaiverGiven): _waived,
    (Step.WAIVER, ev.Back): _end_waiver,
    (Step.OPERATOR, ev.OperatorPin): _pin,
    (Step.OPERATOR, ev.OperatorGranted): _granted,
    (Step.OPERATOR, ev.OperatorDenied): _notice,
    (Step.OPERATOR, ev.Back): lambda state, event, now: _leave(now),
    (Step.OPERATOR, ev.CalibrationOpened): _calibrate,
    (Step.CALIBRATE, ev.CalibrationAsked): _measure,
    (Step.CALIBRATE, ev.Back): _to(Step.OPERATOR),
}
