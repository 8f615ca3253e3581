"""A desk's answer is taken for the person it is about only, never for who has come since."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.campaign.contact import Contact
from kiosk.campaign.person import Person
from kiosk.campaign.standing import History, Paid, Review
from kiosk.capture_code.code import CaptureCode, PayloadForm
from kiosk.session import SessionState, Step
from kiosk.session import effects as fx
from kiosk.session import events as ev
from kiosk.session.parts import HandoffKind
from tests.session.test_machine import (
    BILL,
    CAPTURE,
    CLEAR,
    CODE,
    CONSENT,
    DONE_BEFORE,
    HANDOFF,
    PAYMENT,
    PERSON,
    PHOTO,
    WAIVER,
    at,
)
from tests.session.test_ways import after

NEXT = CaptureCode("next", PayloadForm.HEX16, number="fedcba9876543210")
NEXT_PERSON = Person("next", "code")
PAID = replace(CLEAR, history=History(paid=Paid.PAID))


def next_at(step: Step) -> SessionState:
    """Return the next person at a step that the last one's answer was meant for."""
    return replace(at(step), code=NEXT, person=NEXT_PERSON)


def test_a_standing_that_comes_late_is_not_the_next_persons() -> None:
    waiting, _ = after(at(Step.STANDING), ev.Back(), ev.CodeRead(NEXT), ev.IdentityConfirmed(NEXT_PERSON))
    assert waiting.step is Step.STANDING
    late, effects = after(waiting, ev.StandingKnown(PAID, CODE.raw))
    assert (late, effects) == (waiting, ())
    own, _ = after(late, ev.StandingKnown(DONE_BEFORE, NEXT.raw))
    assert own.standing is not None and own.standing.history.review is Review.IN_REVIEW


@pytest.mark.parametrize("answer", [ev.Withdrawn(CODE.raw), ev.WithdrawFailed("withdraw-failed", CODE.raw)])
def test_a_withdrawal_that_ends_late_is_not_told_to_the_next_person(answer: ev.Event) -> None:
    reading = replace(next_at(Step.STANDING), standing=DONE_BEFORE)
    assert after(reading, answer) == (reading, ())


@pytest.mark.parametrize(
    "answer", [ev.IdentityConfirmed(PERSON), ev.IdentityRefused("identity-locked", CODE.raw, 60.0)]
)
def test_what_was_typed_for_another_code_neither_opens_nor_locks_this_one(answer: ev.Event) -> None:
    typing = replace(at(Step.CONFIRM), code=NEXT)
    assert after(typing, answer) == (typing, ())


@pytest.mark.parametrize(
    "answer",
    [
        ev.FeeShown(BILL, CODE.raw),
        ev.FeeSettled(PAYMENT, CODE.raw),
        ev.FeeFailed("fee-left-open", CODE.raw),
    ],
)
def test_a_fee_paid_late_is_not_the_next_persons(answer: ev.Event) -> None:
    due = replace(next_at(Step.PREPARE), step=Step.FEE)
    assert after(due, answer) == (due, ())


@pytest.mark.parametrize("step", [Step.CONFIRM, Step.STANDING, Step.CONSENT])
def test_back_to_the_code_nothing_of_the_last_person_goes_on(step: Step) -> None:
    known = replace(
        at(step),
        standing=CLEAR,
        consents=(CONSENT,),
        contact=Contact(phone="13800000000"),
        bill=BILL,
        payment=PAYMENT,
        finished=2,
        takes=3,
        capture=CAPTURE,
        photo=PHOTO,
        waiver=WAIVER,
        from_file=True,
    )
    back, effects = after(known, ev.Back())
    assert back.session == known.session
    bare = SessionState(Step.SCAN, back.entered_at, back.active_at, back.session)
    assert vars(back) == vars(bare)
    assert effects == (fx.LookFor(fx.Watch.CODE), fx.Forget()), "what is still asked for them is let be"


def test_a_phone_page_that_comes_on_another_page_is_closed_again() -> None:
    contact = replace(at(Step.CONSENT), step=Step.CONTACT)
    late = ev.HandoffOpened(replace(HANDOFF, kind=HandoffKind.NAME))
    assert after(contact, late) == (contact, (fx.CloseHandoff(),))
    shown, _ = after(contact, ev.HandoffOpened(replace(HANDOFF, kind=HandoffKind.CONTACT)))
    assert shown.handoff is not None
