"""What a session lets be heard."""

from __future__ import annotations

from dataclasses import replace

from kiosk.session.state import Step
from kiosk.sound.tones import Tone
from ui.presenters.hearing import Heard, Moment, heard

SCAN = Moment(Step.SCAN, "one")
FRAME = Moment(Step.FRAME, "one", code_read=True, hint="move-left")


def test_each_step_is_announced_once_and_nothing_to_an_empty_room() -> None:
    assert heard(Moment(), SCAN) == Heard(None, "scan", over=True)
    assert heard(SCAN, SCAN) == Heard()
    assert heard(SCAN, Moment()) == Heard(over=True)
    assert heard(Moment(), Moment(Step.TROUBLE)) == Heard(over=True)
    assert heard(SCAN, replace(SCAN, idle=True)).sentence == "still-there"


def test_who_sits_down_before_a_waiting_booth_is_welcomed_once() -> None:
    seen = Moment(visitor=True)
    assert heard(Moment(), seen) == Heard(None, "welcome")
    assert heard(seen, seen) == Heard()
    assert heard(seen, Moment()) == Heard(over=True)


def test_a_hint_is_wanted_as_long_as_it_holds() -> None:
    assert heard(FRAME, FRAME).sentence == "move-left"
    assert heard(FRAME, replace(FRAME, hint=None)) == Heard(over=True)


def test_tones_tell_what_happened() -> None:
    confirm = Moment(Step.CONFIRM, "one", code_read=True)
    assert heard(SCAN, confirm) == Heard(Tone.READ, "confirm", over=True)
    taken = Moment(Step.DEVELOPING, "one", code_read=True, captured=True)
    assert heard(FRAME, taken) == Heard(Tone.SHUTTER, None, over=True)
    done = Moment(Step.DONE, "one", code_read=True)
    assert heard(taken, done) == Heard(Tone.SAVED, "done", over=True)
    assert heard(done, done) == Heard()
