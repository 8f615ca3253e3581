"""The session where photos are compared: what a policy holds up, staff's look, the best of the tries."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kiosk.campaign.person import Consent, Person
from kiosk.campaign.rules import COMPARISON, ComparePolicy
from kiosk.capture_code.code import CaptureCode, PayloadForm
from kiosk.compare.comparison import Compared, Comparison, Missing
from kiosk.guidance.waiver import Waiver, WaiverReason
from kiosk.photo.finished import FinishedPhoto
from kiosk.session import Step, advance
from kiosk.session import effects as fx
from kiosk.session import events as ev
from kiosk.session.identifying import ANOTHER
from kiosk.session.parts import Flow
from kiosk.session.photographing import EARLIER, STAFF_LOOK
from kiosk.session.state import SessionState, Timing
from tests.session.test_lane import capture, photo
from tests.session.test_machine import let_in

NOW = datetime(2026, 5, 1, tzinfo=UTC)
PERSON = Person("code", "code")
CODE = CaptureCode("code", PayloadForm.OPAQUE)
FLOW = Flow(compare=True)
AGREED = (Consent("capture", "1", "a" * 64, NOW), Consent(COMPARISON, "1", "b" * 64, NOW))


def after(state: SessionState, event: ev.Event, flow: Flow = FLOW) -> tuple[SessionState, list[fx.Effect]]:
    state, effects = advance(state, event, 5.0, Timing(), flow)
    return state, list(effects)


def made(
    seq: int, policy: ComparePolicy, score: int | None, missing: Missing = Missing.NO_PORTRAIT
) -> FinishedPhoto:
    result = None if score is None else Comparison(score, score / 150, "sface-2021dec")
    return replace(
        photo(seq), comparison=Compared(policy, 80, 3, result, None if result is not None else missing)
    )


def reviewing(policy: ComparePolicy, score: int | None) -> SessionState:
    state = SessionState(Step.DEVELOPING, session="s", code=CODE, person=PERSON, consents=AGREED)
    state = replace(state, capture=capture(1), takes=1)
    return after(state, ev.Developed(made(1, policy, score)))[0]


@pytest.mark.parametrize(
    ("policy", "score", "goes"),
    [
        (ComparePolicy.RECORD, 90, True),
        (ComparePolicy.RECORD, 10, True),
        (ComparePolicy.RECORD, None, True),
        (ComparePolicy.WARN, 90, True),
        (ComparePolicy.WARN, 10, True),
        (ComparePolicy.WARN, None, True),
        (ComparePolicy.BLOCK, 80, True),
        (ComparePolicy.BLOCK, 79, False),
        (ComparePolicy.BLOCK, None, False),
    ],
)
def test_only_block_holds_a_photo_and_only_below_the_mark(
    policy: ComparePolicy, score: int | None, goes: bool
) -> None:
    state, effects = after(reviewing(policy, score), ev.SubmitAsked())
    assert (state.step is Step.SAVING) is goes
    assert any(isinstance(effect, fx.SaveSubmission) for effect in effects) is goes
    assert (state.notice == STAFF_LOOK) is not goes


@pytest.mark.parametrize("score", [79, None])
def test_staff_are_an_equal_way_with_their_pin(score: int | None) -> None:
    state, _ = after(reviewing(ComparePolicy.BLOCK, score), ev.OperatorAsked())
    assert (state.step, state.waivable) == (Step.WAIVER, (COMPARISON,))
    looked = ev.WaiverGiven(Waiver((COMPARISON,), WaiverReason.LOOKED_AT, NOW))
    assert after(state, looked)[0] is state  # not before the PIN
    state, _ = after(let_in(state), looked)
    assert (state.step, state.held) == (Step.REVIEW, False)
    state, (_, save) = after(state, ev.SubmitAsked())
    assert isinstance(save, fx.SaveSubmission)
    assert save.waiver is not None and save.waiver.rules == (COMPARISON,)


def test_nothing_is_waived_where_nothing_holds() -> None:
    for policy, score in ((ComparePolicy.RECORD, 10), (ComparePolicy.BLOCK, 90)):
        assert after(reviewing(policy, score), ev.OperatorAsked())[0].waivable == ()


@pytest.mark.parametrize(("second", "shown"), [(70, 1), (60, 0), (85, 1)])
def test_of_several_tries_the_one_more_alike_is_kept(second: int, shown: int) -> None:
    state = reviewing(ComparePolicy.BLOCK, 65)
    photos = [state.photo, made(2, ComparePolicy.BLOCK, second)]
    again, _ = after(state, ev.RetakeAsked())
    assert again.step is Step.FRAME and again.photo is None
    taken, _ = after(again, ev.Captured(capture(2)))
    assert photos[1] is not None and taken.capture is not None
    state, _ = after(taken, ev.Developed(photos[1], taken.capture))
    assert state.photo is photos[shown]
    assert state.capture is not None and state.capture.frame.seq == shown + 1
    assert (state.notice == EARLIER) is (shown == 0)


def test_a_try_that_was_good_or_only_recorded_is_not_brought_back() -> None:
    for policy, score in ((ComparePolicy.BLOCK, 90), (ComparePolicy.RECORD, 65), (ComparePolicy.WARN, None)):
        assert after(reviewing(policy, score), ev.RetakeAsked())[0].kept is None


def test_the_photo_is_fetched_with_the_consents_and_only_where_it_is_compared() -> None:
    state = SessionState(Step.CONSENT, session="s", code=CODE, person=PERSON)
    given = ev.ConsentGiven(AGREED)
    assert fx.FetchPortrait(CODE, AGREED) in after(state, given)[1]
    assert not [e for e in after(state, given, Flow())[1] if isinstance(e, fx.FetchPortrait)]
    declined = ev.ConsentGiven(AGREED[:1])
    went, effects = after(state, declined)
    assert fx.FetchPortrait(CODE, AGREED[:1]) in effects  # forgets what an earlier tick had fetched
    assert went.step is Step.PREPARE


def test_nothing_of_a_try_is_left_when_the_session_ends() -> None:
    state, _ = after(reviewing(ComparePolicy.BLOCK, 65), ev.RetakeAsked())
    assert state.kept is not None
    assert after(state, ev.Left())[0].kept is None


@pytest.mark.parametrize("step", [Step.CONTACT, Step.FEE, Step.PREPARE, Step.FRAME])
def test_somebody_else_in_the_seat_is_asked_who_they_are_and_takes_nothing_along(step: Step) -> None:
    state = replace(reviewing(ComparePolicy.BLOCK, 65), step=step, takes=2)
    anew, effects = after(state, ev.AnotherPerson())
    assert (anew.step, anew.notice, anew.code) == (Step.CONFIRM, ANOTHER, CODE)
    held = (anew.person, anew.consents, anew.capture, anew.photo, anew.kept, anew.waiver, anew.contact)
    assert not any(held)
    assert fx.FetchPortrait(CODE, ()) in effects
    assert after(replace(state, step=Step.REVIEW), ev.AnotherPerson())[0].step is Step.REVIEW


def test_staffs_look_is_of_one_photo_other_waivers_stay() -> None:
    both = Waiver((COMPARISON, "ear-left"), WaiverReason.MISSING_EAR, NOW)
    again, _ = after(replace(reviewing(ComparePolicy.BLOCK, 65), waiver=both), ev.RetakeAsked())
    assert again.waiver is not None and again.waiver.rules == ("ear-left",)
    looked = replace(both, rules=(COMPARISON,))
    assert (
        after(replace(reviewing(ComparePolicy.BLOCK, 65), waiver=looked), ev.RetakeAsked())[0].waiver is None
    )


def looking(consents: tuple[Consent, ...] = AGREED) -> SessionState:
    """Staff have come to the review page, with the right PIN."""
    asked = replace(reviewing(ComparePolicy.BLOCK, None), consents=consents)
    return let_in(after(asked, ev.OperatorAsked())[0])


def test_staff_choose_the_enrolment_photo_and_the_photo_is_compared_with_it() -> None:
    state, effects = after(looking(), ev.PortraitAsked())
    assert state.step is Step.PORTRAIT and fx.WatchStick(True, card=True) in effects
    _, (take,) = after(state, ev.PictureChosen("picture-1"))
    assert take == fx.TakePortrait("picture-1", state.capture)
    told, _ = after(state, ev.PortraitRefused("compare-two-faces"))
    assert (told.step, told.notice, told.unlocked) == (Step.PORTRAIT, "compare-two-faces", True)
    compared = made(1, ComparePolicy.BLOCK, 91).comparison
    assert told.capture is not None
    assert after(told, ev.PortraitTaken(compared, replace(told.capture, manual=True)))[0] is told, (
        "of an earlier capture"
    )
    state, effects = after(told, ev.PortraitTaken(compared, told.capture))
    assert (state.step, state.unlocked, state.held) == (Step.REVIEW, False, False)
    assert state.photo is not None and state.photo.comparison is compared
    assert fx.WatchStick(False) in effects
    assert after(state, ev.SubmitAsked())[0].step is Step.SAVING


def test_before_the_first_photo_staff_come_back_to_the_camera() -> None:
    state = SessionState(Step.WAIVER, session="s", back=Step.FRAME, consents=AGREED, unlocked=True)
    state, _ = after(state, ev.PortraitAsked())
    state, effects = after(state, ev.PortraitTaken(None, None))
    assert (state.step, state.photo, state.unlocked) == (Step.FRAME, None, False)
    assert fx.LookFor(fx.Watch.FRAMING, ()) in effects


@pytest.mark.parametrize("why", ["no PIN", "no consent", "off"])
def test_no_enrolment_photo_is_chosen_without_pin_consent_and_campaign(why: str) -> None:
    state = looking(AGREED[:1] if why == "no consent" else AGREED)
    state = replace(state, unlocked=why != "no PIN")
    flow = replace(FLOW, compare=why != "off")
    assert after(state, ev.PortraitAsked(), flow) == (state, [])


def test_staff_who_change_their_mind_are_still_let_in() -> None:
    chosen, _ = after(looking(), ev.PortraitAsked())
    back, effects = after(chosen, ev.Back())
    assert (back.step, back.unlocked, back.waivable) == (Step.WAIVER, True, (COMPARISON,))
    assert fx.WatchStick(False) in effects
