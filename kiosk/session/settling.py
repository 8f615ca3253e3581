"""The session between consent and camera: contact, fee, and how one goes on from each."""

from __future__ import annotations

from dataclasses import replace

from kiosk.campaign.standing import Paid
from kiosk.session import events as ev
from kiosk.session.effects import AskFee, CloseHandoff, MarkPaid
from kiosk.session.handing_off import ask_handoff, handoff_ended, handoff_opened
from kiosk.session.moves import Outcome, Table, go, knock, of_this_code, of_this_knock, tell, to
from kiosk.session.parts import Flow
from kiosk.session.state import SessionState, Step


def after_consent(state: SessionState, now: float, flow: Flow) -> Outcome:
    """Return the step after the agreements."""
    return go(state, Step.CONTACT, now) if flow.contact else _after_contact(state, now, flow)


def before_camera(state: SessionState, now: float, flow: Flow) -> Outcome:
    """Return the step one comes back to from the camera: the guide, or where things were agreed."""
    return go(state, Step.PREPARE if flow.guide or flow.studio_file else Step.CONSENT, now)


def _after_contact(state: SessionState, now: float, flow: Flow) -> Outcome:
    known = Paid.UNKNOWN if state.standing is None else state.standing.history.paid
    due = flow.fee and state.payment is None and known not in (Paid.PAID, Paid.NOT_DUE)
    if not due or state.person is None:
        return _after_fee(state, now, flow)
    return go(state, Step.FEE, now, AskFee(state.person), bill=None)


def _after_fee(state: SessionState, now: float, flow: Flow) -> Outcome:
    # A session with a choice between camera and file shows its first page whatever the guide's switch says.
    return go(state, Step.PREPARE if flow.guide or flow.studio_file else Step.FRAME, now)


def _contact_filled(state: SessionState, event: ev.ContactFilled, now: float, flow: Flow) -> Outcome:
    closing = () if state.handoff is None else (CloseHandoff(),)
    return replace(state, filled=event.contact, handoff=None, notice=None, active_at=now), closing


def _contact_given(state: SessionState, event: ev.ContactGiven, now: float, flow: Flow) -> Outcome:
    return _after_contact(replace(state, contact=event.contact, filled=None), now, flow)


def _fee_shown(state: SessionState, event: ev.FeeShown, now: float, flow: Flow) -> Outcome:
    return replace(state, bill=event.bill, notice=None, active_at=now), ()


def _fee_settled(state: SessionState, event: ev.FeeSettled, now: float, flow: Flow) -> Outcome:
    return _after_fee(replace(state, payment=event.payment), now, flow)


def _fee_again(state: SessionState, event: ev.Ready, now: float, flow: Flow) -> Outcome:
    """Try again after a failure; a bill that is shown stays."""
    if state.bill is not None or state.person is None:
        return state, ()
    return replace(state, notice=None, active_at=now), (AskFee(state.person),)


def _before_fee(state: SessionState, event: ev.Back, now: float, flow: Flow) -> Outcome:
    if state.staff:
        return replace(state, staff=False, knock=None, notice=None, active_at=now), ()
    return go(state, Step.CONTACT if flow.contact else Step.CONSENT, now)


def _staff_come(state: SessionState, event: ev.OperatorAsked, now: float, flow: Flow) -> Outcome:
    return replace(state, staff=True, notice=None, active_at=now), ()


def _pin(state: SessionState, event: ev.OperatorPin, now: float, flow: Flow) -> Outcome:
    if not state.staff:
        return replace(state, active_at=now, notice=None), ()
    return knock(state, event.pin, now)


def _mark_paid(state: SessionState, event: ev.OperatorGranted, now: float, flow: Flow) -> Outcome:
    if not state.staff or state.person is None or state.bill is None:
        return state, ()
    return replace(state, staff=False, active_at=now), (MarkPaid(state.person, state.bill),)


TABLE: Table = {
    (Step.CONTACT, ev.HandoffAsked): ask_handoff,
    (Step.CONTACT, ev.HandoffOpened): handoff_opened,
    (Step.CONTACT, ev.HandoffEnded): handoff_ended,
    (Step.CONTACT, ev.ContactFilled): _contact_filled,
    (Step.CONTACT, ev.ContactGiven): _contact_given,
    (Step.CONTACT, ev.Back): to(Step.CONSENT),
    (Step.FEE, ev.FeeShown): of_this_code(_fee_shown),
    (Step.FEE, ev.FeeSettled): of_this_code(_fee_settled),
    (Step.FEE, ev.FeeFailed): of_this_code(tell),
    (Step.FEE, ev.Ready): _fee_again,
    (Step.FEE, ev.OperatorAsked): _staff_come,
    (Step.FEE, ev.OperatorPin): _pin,
    (Step.FEE, ev.OperatorGranted): of_this_knock(_mark_paid),
    (Step.FEE, ev.OperatorDenied): of_this_knock(tell),
    (Step.FEE, ev.Back): _before_fee,
}
