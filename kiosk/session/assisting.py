"""The session's side ways: help, trouble, and what staff do (waiver, their page, the booth's set-up)."""

from __future__ import annotations

from dataclasses import replace

from kiosk.campaign.rules import COMPARISON
from kiosk.guidance.verdict import waivable_rules
from kiosk.session import events as ev
from kiosk.session.effects import (
    AskFee,
    Calibrate,
    Effect,
    FindStanding,
    Forget,
    PowerOff,
    Release,
    SendAgain,
    SwitchExpress,
)
from kiosk.session.moves import (
    Outcome,
    Table,
    away,
    go,
    knock,
    leave,
    leave_or_stay_paused,
    of_this_knock,
    pause,
    tell,
    to,
)
from kiosk.session.parts import CodeWay, Flow
from kiosk.session.state import SessionState, Step

HELPED = (Step.ATTRACT, Step.SCAN, Step.CONFIRM, Step.STANDING, Step.CONSENT, Step.FEE, Step.DECLINED)
"""Where help can be asked for."""


def _ask_help(state: SessionState, event: ev.HelpAsked, now: float, flow: Flow) -> Outcome:
    kept = {"back": state.step, "notice": state.notice}
    return go(state, Step.HELP, now, topic=event.topic, way=CodeWay.CAMERA, **kept)


def _end_help(state: SessionState, event: ev.Back, now: float, flow: Flow) -> Outcome:
    """Back to where help was asked for; what that page was waiting for may have come and gone meanwhile."""
    step, person = state.back or Step.ATTRACT, state.person
    if step is Step.FEE and person is not None:
        return go(state, step, now, AskFee(person), back=None)
    again: tuple[Effect, ...] = ()
    if step is Step.STANDING and person is not None and state.code is not None and state.standing is None:
        again = (FindStanding(state.code, person),)
    return go(state, step, now, *again, back=None, notice=state.notice)


def _trouble_over(state: SessionState, event: ev.Event, now: float, flow: Flow) -> Outcome:
    """The person asks to go on; a camera fault returns by itself if it still stands."""
    return go(state, state.back or Step.ATTRACT, now, trouble=None, back=None)


def _visitor_seen(state: SessionState, event: ev.VisitorSeen, now: float, flow: Flow) -> Outcome:
    return replace(state, visitor=event.here), ()


def _ask_operator(state: SessionState, event: ev.Event, now: float, flow: Flow) -> Outcome:
    return go(SessionState(), Step.OPERATOR, now, Forget())


def _ask_operator_in_trouble(state: SessionState, event: ev.Event, now: float, flow: Flow) -> Outcome:
    """Staff must reach their page when nobody's session is at stake."""
    return _ask_operator(state, event, now, flow) if state.session is None else (state, ())


def _ask_waiver(state: SessionState, event: ev.OperatorAsked, now: float, flow: Flow) -> Outcome:
    """Staff may let the person off what holds up the photo; the session goes on where it was."""
    holding = event.waivable if state.capture is None else waivable_rules(state.capture.verdicts)
    compared = None if state.photo is None else state.photo.comparison
    if compared is not None and compared.told and not compared.passed:
        holding = (COMPARISON, *holding)
    earlier = () if state.waiver is None else state.waiver.rules
    offered = tuple(dict.fromkeys((*earlier, *holding)))
    return go(state, Step.WAIVER, now, back=state.step, unlocked=False, waivable=offered)


def _waived(state: SessionState, event: ev.WaiverGiven, now: float, flow: Flow) -> Outcome:
    if not state.unlocked:
        return state, ()
    return _end_waiver(replace(state, waiver=event.waiver), event, now, flow)


def _end_waiver(state: SessionState, event: ev.Event, now: float, flow: Flow) -> Outcome:
    return go(state, state.back or Step.FRAME, now, back=None, unlocked=False, waivable=())


def _pin(state: SessionState, event: ev.OperatorPin, now: float, flow: Flow) -> Outcome:
    return knock(state, event.pin, now)


def _granted(state: SessionState, event: ev.OperatorGranted, now: float, flow: Flow) -> Outcome:
    return replace(state, unlocked=True, active_at=now, notice=None), ()


def _send_again(state: SessionState, event: ev.SendAgainAsked, now: float, flow: Flow) -> Outcome:
    return (replace(state, active_at=now), (SendAgain(),)) if state.unlocked else (state, ())


def _release(state: SessionState, event: ev.ReleaseAsked, now: float, flow: Flow) -> Outcome:
    return (replace(state, active_at=now), (Release(event.submission),)) if state.unlocked else (state, ())


def _switch_express(state: SessionState, event: ev.ExpressSwitched, now: float, flow: Flow) -> Outcome:
    return (replace(state, active_at=now), (SwitchExpress(event.on),)) if state.unlocked else (state, ())


def _ask_operator_in_pause(state: SessionState, event: ev.Event, now: float, flow: Flow) -> Outcome:
    return go(SessionState(), Step.OPERATOR, now, Forget(), back=Step.PAUSED)


def _end_operator(state: SessionState, event: ev.Back, now: float, flow: Flow) -> Outcome:
    return leave_or_stay_paused(state, now)


def _pause(state: SessionState, event: ev.PauseAsked, now: float, flow: Flow) -> Outcome:
    return pause(now) if state.unlocked else (state, ())


def _resume(state: SessionState, event: ev.ResumeAsked, now: float, flow: Flow) -> Outcome:
    return leave(now) if state.unlocked else (state, ())


def _close_down(state: SessionState, event: ev.ClosingAsked, now: float, flow: Flow) -> Outcome:
    """From here on nobody is received; waits and pauses of the delivery are over."""
    return go(state, Step.CLOSING, now, SendAgain(), back=None) if state.unlocked else (state, ())


def _power_off(state: SessionState, event: ev.PowerOffAsked, now: float, flow: Flow) -> Outcome:
    return (state, (PowerOff(),)) if state.unlocked else (state, ())


def _calibrate(state: SessionState, event: ev.CalibrationOpened, now: float, flow: Flow) -> Outcome:
    return go(state, Step.CALIBRATE, now) if state.unlocked else (state, ())


def _measure(state: SessionState, event: ev.CalibrationAsked, now: float, flow: Flow) -> Outcome:
    return replace(state, active_at=now), (Calibrate(event.part),)


TABLE: Table = {
    **{(step, ev.HelpAsked): _ask_help for step in HELPED},
    (Step.HELP, ev.Back): _end_help,
    (Step.DECLINED, ev.Back): away,
    (Step.TROUBLE, ev.Back): _trouble_over,
    (Step.TROUBLE, ev.OperatorAsked): _ask_operator_in_trouble,
    (Step.ATTRACT, ev.OperatorAsked): _ask_operator,
    (Step.ATTRACT, ev.VisitorSeen): _visitor_seen,
    (Step.FRAME, ev.OperatorAsked): _ask_waiver,
    (Step.REVIEW, ev.OperatorAsked): _ask_waiver,
    (Step.WAIVER, ev.OperatorPin): _pin,
    (Step.WAIVER, ev.OperatorGranted): of_this_knock(_granted),
    (Step.WAIVER, ev.OperatorDenied): of_this_knock(tell),
    (Step.WAIVER, ev.WaiverGiven): _waived,
    (Step.WAIVER, ev.Back): _end_waiver,
    (Step.OPERATOR, ev.OperatorPin): _pin,
    (Step.OPERATOR, ev.OperatorGranted): of_this_knock(_granted),
    (Step.OPERATOR, ev.OperatorDenied): of_this_knock(tell),
    (Step.OPERATOR, ev.Back): _end_operator,
    (Step.OPERATOR, ev.ReleaseAsked): _release,
    (Step.OPERATOR, ev.ExpressSwitched): _switch_express,
    (Step.OPERATOR, ev.PauseAsked): _pause,
    (Step.OPERATOR, ev.ResumeAsked): _resume,
    (Step.OPERATOR, ev.ClosingAsked): _close_down,
    (Step.PAUSED, ev.OperatorAsked): _ask_operator_in_pause,
    (Step.CLOSING, ev.PowerOffAsked): _power_off,
    (Step.CLOSING, ev.SendAgainAsked): _send_again,
    (Step.CLOSING, ev.Back): away,
    (Step.OPERATOR, ev.SendAgainAsked): _send_again,
    (Step.OPERATOR, ev.CalibrationOpened): _calibrate,
    (Step.CALIBRATE, ev.CalibrationAsked): _measure,
    (Step.CALIBRATE, ev.Back): to(Step.OPERATOR),
}
