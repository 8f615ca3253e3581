"""Nobody has to wait for a photo: who takes it again gets the new one, never the one given up."""

from __future__ import annotations

from dataclasses import replace

from kiosk.errors import KioskError
from kiosk.session import Step
from kiosk.session import events as ev
from kiosk.session.effects import DevelopFile, DevelopPhoto
from tests.session.test_machine import CAPTURE, PHOTO, after, at
from tests.session.test_ways import STUDIO
from tests.session.test_ways import after as full

SECOND = replace(CAPTURE, manual=True)
LATER = replace(PHOTO, jpeg=b"the second")
NO_FACE = KioskError("photo-no-face", "No face.", "Another.")


def test_a_photo_given_up_goes_nowhere() -> None:
    framing, _ = after(at(Step.FRAME), ev.Captured(CAPTURE), ev.RetakeAsked())
    assert (framing.step, framing.capture, framing.photo) == (Step.FRAME, None, None)
    late, effects = after(framing, ev.Developed(PHOTO, CAPTURE))
    assert (late.step, late.photo, effects) == (Step.FRAME, None, ())


def test_the_first_photo_is_not_taken_for_the_second() -> None:
    again, effects = after(at(Step.FRAME), ev.Captured(CAPTURE), ev.RetakeAsked(), ev.Captured(SECOND))
    assert DevelopPhoto(SECOND) in effects
    waiting, _ = after(again, ev.Developed(PHOTO, CAPTURE), ev.DevelopFailed(NO_FACE, CAPTURE))
    assert (waiting.step, waiting.capture, waiting.photo) == (Step.DEVELOPING, SECOND, None)
    review, _ = after(waiting, ev.Developed(LATER, SECOND))
    assert (review.step, review.photo, review.capture) == (Step.REVIEW, LATER, SECOND)


def test_the_photo_given_up_is_not_taken_for_a_studio_file() -> None:
    taken, _ = after(at(Step.FRAME), ev.Captured(CAPTURE), ev.RetakeAsked(), ev.Back())
    assert taken.step is Step.PREPARE
    waiting, effects = full(taken, ev.FileAsked(), ev.PictureChosen("7"))
    assert waiting.step is Step.DEVELOPING and DevelopFile("7") in effects
    assert full(waiting, ev.Developed(PHOTO, CAPTURE)) == (waiting, ())
    assert full(waiting, ev.DevelopFailed(NO_FACE, CAPTURE)) == (waiting, ())
    review, _ = full(waiting, ev.Developed(LATER, STUDIO))
    assert (review.step, review.photo, review.capture) == (Step.REVIEW, LATER, STUDIO)
    failed, _ = full(waiting, ev.DevelopFailed(NO_FACE))
    assert (failed.step, failed.back) == (Step.TROUBLE, Step.FILES)


def test_a_file_is_waited_for() -> None:
    """It was chosen, not caught: there is no mirror to go back to."""
    state = replace(at(Step.DEVELOPING), from_file=True, capture=None)
    assert after(state, ev.RetakeAsked())[0] is state
