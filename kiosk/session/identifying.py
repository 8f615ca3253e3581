"""The session from the code to consent: who is it, where do they stand, do they agree."""

from __future__ import annotations

from dataclasses import replace

from kiosk.campaign.standing import Eligibility
from kiosk.session import events as ev
from kiosk.session.effects import (
    CheckIdentity,
    CloseHandoff,
    Effect,
    FetchPortrait,
    FindStanding,
    Forget,
    LookFor,
    OpenHandoff,
    ReadCodePicture,
    Watch,
    WatchStick,
    Withdraw,
)
from kiosk.session.handing_off import ask_handoff, handoff_ended, handoff_opened
from kiosk.session.moves import Outcome, Table, away, go, of_this_code, reads_stick, tell
from kiosk.session.parts import CodeWay, Flow, HandoffKind
from kiosk.session.settling import after_consent
from kiosk.session.state import SessionState, Step

ANOTHER = "another-person"
"""Notice: somebody else sits there now."""


def _start(state: SessionState, event: ev.Started, now: float, flow: Flow) -> Outcome:
    return go(SessionState(session=event.session), Step.SCAN, now)


def _choose_way(state: SessionState, event: ev.WayChosen, now: float, flow: Flow) -> Outcome:
    """Another way for the code to come in; what the last one had open is closed."""
    after = replace(state, way=event.way, notice=None, stick=None, handoff=None, active_at=now)
    effects: list[Effect] = [LookFor(Watch.CODE if event.way is CodeWay.CAMERA else Watch.NOTHING)]
    if reads_stick(state) != reads_stick(after):
        effects.append(WatchStick(reads_stick(after)))
    if state.way is CodeWay.PHONE:
        effects.append(CloseHandoff())
    if event.way is CodeWay.PHONE:
        effects.append(OpenHandoff(HandoffKind.CODE))
    return after, tuple(effects)


def _stick_listed(state: SessionState, event: ev.StickListed, now: float, flow: Flow) -> Outcome:
    return (replace(state, stick=event.listing) if reads_stick(state) else state), ()


def _picture_chosen(state: SessionState, event: ev.PictureChosen, now: float, flow: Flow) -> Outcome:
    return replace(state, notice=None, active_at=now), (ReadCodePicture(event.picture),)


def _code_read(state: SessionState, event: ev.CodeRead, now: float, flow: Flow) -> Outcome:
    return go(state, Step.CONFIRM, now, code=event.code, full_name=None)


def _phone_page_opened(state: SessionState, event: ev.HandoffOpened, now: float, flow: Flow) -> Outcome:
    """A page that comes after another way was chosen is closed again."""
    if state.way is not CodeWay.PHONE:
        return state, (CloseHandoff(),)
    return handoff_opened(state, event, now, flow)


def _name_filled(state: SessionState, event: ev.NameFilled, now: float, flow: Flow) -> Outcome:
    closing = () if state.handoff is None else (CloseHandoff(),)
    return replace(state, full_name=event.name, handoff=None, notice=None, active_at=now), closing


def _identity_typed(state: SessionState, event: ev.IdentityTyped, now: float, flow: Flow) -> Outcome:
    if state.code is None:
        raise ValueError("the confirm page needs a capture code")
    return replace(state, active_at=now, notice=None), (CheckIdentity(state.code, event.answers),)


def _identity_confirmed(state: SessionState, event: ev.IdentityConfirmed, now: float, flow: Flow) -> Outcome:
    if state.code is None:
        raise ValueError("an identity belongs to a capture code")
    find = FindStanding(state.code, event.person)
    return go(state, Step.STANDING, now, find, person=event.person, standing=None, locked_until=None)


def _identity_refused(state: SessionState, event: ev.IdentityRefused, now: float, flow: Flow) -> Outcome:
    return replace(state, notice=event.notice, locked_until=event.locked_until, active_at=now), ()


def _rescan(state: SessionState, event: ev.Event, now: float, flow: Flow) -> Outcome:
    """The next code may be another person's: nothing goes on, and no answer for this one is waited for."""
    return go(SessionState(session=state.session), Step.SCAN, now, Forget())


def _standing_known(state: SessionState, event: ev.StandingKnown, now: float, flow: Flow) -> Outcome:
    if event.standing.clear:
        return go(state, Step.CONSENT, now, standing=event.standing)
    return replace(state, standing=event.standing, active_at=now), ()


def _standing_accepted(state: SessionState, event: ev.StandingAccepted, now: float, flow: Flow) -> Outcome:
    standing = state.standing
    if standing is None or standing.eligibility is not Eligibility.ELIGIBLE:
        return state, ()
    return go(state, Step.CONSENT, now)


def _ask_withdraw(state: SessionState, event: ev.WithdrawAsked, now: float, flow: Flow) -> Outcome:
    if state.person is None or state.standing is None:
        return state, ()
    return replace(state, notice=None, active_at=now), (Withdraw(state.person),)


def _withdrawn(state: SessionState, event: ev.Withdrawn, now: float, flow: Flow) -> Outcome:
    return go(SessionState(session=state.session), Step.DECLINED, now, Forget(), notice="withdrawn")


def _consented(state: SessionState, event: ev.ConsentGiven, now: float, flow: Flow) -> Outcome:
    after, effects = after_consent(replace(state, consents=event.consents), now, flow)
    if not flow.compare or state.code is None:
        return after, effects
    return after, (*effects, FetchPortrait(state.code, event.consents))


def _refused(state: SessionState, event: ev.ConsentRefused, now: float, flow: Flow) -> Outcome:
    """End kindly: the page names the alternative, and nothing of the person is kept meanwhile."""
    return go(SessionState(session=state.session), Step.DECLINED, now, Forget())


def _another(state: SessionState, event: ev.AnotherPerson, now: float, flow: Flow) -> Outcome:
    """Somebody else sits there: who they are is asked anew, and nothing of the first person goes on."""
    if state.code is None:
        return state, ()
    anew = SessionState(session=state.session, code=state.code)
    forget = FetchPortrait(state.code, ())
    closing = () if state.handoff is None else (CloseHandoff(),)
    return go(anew, Step.CONFIRM, now, forget, *closing, notice=ANOTHER)


TABLE: Table = {
    **{(step, ev.AnotherPerson): _another for step in (Step.CONTACT, Step.FEE, Step.PREPARE, Step.FRAME)},
    (Step.ATTRACT, ev.Started): _start,
    (Step.SCAN, ev.WayChosen): _choose_way,
    (Step.SCAN, ev.CodeRead): _code_read,
    (Step.SCAN, ev.CodeRefused): tell,
    (Step.SCAN, ev.StickListed): _stick_listed,
    (Step.SCAN, ev.PictureChosen): _picture_chosen,
    (Step.SCAN, ev.HandoffOpened): _phone_page_opened,
    (Step.SCAN, ev.HandoffEnded): handoff_ended,
    (Step.SCAN, ev.Back): away,
    (Step.CONFIRM, ev.HandoffAsked): ask_handoff,
    (Step.CONFIRM, ev.HandoffOpened): handoff_opened,
    (Step.CONFIRM, ev.HandoffEnded): handoff_ended,
    (Step.CONFIRM, ev.NameFilled): _name_filled,
    (Step.CONFIRM, ev.IdentityTyped): _identity_typed,
    (Step.CONFIRM, ev.IdentityConfirmed): of_this_code(_identity_confirmed),
    (Step.CONFIRM, ev.IdentityRefused): of_this_code(_identity_refused),
    (Step.CONFIRM, ev.Back): _rescan,
    (Step.STANDING, ev.StandingKnown): of_this_code(_standing_known),
    (Step.STANDING, ev.StandingAccepted): _standing_accepted,
    (Step.STANDING, ev.WithdrawAsked): _ask_withdraw,
    (Step.STANDING, ev.Withdrawn): of_this_code(_withdrawn),
    (Step.STANDING, ev.WithdrawFailed): of_this_code(tell),
    (Step.STANDING, ev.Back): _rescan,
    (Step.CONSENT, ev.ConsentGiven): _consented,
    (Step.CONSENT, ev.ConsentRefused): _refused,
    (Step.CONSENT, ev.Back): _rescan,
}
