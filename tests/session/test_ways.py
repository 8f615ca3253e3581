"""The session's other ways: codes from elsewhere, earlier photos, contact, fee, files, help."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kiosk.campaign.contact import Contact
from kiosk.campaign.standing import Eligibility, Paid
from kiosk.errors import KioskError
from kiosk.photo.finished import Check, CheckStatus, Inspection
from kiosk.session import SessionState, Step, advance
from kiosk.session import effects as fx
from kiosk.session import events as ev
from kiosk.session.parts import CodeWay, Flow, HandoffKind, HelpTopic, StickListing, StickPicture
from kiosk.session.photographing import USED_UP, photos_left
from tests.session.test_machine import (
    BILL,
    CAPTURE,
    CLEAR,
    CODE,
    CONSENT,
    DONE_BEFORE,
    EVERYTHING,
    HANDOFF,
    PAYMENT,
    PERSON,
    PHOTO,
    REJECTED,
    TIMING,
    at,
)

STUDIO = replace(CAPTURE, original=b"the file")
NAME_PAGE = replace(HANDOFF, kind=HandoffKind.NAME)
CONTACT_PAGE = replace(HANDOFF, kind=HandoffKind.CONTACT)


def after(
    state: SessionState, *events: ev.Event, flow: Flow = EVERYTHING
) -> tuple[SessionState, tuple[fx.Effect, ...]]:
    effects: tuple[fx.Effect, ...] = ()
    for event in events:
        state, effects = advance(state, event, 1.0, TIMING, flow)
    return state, effects


def test_every_step_of_a_full_campaign_in_its_order() -> None:
    state, seen = SessionState(), []
    for event in (
        ev.Started("s"), ev.CodeRead(CODE), ev.IdentityConfirmed(PERSON), ev.StandingKnown(CLEAR, CODE.raw),
        ev.ConsentGiven((CONSENT,)), ev.ContactGiven(Contact(phone="13800000000")),
        ev.FeeShown(BILL, CODE.raw), ev.FeeSettled(PAYMENT, CODE.raw), ev.FileAsked(),
        ev.PictureChosen("1"), ev.Developed(PHOTO, STUDIO),
    ):  # fmt: skip
        state, effects = after(state, event)
        seen.append(state.step)
    assert seen == [
        Step.SCAN, Step.CONFIRM, Step.STANDING, Step.CONSENT, Step.CONTACT, Step.FEE, Step.FEE,
        Step.PREPARE, Step.FILES, Step.DEVELOPING, Step.REVIEW,
    ]  # fmt: skip
    assert state.capture is STUDIO and fx.CountPhoto(PERSON) in effects
    _, effects = after(state, ev.SubmitAsked())
    contact = Contact(phone="13800000000")
    assert effects[-1] == fx.SaveSubmission(PERSON, (CONSENT,), STUDIO, PHOTO, None, contact, PAYMENT)


def test_the_code_comes_from_a_stick_and_the_stick_is_let_go_of() -> None:
    listing = StickListing((StickPicture("1", "code.png", 2048),))
    stick, effects = after(at(Step.SCAN), ev.WayChosen(CodeWay.STICK))
    assert effects == (fx.LookFor(fx.Watch.NOTHING), fx.WatchStick(True))
    listed, effects = after(stick, ev.StickListed(listing), ev.PictureChosen("1"))
    assert (listed.stick, effects) == (listing, (fx.ReadCodePicture("1"),))
    refused, _ = after(listed, ev.CodeRefused("code-not-in-picture"))
    assert (refused.way, refused.notice, refused.stick) == (CodeWay.STICK, "code-not-in-picture", listing)
    read, effects = after(refused, ev.CodeRead(CODE))
    assert read.step is Step.CONFIRM and read.stick is None
    assert fx.WatchStick(False) in effects
    assert fx.WatchStick(False) in after(listed, ev.WayChosen(CodeWay.CAMERA))[1]


def test_the_code_comes_from_a_phone_and_its_page_is_closed() -> None:
    phone, effects = after(at(Step.SCAN), ev.WayChosen(CodeWay.PHONE))
    assert effects == (fx.LookFor(fx.Watch.NOTHING), fx.OpenHandoff(HandoffKind.CODE))
    shown, _ = after(phone, ev.HandoffOpened(HANDOFF))
    assert shown.handoff is HANDOFF
    for event in (ev.CodeRead(CODE), ev.WayChosen(CodeWay.TYPED)):
        assert fx.CloseHandoff() in after(shown, event)[1]
    late, effects = after(after(phone, ev.WayChosen(CodeWay.CAMERA))[0], ev.HandoffOpened(HANDOFF))
    assert (late.way, late.handoff, effects) == (CodeWay.CAMERA, None, (fx.CloseHandoff(),))


def test_a_lost_camera_disturbs_only_who_needs_it() -> None:
    lost = ev.Fault(KioskError("camera-lost", "Gone.", "Plug it in."))
    typing, _ = after(at(Step.SCAN), ev.WayChosen(CodeWay.TYPED))
    assert after(typing, lost)[0] is typing
    assert after(at(Step.SCAN), lost)[0].step is Step.TROUBLE


def test_who_submitted_before_sees_what_became_of_it() -> None:
    waiting = at(Step.STANDING)
    assert waiting.standing is None
    shown, effects = after(waiting, ev.StandingKnown(DONE_BEFORE, CODE.raw))
    assert (shown.step, shown.standing, effects) == (Step.STANDING, DONE_BEFORE, ())
    assert after(shown, ev.StandingAccepted())[0] is shown, "nothing changes after the submission"
    rejected, _ = after(waiting, ev.StandingKnown(REJECTED, CODE.raw))
    assert rejected.step is Step.STANDING, "the reason is read first"
    assert after(rejected, ev.StandingAccepted())[0].step is Step.CONSENT


@pytest.mark.parametrize("eligibility", [e for e in Eligibility if e is not Eligibility.ELIGIBLE])
def test_nobody_passes_who_may_not(eligibility: Eligibility) -> None:
    shown, _ = after(at(Step.STANDING), ev.StandingKnown(replace(CLEAR, eligibility=eligibility), CODE.raw))
    assert after(shown, ev.StandingAccepted())[0].step is Step.STANDING


def test_withdrawal_ends_the_session_with_a_word() -> None:
    shown, _ = after(at(Step.STANDING), ev.StandingKnown(DONE_BEFORE, CODE.raw))
    asked, effects = after(shown, ev.WithdrawAsked())
    assert effects == (fx.Withdraw(PERSON),)
    failed, _ = after(asked, ev.WithdrawFailed("withdraw-elsewhere", CODE.raw))
    assert (failed.step, failed.notice) == (Step.STANDING, "withdraw-elsewhere")
    gone, _ = after(asked, ev.Withdrawn(CODE.raw))
    assert (gone.step, gone.notice) == (Step.DECLINED, "withdrawn")


def test_the_phone_fills_in_name_and_contact() -> None:
    confirm, effects = after(at(Step.CONFIRM), ev.HandoffAsked(HandoffKind.NAME))
    assert effects == (fx.OpenHandoff(HandoffKind.NAME),)
    named, effects = after(confirm, ev.HandoffOpened(NAME_PAGE), ev.NameFilled("测试人"))
    assert (named.full_name, named.handoff, effects) == ("测试人", None, (fx.CloseHandoff(),))
    assert after(named, ev.Back())[0].full_name is None
    contact = replace(at(Step.CONSENT), step=Step.CONTACT)
    filled, _ = after(contact, ev.ContactFilled(Contact(delivery="school")))
    assert (filled.step, filled.filled) == (Step.CONTACT, Contact(delivery="school"))


def test_a_fee_known_as_paid_is_not_asked_again() -> None:
    paid = replace(CLEAR, history=replace(CLEAR.history, paid=Paid.PAID))
    consent, _ = after(at(Step.STANDING), ev.StandingKnown(paid, CODE.raw))
    flow = replace(EVERYTHING, contact=False)
    assert after(consent, ev.ConsentGiven((CONSENT,)), flow=flow)[0].step is Step.PREPARE
    due, effects = after(at(Step.CONSENT), ev.ConsentGiven((CONSENT,)), flow=flow)
    assert due.step is Step.FEE and effects[-1] == fx.AskFee(PERSON)
    settled, _ = after(
        due, ev.FeeSettled(PAYMENT, CODE.raw), ev.Back(), ev.ConsentGiven((CONSENT,)), flow=flow
    )
    assert settled.step is Step.PREPARE, "paid once, also when somebody goes back"


def test_staff_mark_a_fee_as_paid_behind_the_pin_only() -> None:
    fee, _ = after(at(Step.CONSENT), ev.ConsentGiven((CONSENT,)), flow=replace(EVERYTHING, contact=False))
    shown, _ = after(fee, ev.FeeShown(BILL, CODE.raw))
    assert after(shown, ev.OperatorPin("1"))[1] == ()
    asked, (check,) = after(shown, ev.OperatorAsked(), ev.OperatorPin("1"))
    assert isinstance(check, fx.CheckPin) and (check.pin, check.knock.door) == ("1", "fee")
    right = ev.OperatorGranted(check.knock)
    left, _ = after(asked, ev.Back())
    assert left.staff is False
    assert after(left, right)[1] == after(left, ev.OperatorAsked(), right)[1] == (), "late, it marks nothing"
    _, effects = after(asked, right)
    assert effects == (fx.MarkPaid(PERSON, BILL),)


def test_a_failed_fee_is_asked_for_again_but_a_bill_only_once() -> None:
    fee, _ = after(at(Step.CONSENT), ev.ConsentGiven((CONSENT,)), flow=replace(EVERYTHING, contact=False))
    failed, _ = after(fee, ev.FeeFailed("fee-offline", CODE.raw))
    assert failed.notice == "fee-offline"
    assert after(failed, ev.Ready())[1] == (fx.AskFee(PERSON),)
    assert after(failed, ev.FeeShown(BILL, CODE.raw), ev.Ready())[1] == ()


def test_photos_are_limited_and_the_last_one_can_still_be_sent() -> None:
    bad = replace(PHOTO, inspection=Inspection("chsi", (Check("size", CheckStatus.FAIL, 1.0, "px"),)))
    state: SessionState = replace(at(Step.FRAME), standing=replace(CLEAR, photos_left=2))
    state, effects = after(state, ev.Captured(CAPTURE), ev.Developed(bad))
    assert photos_left(state) == 2 and effects == (fx.LookFor(fx.Watch.NOTHING),)
    for left in (1, 0):
        state, _ = after(state, ev.RetakeAsked(), ev.Captured(CAPTURE), ev.Developed(PHOTO))
        assert photos_left(state) == left
    held, _ = after(state, ev.RetakeAsked())
    assert (held.step, held.notice, held.photo) == (Step.REVIEW, USED_UP, PHOTO)
    assert after(held, ev.SubmitAsked())[0].step is Step.SAVING


def test_a_studio_file_is_another_way_and_a_retake_stays_on_it() -> None:
    assert after(at(Step.PREPARE), ev.FileAsked(), flow=Flow())[0].step is Step.PREPARE
    files, effects = after(at(Step.PREPARE), ev.FileAsked())
    assert files.step is Step.FILES and fx.WatchStick(True) in effects
    developing, effects = after(files, ev.PictureChosen("7"))
    assert fx.DevelopFile("7") in effects and fx.WatchStick(False) in effects
    failed, _ = after(developing, ev.DevelopFailed(KioskError("photo-no-face", "No face.", "Another.")))
    assert after(failed, ev.Back())[0].step is Step.FILES
    review, _ = after(developing, ev.Developed(PHOTO, STUDIO))
    assert after(review, ev.RetakeAsked())[0].step is Step.FILES
    assert after(files, ev.Back(), ev.Ready())[0].from_file is False


def test_help_returns_to_where_it_was_asked_for() -> None:
    for step in (Step.ATTRACT, Step.SCAN, Step.CONFIRM, Step.STANDING, Step.CONSENT):
        helped, _ = after(at(step), ev.HelpAsked(HelpTopic.SERVICE))
        assert (helped.step, helped.topic) == (Step.HELP, HelpTopic.SERVICE)
        again, effects = after(helped, ev.Back())
        assert again.step is step and again.code == at(step).code
        assert (fx.LookFor(fx.Watch.CODE) in effects) == (step is Step.SCAN)


def test_what_comes_while_help_is_read_is_asked_for_again() -> None:
    due = replace(at(Step.PREPARE), step=Step.FEE, bill=BILL)
    reading, _ = after(due, ev.HelpAsked(HelpTopic.SERVICE), ev.FeeSettled(PAYMENT, CODE.raw))
    paying, effects = after(reading, ev.Back())
    assert paying.step is Step.FEE and fx.AskFee(PERSON) in effects
    assert after(paying, ev.FeeSettled(PAYMENT, CODE.raw))[0].payment == PAYMENT
    waiting = at(Step.STANDING)
    back, effects = after(
        waiting, ev.HelpAsked(HelpTopic.SERVICE), ev.StandingKnown(CLEAR, CODE.raw), ev.Back()
    )
    assert back.step is Step.STANDING and fx.FindStanding(CODE, PERSON) in effects
    known = replace(waiting, standing=REJECTED)
    _, effects = after(known, ev.HelpAsked(HelpTopic.SERVICE), ev.Back())
    assert not any(isinstance(effect, fx.FindStanding) for effect in effects)


def test_writing_on_the_phone_and_paying_take_longer_than_an_idle_minute() -> None:
    asked = replace(at(Step.CONFIRM), step=Step.CONTACT)
    writing, _ = advance(asked, ev.HandoffOpened(CONTACT_PAGE), 0.0, TIMING)
    paying = replace(asked, step=Step.FEE, bill=BILL)
    for busy in (writing, paying):
        assert advance(busy, ev.Tick(), TIMING.idle_s + 1, TIMING)[0].step is busy.step
        assert advance(busy, ev.Tick(), TIMING.away_s - 1, TIMING)[0].idle_warning
        assert advance(busy, ev.Tick(), TIMING.away_s, TIMING)[0].step is Step.ATTRACT
    expired, _ = advance(writing, ev.HandoffEnded("handoff-expired"), 100.0, TIMING)
    assert advance(expired, ev.Tick(), 101.0, TIMING)[0].step is Step.CONTACT
    patient = replace(TIMING, idle_s=300.0)
    assert advance(writing, ev.Tick(), 299.0, patient)[0].step is Step.CONTACT


def test_help_keeps_what_the_page_had_said() -> None:
    gone = SessionState(step=Step.DECLINED, session="s", notice="withdrawn")
    assert after(gone, ev.HelpAsked(HelpTopic.SERVICE), ev.Back())[0].notice == "withdrawn"


def test_without_a_guide_the_camera_comes_next() -> None:
    bare: Any = Flow(guide=False)
    framing, _ = after(at(Step.CONSENT), ev.ConsentGiven((CONSENT,)), flow=bare)
    assert framing.step is Step.FRAME
    assert after(framing, ev.Back(), flow=bare)[0].step is Step.CONSENT
