"""The express lane: what belongs to one person's photo stays on its ticket, and ends with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kiosk.camera.frame import Frame
from kiosk.campaign.person import Consent, Person
from kiosk.errors import KioskError
from kiosk.geometry import Box
from kiosk.guidance.verdict import Capture
from kiosk.guidance.waiver import Waiver, WaiverReason
from kiosk.photo.finished import Check, CheckStatus, FinishedPhoto, Inspection
from kiosk.session import SessionState, Step, Timing, advance
from kiosk.session import effects as fx
from kiosk.session import events as ev
from kiosk.session import lane as ln
from kiosk.session.parts import Flow
from kiosk.session.state import ExpressTiming
from kiosk.vision.observation import Observation

T = ExpressTiming(keep_s=8, told_s=30)
EXPRESS = Flow(express=True)
FAULT = KioskError("disk-full", "Full.", "Free space.")


def person(number: int) -> Person:
    return Person(f"code{number}", "code", name_masked=f"测{number}*", student_number=f"20220{number:05d}")


def consent(number: int) -> Consent:
    return Consent("capture", str(number), "0" * 64, datetime(2026, 1, 1, tzinfo=UTC))


def capture(number: int) -> Capture:
    picture = np.full((2, 2, 3), number % 256, np.uint8)
    return Capture(Frame(number, 0.0, picture), Observation(number, 0.0, 2, 2, {}), (), manual=False)


def photo(number: int, *, right: bool = True) -> FinishedPhoto:
    status = CheckStatus.PASS if right else CheckStatus.FAIL
    checks = (Check("eyes_open", status, 1.0, "1"), Check("sharp", CheckStatus.PASS, 1.0, "1"))
    return FinishedPhoto("chsi", b"%d" % number, Box(0, 0, 3, 4), 1.0, Inspection("chsi", checks))


def taken(number: int) -> fx.HandOver:
    return fx.HandOver(f"s{number}", person(number), (consent(number),), capture(number))


def seated(number: int) -> SessionState:
    return SessionState(
        step=Step.FRAME, session=f"s{number}", person=person(number), consents=(consent(number),)
    )


def test_the_shutter_hands_everything_over_and_keeps_the_instant_only() -> None:
    caught = capture(1)
    state, effects = advance(seated(1), ev.Captured(caught), 5.0, Timing(), EXPRESS)
    assert (state.step, state.person, state.consents, state.code) == (Step.TAKEN, None, (), None)
    assert state.capture is caught
    handed = [effect for effect in effects if isinstance(effect, fx.HandOver)]
    assert [(h.session, h.person, h.consents, h.capture) for h in handed] == [
        ("s1", person(1), (consent(1),), caught)
    ]


def test_without_express_the_photo_stays_in_the_session() -> None:
    state, effects = advance(seated(1), ev.Captured(capture(1)), 5.0, Timing(), Flow())
    assert state.step is Step.DEVELOPING
    assert not any(isinstance(effect, fx.HandOver) for effect in effects)


def test_the_caught_instant_goes_by_itself_or_at_a_touch_and_calls_the_next_person() -> None:
    state, _ = advance(seated(1), ev.Captured(capture(1)), 5.0, Timing(taken_s=2.5), EXPRESS)
    assert advance(state, ev.Tick(), 7.4, Timing(taken_s=2.5), EXPRESS) == (state, ())
    for event, now in ((ev.Tick(), 7.5), (ev.Left(), 5.5)):
        after, effects = advance(state, event, now, Timing(taken_s=2.5), EXPRESS)
        assert (after.step, after.session, after.capture) == (Step.ATTRACT, None, None)
        assert fx.CallNext() in effects
        assert fx.Forget() in effects


def test_a_right_photo_is_counted_offered_and_submitted_unless_somebody_objects() -> None:
    lane, effects = ln.take_in(ln.Lane(), taken(1), 0.0)
    assert effects == (ln.DevelopTicket("s1", lane.tickets[0].taken),)
    assert lane.unsettled
    lane, effects = ln.move(lane, ln.TicketDeveloped("s1", photo(1)), 1.0, T)
    assert effects == (fx.CountPhoto(person(1)),)
    lane, effects = ln.move(lane, ev.Tick(), 8.9, T)
    assert effects == ()
    lane, effects = ln.move(lane, ev.Tick(), 9.0, T)
    (save,) = effects
    assert isinstance(save, ln.SaveTicket)
    assert (save.ticket, save.save.person, save.save.photo.jpeg) == ("s1", person(1), b"1")
    lane, _ = ln.move(lane, ln.TicketSaved("s1", "id1"), 9.5, T)
    (ticket,) = lane.tickets
    assert (ticket.phase, ticket.taken, ticket.photo) == (ln.Phase.SAVED, None, None)
    assert not lane.unsettled
    lane, _ = ln.move(lane, ev.Delivered("id2"), 10.0, T)
    assert not lane.tickets[0].delivered
    lane, _ = ln.move(lane, ev.Delivered("id1"), 10.0, T)
    assert lane.tickets[0].delivered
    lane, _ = ln.move(lane, ev.Tick(), 39.5, T)
    assert lane.tickets == ()


def test_a_photo_that_is_not_right_or_not_wanted_is_dropped_at_once_and_never_saved() -> None:
    for event, reason, faults in (
        (ln.TicketDeveloped("s1", photo(1, right=False)), ln.NOT_RIGHT, ("eyes_open",)),
        (ln.TicketFailed("s1", FAULT), "disk-full", ()),
    ):
        lane, _ = ln.take_in(ln.Lane(), taken(1), 0.0)
        lane, effects = ln.move(lane, event, 1.0, T)
        (ticket,) = lane.tickets
        assert (ticket.phase, ticket.reason, ticket.faults) == (ln.Phase.RETAKE, reason, faults)
        assert (ticket.taken, ticket.photo, effects) == (None, None, ())
    lane, _ = ln.take_in(ln.Lane(), taken(1), 0.0)
    lane, _ = ln.move(lane, ln.TicketDeveloped("s1", photo(1)), 1.0, T)
    lane, _ = ln.move(lane, ln.TakeAgainAsked("s1"), 2.0, T)
    assert (lane.tickets[0].reason, lane.tickets[0].photo) == (ln.ASKED_AGAIN, None)
    assert ln.move(lane, ev.Tick(), 20.0, T) == (lane, ())


def test_what_staff_waived_is_no_reason_to_take_the_photo_again() -> None:
    closed = Check("eye_left_open", CheckStatus.FAIL, 0.1, "ratio", 0.145, rule="eyes-open")
    blue = Check("clothes_blue", CheckStatus.FAIL, 0.9, "ratio", None, 0.35, rule="clothes-blue")
    waiver = Waiver(("eyes-open",), WaiverReason.MEDICAL, datetime(2026, 1, 1, tzinfo=UTC))
    let_off = replace(taken(1), waiver=waiver)

    def developed(checks: tuple[Check, ...], given: fx.HandOver) -> ln.Ticket:
        lane, _ = ln.take_in(ln.Lane(), given, 0.0)
        made = replace(photo(1), inspection=Inspection("chsi", checks))
        lane, _ = ln.move(lane, ln.TicketDeveloped("s1", made), 1.0, T)
        return lane.tickets[0]

    offered = developed((closed,), let_off)
    assert offered.phase is ln.Phase.OFFERED
    assert offered.photo is not None and offered.photo.inspection.checks == (replace(closed, must=False),)
    assert developed((closed,), taken(1)).faults == ("eye_left_open",)
    assert developed((closed, blue), let_off).faults == ("clothes_blue",)  # and nobody waived that


def test_a_full_disk_loses_nothing_and_is_tried_again() -> None:
    lane, _ = ln.take_in(ln.Lane(), taken(1), 0.0)
    lane, _ = ln.move(lane, ln.TicketDeveloped("s1", photo(1)), 1.0, T)
    lane, _ = ln.move(lane, ln.KeepAsked(), 2.0, T)
    lane, _ = ln.move(lane, ln.TicketUnsaved("s1"), 3.0, T)
    assert lane.tickets[0].photo is not None
    lane, effects = ln.move(lane, ev.Tick(), 3.0 + ln.SAVE_AGAIN_S, T)
    assert [type(effect) for effect in effects] == [ln.SaveTicket]


@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.sampled_from(["take", "right", "wrong", "fail", "again", "saved"])),
        max_size=40,
    ),
    st.data(),
)
def test_whatever_the_order_nobodys_photo_is_saved_under_another_name(
    acts: list[tuple[int, str]], data: st.DataObject
) -> None:
    lane, now, seen = ln.Lane(), 0.0, set[int]()
    for number, act in acts:
        now += data.draw(st.sampled_from([0.1, 9.0, 40.0]))
        effects: tuple[fx.Effect, ...] = ()
        match act:
            case "take" if number not in seen:
                seen.add(number)
                lane, effects = ln.take_in(lane, taken(number), now)
            case "right" | "wrong":
                done = ln.TicketDeveloped(f"s{number}", photo(number, right=act == "right"))
                lane, effects = ln.move(lane, done, now, T)
            case "fail":
                lane, effects = ln.move(lane, ln.TicketFailed(f"s{number}", FAULT), now, T)
            case "again":
                lane, effects = ln.move(lane, ln.TakeAgainAsked(f"s{number}"), now, T)
            case "saved":
                lane, effects = ln.move(lane, ln.TicketSaved(f"s{number}", f"id{number}"), now, T)
        lane, waited = ln.move(lane, ev.Tick(), now, T)
        for effect in (*effects, *waited):
            if isinstance(effect, ln.SaveTicket):
                own, save = int(effect.ticket[1:]), effect.save
                assert (save.person, save.consents) == (person(own), (consent(own),))
                assert (save.capture.frame.seq, save.photo.jpeg) == (own, b"%d" % own)
        for ticket in lane.tickets:
            assert ticket.label == ln.label_of(person(int(ticket.id[1:])))
            assert (ticket.taken is None) == (ticket.phase in ln.SETTLED)


def test_a_label_tells_no_more_than_everybody_may_read() -> None:
    assert ln.label_of(person(7)) == "测7*  ···0007"
    assert ln.label_of(replace(person(7), student_number="12345")) == "测7*"  # its end would be all of it
    assert ln.label_of(Person("code", "typed")) == ""
