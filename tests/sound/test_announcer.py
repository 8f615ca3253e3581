"""When something is said: the newest, in its turn, never the same twice in a row."""

from __future__ import annotations

from kiosk.sound.announcer import Announcer, Cue
from kiosk.sound.prompts import SpeechTiming
from kiosk.sound.tones import Tone

TIMING = SpeechTiming(gap_s=2.0, repeat_s=8.0)
LEFT, UP = Cue("move-left", "zh"), Cue("chin-up", "zh")
SHUTTER = Cue(Tone.SHUTTER, None)


def test_a_newer_sentence_takes_the_place_of_one_that_waits() -> None:
    announcer = Announcer(TIMING)
    announcer.want(LEFT)
    assert announcer.next(0.0) == LEFT
    announcer.ended(1.0)
    announcer.want(Cue("come-in", "zh"))
    announcer.want(UP)
    assert announcer.next(2.9) is None, "a person needs time to do what was said"
    assert announcer.next(3.0) == UP
    announcer.ended(3.5)
    assert announcer.next(60.0) is None


def test_the_same_is_said_again_only_after_a_while_and_at_once_to_somebody_else() -> None:
    announcer = Announcer(TIMING)
    said = []
    for tenth in range(200):
        announcer.want(LEFT)
        if announcer.next(tenth / 10) is not None:
            said.append(tenth / 10)
            announcer.ended(tenth / 10)
    assert said == [0.0, 8.0, 16.0]
    announcer.forget()
    announcer.want(LEFT)
    assert announcer.next(20.0) == LEFT


def test_a_tone_waits_for_nothing_and_what_waited_is_of_the_past() -> None:
    announcer = Announcer(TIMING)
    announcer.ended(0.0)
    announcer.want(LEFT)
    announcer.want(SHUTTER)
    assert announcer.next(0.1) == SHUTTER
    announcer.ended(0.3)
    assert announcer.next(10.0) is None


def test_what_does_not_hold_any_more_is_not_said() -> None:
    announcer = Announcer(TIMING)
    announcer.want(LEFT)
    announcer.drop()
    assert announcer.idle
    assert announcer.next(0.0) is None
