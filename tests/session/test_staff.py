"""What staff do with the whole booth: a pause, express mode, one submission let go, the end of the day."""

from __future__ import annotations

import pytest

from kiosk.session import SessionState, Step, Timing, advance
from kiosk.session import effects as fx
from kiosk.session import events as ev
from tests.session.test_machine import let_in

TIMING = Timing(idle_s=60, warning_s=15)
STAFF = SessionState(step=Step.OPERATOR, unlocked=True)
LOCKED = SessionState(step=Step.OPERATOR)


@pytest.mark.parametrize(
    "event",
    [
        ev.PauseAsked(),
        ev.ResumeAsked(),
        ev.ClosingAsked(),
        ev.ExpressSwitched(True),
        ev.ReleaseAsked("id1"),
        ev.SendAgainAsked(),
    ],
)
def test_without_the_pin_nothing_of_it_happens(event: ev.Event) -> None:
    assert advance(LOCKED, event, 1.0, TIMING) == (LOCKED, ())


def test_a_paused_booth_stays_paused_until_staff_open_it() -> None:
    paused, effects = advance(STAFF, ev.PauseAsked(), 1.0, TIMING)
    assert (paused.step, paused.unlocked) == (Step.PAUSED, False)
    assert fx.LookFor(fx.Watch.NOTHING) in effects
    for event in (ev.Tick(), ev.Left(), ev.Back(), ev.Started("s1")):
        assert advance(paused, event, 9999.0, TIMING)[0].step is Step.PAUSED
    gate, _ = advance(paused, ev.OperatorAsked(), 2.0, TIMING)
    assert (gate.step, gate.unlocked) == (Step.OPERATOR, False)
    for event, now in ((ev.Back(), 3.0), (ev.Left(), 3.0), (ev.Tick(), 99.0)):
        assert advance(gate, event, now, TIMING)[0].step is Step.PAUSED, "the PIN was never right"
    assert advance(gate, ev.ResumeAsked(), 3.0, TIMING)[0].step is Step.OPERATOR
    inside = let_in(gate)
    calibrating, _ = advance(inside, ev.CalibrationOpened(), 4.0, TIMING)
    again, _ = advance(calibrating, ev.Back(), 5.0, TIMING)
    assert advance(again, ev.Back(), 6.0, TIMING)[0].step is Step.PAUSED
    assert advance(again, ev.ResumeAsked(), 6.0, TIMING)[0].step is Step.ATTRACT


def test_the_day_ends_with_sending_and_waits_as_long_as_that_takes() -> None:
    closing, effects = advance(STAFF, ev.ClosingAsked(), 1.0, TIMING)
    assert (closing.step, closing.unlocked) == (Step.CLOSING, True)
    assert fx.SendAgain() in effects
    assert advance(closing, ev.Tick(), 9999.0, TIMING) == (closing, ())
    assert advance(closing, ev.PowerOffAsked(), 2.0, TIMING) == (closing, (fx.PowerOff(),))
    after, _ = advance(closing, ev.Back(), 2.0, TIMING)
    assert (after.step, after.unlocked) == (Step.ATTRACT, False)


def test_a_switch_and_a_release_are_carried_out_by_the_booth() -> None:
    assert advance(STAFF, ev.ExpressSwitched(True), 1.0, TIMING)[1] == (fx.SwitchExpress(True),)
    assert advance(STAFF, ev.ReleaseAsked("id1"), 1.0, TIMING)[1] == (fx.Release("id1"),)
