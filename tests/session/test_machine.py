"""The session's table, walked as a person walks it and as nobody would."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.calibration.record import Part
from kiosk.camera.frame import Frame
from kiosk.campaign.contact import Contact
from kiosk.campaign.payment import Bill, Payment, Settled
from kiosk.campaign.person import Answers, Consent, Person
from kiosk.campaign.rules import FeeProvider
from kiosk.campaign.standing import Eligibility, History, Review, Standing
from kiosk.capture_code.code import CaptureCode, PayloadForm
from kiosk.errors import KioskError
from kiosk.geometry import Box
from kiosk.guidance.verdict import Capture, Severity, Status, Verdict
from kiosk.guidance.waiver import Waiver, WaiverReason
from kiosk.photo.finished import Check, CheckStatus, FinishedPhoto, Inspection
from kiosk.session import SessionState, Step, Timing, advance
from kiosk.session import effects as fx
from kiosk.session import events as ev
from kiosk.session.moves import reads_stick
from kiosk.session.parts import (
    CodeWay,
    Flow,
    Handoff,
    HandoffKind,
    HelpTopic,
    Knock,
    StickListing,
    StickPicture,
)
from kiosk.session.state import WAITS_FOR_MACHINE
from kiosk.vision.observation import Observation

CLEAR = Standing(Eligibility.ELIGIBLE, photos_left=3)
DONE_BEFORE = Standing(Eligibility.ALREADY_DONE, History(Review.IN_REVIEW, submission="id0"))
REJECTED = Standing(Eligibility.ELIGIBLE, History(Review.REJECTED, "ears", rejections=1), photos_left=3)
HANDOFF = Handoff(HandoffKind.CODE, "https://photos.example.edu/h/0", datetime(2026, 1, 1, tzinfo=UTC))
BILL = Bill("o1", 1500, FeeProvider.MANUAL)
PAYMENT = Payment("o1", 1500, FeeProvider.MANUAL, Settled.MARKED)
EVERYTHING = Flow(guide=True, contact=True, fee=True, studio_file=True)

TIMING = Timing(idle_s=60, warning_s=15, done_s=12)
CODE = CaptureCode("raw", PayloadForm.HEX16, number="0123456789abcdef")
PERSON = Person("raw", "code", name_masked="测**")
CONSENT = Consent("capture", "1", "0" * 64, datetime(2026, 1, 1, tzinfo=UTC))
CAPTURE = Capture(
    Frame(1, 0.0, np.zeros((4, 4, 3), np.uint8)), Observation(1, 0.0, 4, 4, {}), (), manual=False
)
PHOTO = FinishedPhoto("chsi", b"jpeg", Box(0, 0, 480, 640), 1.0, Inspection("chsi", ()))
CAMERA_LOST = KioskError("camera-lost", "The camera is gone.", "Plug it in again.")

WAIVER = Waiver(("ear-left",), WaiverReason.MISSING_EAR, datetime(2026, 1, 1, tzinfo=UTC))

WAY = [
    ev.Started("s1"),
    ev.CodeRead(CODE),
    ev.IdentityTyped(Answers("2(3)")),
    ev.IdentityConfirmed(PERSON),
    ev.StandingKnown(CLEAR, CODE.raw),
    ev.ConsentGiven((CONSENT,)),
    ev.Ready(),
    ev.Captured(CAPTURE),
    ev.Developed(PHOTO),
    ev.SubmitAsked(),
    ev.Saved("id1"),
]


def walk(events: list[Any], now: float = 0.0) -> tuple[SessionState, list[fx.Effect]]:
    state, effects = SessionState(), []
    for event in events:
        state, more = advance(state, event, now, TIMING)
        effects.extend(more)
    return state, effects


def at(step: Step) -> SessionState:
    """Return the state in which the ordinary way first reaches ``step``."""
    state = SessionState()
    for event in WAY:
        if state.step is step:
            return state
        state, _ = advance(state, event, 0.0, TIMING)
    assert state.step is step
    return state


def has_person(state: SessionState) -> bool:
    return any((state.session, state.code, state.person, state.consents, state.capture, state.photo))


def test_the_ordinary_way_passes_every_step_and_saves_once() -> None:
    state, effects = walk(WAY)
    assert state.step is Step.DONE
    assert state.submission == "id1"
    saves = [effect for effect in effects if isinstance(effect, fx.SaveSubmission)]
    assert saves == [fx.SaveSubmission(PERSON, (CONSENT,), CAPTURE, PHOTO)]
    assert state.capture is None and state.photo is None


def test_watching_follows_the_steps() -> None:
    _, effects = walk(WAY)
    watches = [effect.watch for effect in effects if isinstance(effect, fx.LookFor)]
    nothing, code, framing = fx.Watch.NOTHING, fx.Watch.CODE, fx.Watch.FRAMING
    assert watches == [code, *(nothing,) * 4, framing, *(nothing,) * 4]


def test_delivered_shows_only_for_the_submission_on_screen() -> None:
    done, _ = walk(WAY)
    other, _ = advance(done, ev.Delivered("somebody else's"), 1.0, TIMING)
    assert not other.delivered
    own, _ = advance(done, ev.Delivered("id1"), 1.0, TIMING)
    assert own.delivered


def test_saved_is_not_shown_before_the_store_says_so() -> None:
    state, _ = walk(WAY[:-1])
    assert state.step is Step.SAVING
    failed, _ = advance(state, ev.SaveFailed(KioskError("disk-full", "Full.", "Call staff.")), 1.0, TIMING)
    assert failed.step is Step.TROUBLE
    back, _ = advance(failed, ev.Back(), 2.0, TIMING)
    assert back.step is Step.REVIEW
    assert back.photo is PHOTO, "nothing is lost: the photo can be submitted again"


def test_idle_warns_then_resets_and_a_touch_postpones() -> None:
    state = at(Step.CONFIRM)
    warned, _ = advance(state, ev.Tick(), 46.0, TIMING)
    assert warned.idle_warning
    touched, _ = advance(warned, ev.Touched(), 50.0, TIMING)
    assert not touched.idle_warning
    still, _ = advance(touched, ev.Tick(), 109.0, TIMING)
    assert still.step is Step.CONFIRM
    gone, effects = advance(still, ev.Tick(), 110.0, TIMING)
    assert gone.step is Step.ATTRACT and not has_person(gone)
    assert fx.Forget() in effects


def test_done_returns_by_itself() -> None:
    done, _ = walk(WAY)
    assert advance(done, ev.Tick(), 11.9, TIMING)[0].step is Step.DONE
    assert advance(done, ev.Tick(), 12.0, TIMING)[0].step is Step.ATTRACT


def test_lost_camera_interrupts_and_returns_to_the_same_step() -> None:
    framing = at(Step.FRAME)
    trouble, effects = advance(framing, ev.Fault(CAMERA_LOST), 5.0, TIMING)
    assert trouble.step is Step.TROUBLE and trouble.person == PERSON
    assert fx.LookFor(fx.Watch.NOTHING) in effects
    assert advance(trouble, ev.FaultCleared("other"), 6.0, TIMING)[0] is trouble
    again, effects = advance(trouble, ev.FaultCleared("camera-lost"), 6.0, TIMING)
    assert again.step is Step.FRAME and again.person == PERSON
    assert fx.LookFor(fx.Watch.FRAMING) in effects


def test_lost_camera_does_not_disturb_the_review() -> None:
    review = at(Step.REVIEW)
    assert advance(review, ev.Fault(CAMERA_LOST), 5.0, TIMING)[0] is review


def test_refusing_consent_keeps_nothing_and_says_goodbye() -> None:
    declined, effects = advance(at(Step.CONSENT), ev.ConsentRefused(), 1.0, TIMING)
    assert declined.step is Step.DECLINED
    assert fx.Forget() in effects
    assert not any((declined.code, declined.person, declined.consents, declined.standing))
    gone, _ = advance(declined, ev.Tick(), 1.0 + TIMING.done_s, TIMING)
    assert gone.step is Step.ATTRACT and not has_person(gone)


def test_a_retake_counts_and_drops_the_earlier_photo() -> None:
    retake, _ = advance(at(Step.REVIEW), ev.RetakeAsked(), 1.0, TIMING)
    assert retake.step is Step.FRAME and retake.photo is None and retake.capture is None
    second, _ = advance(retake, ev.Captured(CAPTURE), 2.0, TIMING)
    assert second.takes == 2


def test_staff_reach_their_page_when_the_camera_is_gone_and_nobody_is_here() -> None:
    trouble, _ = advance(SessionState(), ev.Fault(CAMERA_LOST), 1.0, TIMING)
    staff, _ = advance(trouble, ev.OperatorAsked(), 2.0, TIMING)
    assert staff.step is Step.OPERATOR
    interrupted, _ = advance(at(Step.FRAME), ev.Fault(CAMERA_LOST), 1.0, TIMING)
    assert advance(interrupted, ev.OperatorAsked(), 2.0, TIMING)[0] is interrupted


def test_a_second_tap_on_the_same_button_does_nothing() -> None:
    saving = at(Step.SAVING)
    assert advance(saving, ev.SubmitAsked(), 1.0, TIMING) == (saving, ())


AFTER_CONSENT = (
    Step.CONTACT, Step.FEE, Step.PREPARE, Step.FRAME, Step.FILES, Step.DEVELOPING, Step.REVIEW, Step.SAVING,
)  # fmt: skip

KNOCK = Knock("operator")

EVENTS = st.sampled_from(
    [
        *WAY,
        ev.Tick(),
        ev.Touched(),
        ev.WayChosen(CodeWay.TYPED),
        ev.WayChosen(CodeWay.STICK),
        ev.WayChosen(CodeWay.PHONE),
        ev.WayChosen(CodeWay.CAMERA),
        ev.StickListed(StickListing((StickPicture("1", "code.jpg", 1000),))),
        ev.PictureChosen("1"),
        ev.HandoffAsked(HandoffKind.CONTACT),
        *(ev.HandoffOpened(replace(HANDOFF, kind=kind)) for kind in HandoffKind),
        ev.HandoffEnded("handoff-expired"),
        ev.NameFilled("测试人"),
        ev.ContactFilled(Contact(phone="13800000000")),
        ev.HelpAsked(HelpTopic.CODE),
        ev.StandingKnown(DONE_BEFORE, CODE.raw),
        ev.StandingAccepted(),
        ev.WithdrawAsked(),
        ev.Withdrawn(CODE.raw),
        ev.WithdrawFailed("withdraw-elsewhere", CODE.raw),
        ev.ContactGiven(Contact(phone="13800000000")),
        ev.FeeShown(BILL, CODE.raw),
        ev.FeeSettled(PAYMENT, CODE.raw),
        ev.FeeFailed("fee-offline", CODE.raw),
        ev.FileAsked(),
        ev.CodeRefused("code-not-ours"),
        ev.IdentityRefused("identity-wrong", CODE.raw),
        ev.ConsentRefused(),
        ev.DevelopFailed(KioskError("no-face", "No face.", "Try again.")),
        ev.RetakeAsked(),
        ev.SaveFailed(KioskError("disk-full", "Full.", "Call staff.")),
        ev.Delivered("id1"),
        ev.Back(),
        ev.Left(),
        ev.Fault(CAMERA_LOST),
        ev.FaultCleared("camera-lost"),
        ev.OperatorAsked(),
        ev.OperatorPin("1"),
        ev.OperatorGranted(KNOCK),
        ev.OperatorDenied("pin-wrong", KNOCK),
        ev.WaiverGiven(WAIVER),
        ev.WaiverGiven(None),
        ev.CalibrationOpened(),
        ev.CalibrationAsked(Part.PLATE),
    ]
)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.tuples(EVENTS, st.floats(0, 40)), max_size=60),
    st.builds(Flow, st.booleans(), st.booleans(), st.booleans(), st.booleans()),
)
def test_any_order_of_events_keeps_the_promises(steps: list[tuple[ev.Event, float]], flow: Flow) -> None:
    state, now = SessionState(), 0.0
    for event, passed in steps:
        now += passed
        before = state
        if isinstance(event, ev.OperatorGranted | ev.OperatorDenied) and state.knock is not None:
            event = replace(event, knock=state.knock)
        state, effects = advance(state, event, now, TIMING, flow)
        stick = [effect.on for effect in effects if isinstance(effect, fx.WatchStick)]
        if fx.Forget() not in effects:
            changed = reads_stick(before) != reads_stick(state)
            assert stick == ([reads_stick(state)] if changed else [])
            if before.handoff is not None and state.handoff is None:
                assert fx.CloseHandoff() in effects or isinstance(event, ev.HandoffEnded)
        if state.step is Step.ATTRACT and before.session is not None:
            assert fx.Forget() in effects or before.step is Step.TROUBLE
        if state.step is Step.ATTRACT:
            assert not has_person(state)
        if before.step in WAITS_FOR_MACHINE:
            assert isinstance(event, (ev.Developed, ev.DevelopFailed, ev.Saved, ev.SaveFailed)) or (
                state.step is before.step
            )
        if state.step in AFTER_CONSENT:
            assert state.person is not None and state.consents, "no picture work before consent"
        if state.step is Step.DONE:
            assert isinstance(event, ev.Saved) or before.step is Step.DONE
        if state.step not in (Step.OPERATOR, Step.CALIBRATE, Step.WAIVER, Step.PORTRAIT):
            assert not state.unlocked
        if state.waiver is not before.waiver:
            assert before.unlocked or state.step is Step.ATTRACT, "only staff waive"


def after(state: SessionState, *events: Any) -> tuple[SessionState, tuple[fx.Effect, ...]]:
    effects: tuple[fx.Effect, ...] = ()
    for event in events:
        state, effects = advance(state, event, 1.0, TIMING)
    return state, effects


def let_in(state: SessionState) -> SessionState:
    """Type the PIN on a page for staff; it is right."""
    asked, effects = after(state, ev.OperatorPin("1357"))
    (check,) = effects
    assert isinstance(check, fx.CheckPin) and check.knock.door == str(state.step)
    return after(asked, ev.OperatorGranted(check.knock))[0]


def test_staff_waive_a_rule_while_framing_and_the_session_goes_on() -> None:
    framing = at(Step.FRAME)
    asked, effects = after(framing, ev.OperatorAsked(("ear-left", "gaze-x")))
    assert (asked.step, asked.waivable, asked.unlocked) == (Step.WAIVER, ("ear-left", "gaze-x"), False)
    assert effects == (fx.LookFor(fx.Watch.NOTHING),)  # the shutter does not fall meanwhile
    assert asked.person is PERSON
    refused, _ = after(asked, ev.WaiverGiven(WAIVER))
    assert refused is asked, "not without the PIN"
    given, effects = after(let_in(asked), ev.WaiverGiven(WAIVER))
    assert (given.step, given.waiver, given.unlocked, given.waivable) == (Step.FRAME, WAIVER, False, ())
    assert effects == (fx.LookFor(fx.Watch.FRAMING, ("ear-left",)),)
    # A retake is waived too, and the waiver goes with the photo.
    review, _ = after(given, ev.Captured(CAPTURE), ev.Developed(PHOTO))
    _, effects = after(review, ev.RetakeAsked())
    assert effects == (fx.LookFor(fx.Watch.FRAMING, ("ear-left",)),)
    _, effects = after(review, ev.SubmitAsked())
    assert effects[1] == fx.SaveSubmission(PERSON, (CONSENT,), CAPTURE, PHOTO, WAIVER)


def test_staff_waive_what_the_taken_photo_failed() -> None:
    verdicts = (
        Verdict("yaw", Status.PASS, Severity.MUST),
        Verdict("ear-left", Status.FAIL, Severity.MUST),
        Verdict("ear-right", Status.UNKNOWN, Severity.MUST),
    )
    review, _ = after(at(Step.FRAME), ev.Captured(replace(CAPTURE, verdicts=verdicts)), ev.Developed(PHOTO))
    asked, _ = after(review, ev.OperatorAsked(("motion",)))
    assert asked.waivable == ("ear-left", "ear-right")
    given, effects = after(let_in(asked), ev.WaiverGiven(WAIVER))
    assert (given.step, given.photo, given.waiver) == (Step.REVIEW, PHOTO, WAIVER)
    assert effects == (fx.LookFor(fx.Watch.NOTHING),)


def test_a_photo_is_right_when_all_that_is_wrong_is_waived_before_or_after() -> None:
    fault = Check("ear_left_visible", CheckStatus.FAIL, 0.1, "ratio", 0.74, rule="ear-left")
    wrong = replace(PHOTO, inspection=Inspection("chsi", (fault,)))
    framing = at(Step.FRAME)
    before, effects = after(replace(framing, waiver=WAIVER), ev.Captured(CAPTURE), ev.Developed(wrong))
    assert before.judged is not None and before.judged.inspection.ok
    assert fx.CountPhoto(PERSON) in effects
    review, effects = after(framing, ev.Captured(CAPTURE), ev.Developed(wrong))
    assert review.judged is wrong and not wrong.inspection.ok
    assert fx.CountPhoto(PERSON) not in effects
    let_off = replace(review, waiver=WAIVER)
    assert let_off.judged is not None and let_off.judged.inspection.ok
    _, effects = after(let_off, ev.SubmitAsked())
    (save,) = (effect for effect in effects if isinstance(effect, fx.SaveSubmission))
    assert save.photo.inspection.checks == (replace(fault, must=False),)  # told of all the same
    assert replace(let_off, waiver=None).judged is wrong


def test_a_waiver_can_be_taken_back_and_does_not_outlive_the_session() -> None:
    asked, _ = after(at(Step.FRAME), ev.OperatorAsked(()))
    waived, _ = after(let_in(asked), ev.WaiverGiven(WAIVER))
    again, _ = after(waived, ev.OperatorAsked(("gaze-x",)))
    assert again.waivable == ("ear-left", "gaze-x"), "what is waived already can be unticked"
    kept, effects = after(again, ev.Back())
    assert (kept.step, kept.waiver) == (Step.FRAME, WAIVER)
    back, effects = after(let_in(again), ev.WaiverGiven(None))
    assert back.waiver is None
    assert effects == (fx.LookFor(fx.Watch.FRAMING),)
    assert after(waived, ev.Left())[0].waiver is None
    idle, _ = advance(again, ev.Tick(), 1.0 + TIMING.idle_s, TIMING)
    assert (idle.step, idle.waiver) == (Step.ATTRACT, None)


def test_a_wrong_pin_says_so_and_a_late_answer_opens_nothing() -> None:
    asked, _ = after(at(Step.FRAME), ev.OperatorAsked(("ear-left",)))
    asked, (check,) = after(asked, ev.OperatorPin("0000"))
    assert isinstance(check, fx.CheckPin)
    denied, _ = after(asked, ev.OperatorDenied("pin-wrong", check.knock))
    assert (denied.notice, denied.unlocked) == ("pin-wrong", False)
    asked, (check,) = after(denied, ev.OperatorPin("1357"))
    assert isinstance(check, fx.CheckPin)
    framing, _ = after(asked, ev.Back(), ev.OperatorGranted(check.knock))
    assert (framing.step, framing.unlocked) == (Step.FRAME, False)


@pytest.mark.parametrize("start", [SessionState(), SessionState(Step.PAUSED), at(Step.FRAME)])
def test_a_right_pin_opens_nothing_that_was_left_and_asked_for_again(start: SessionState) -> None:
    """Argon2 waits for the photo before it: the one who typed may have gone, and somebody else tap there."""
    asked, (check,) = after(after(start, ev.OperatorAsked())[0], ev.OperatorPin("1357"))
    assert isinstance(check, fx.CheckPin)
    again, _ = after(asked, ev.Back(), ev.OperatorAsked())
    assert again.step is asked.step
    assert after(again, ev.OperatorGranted(check.knock)) == (again, ())
    assert after(again, ev.OperatorDenied("pin-wrong", check.knock)) == (again, ())
    wrong, _ = after(asked, ev.OperatorPin("0000"))
    assert after(wrong, ev.OperatorGranted(check.knock)) == (wrong, ()), "the last one typed counts"


@pytest.mark.parametrize(
    "wrong",
    [
        {"rules": ()},
        {"note": "words"},
        {"reason": WaiverReason.OTHER},
        {"reason": WaiverReason.OTHER, "note": "x" * 41},
    ],
)
def test_a_waiver_names_rules_and_says_why(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"waiver|note"):
        replace(WAIVER, **wrong)


def test_the_booth_is_set_up_behind_the_pin_only() -> None:
    asked, _ = after(SessionState(), ev.OperatorAsked())
    locked, effects = after(asked, ev.CalibrationOpened())
    assert (locked.step, effects) == (Step.OPERATOR, ())
    nothing, effects = after(let_in(asked), ev.CalibrationAsked(Part.PLATE))
    assert (nothing.step, effects) == (Step.OPERATOR, ())
    opened, effects = after(let_in(asked), ev.CalibrationOpened())
    assert (opened.step, effects) == (Step.CALIBRATE, (fx.LookFor(fx.Watch.CALIBRATION),))
    measuring, effects = after(opened, ev.CalibrationAsked(Part.PLATE))
    assert (measuring.step, effects) == (Step.CALIBRATE, (fx.Calibrate(Part.PLATE),))
    back, effects = after(measuring, ev.Back())
    assert (back.step, back.unlocked, effects) == (Step.OPERATOR, True, (fx.LookFor(fx.Watch.NOTHING),))
    left, _ = after(back, ev.Back(), ev.OperatorAsked())
    assert not left.unlocked
