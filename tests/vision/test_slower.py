"""The slower models beside the face model: what they see is taken in when it is waited for, and only then."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from kiosk.camera.frame import Picture
from kiosk.geometry import Box
from kiosk.vision.landmarks import Body, Finders
from kiosk.vision.slower import BODY_SIDE_PX, Due, Slower

FRAME = np.zeros((720, 1280, 3), np.uint8)


class Model:
    """Gives ``answer`` when it may, and notes what it was shown and on which thread."""

    def __init__(self, answer: object) -> None:
        self.answer = answer
        self.may = threading.Event()
        self.shown: list[tuple[tuple[int, ...], str]] = []

    def find(self, rgb: Picture, at_ms: int) -> object:
        self.shown.append((rgb.shape, threading.current_thread().name))
        assert self.may.wait(5)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def close(self) -> None:
        raise AssertionError("the models are the observer's")


@pytest.fixture
def finders() -> Finders:
    body = Body(np.full((33, 2), 10, np.float32), np.ones(33, np.float32))
    mask = np.ones((288, 512), np.float32)
    return Finders(Model(()), Model(body), Model(mask), Model((Box(1, 2, 3, 4),)))


@pytest.fixture
def slower(finders: Finders) -> Iterator[Slower]:
    made = Slower(finders)
    yield made
    for model in (finders.body, finders.person, finders.crowd):
        model.may.set()
    made.close()


def test_the_caller_goes_on_and_takes_the_answer_in_when_it_waits(slower: Slower, finders: Finders) -> None:
    slower.begin(FRAME, 2560, 1, Due(body=True, mask=False, crowd=False))
    assert slower.seen.body is None  # it is still at work, and this thread is not
    finders.body.may.set()
    assert slower.seen.body is None
    slower.wait()
    # Found on a picture 640 px wide, told in px of a frame 2560 px wide.
    assert slower.seen.body.points[0] == pytest.approx([40, 40])
    shape, thread = finders.body.shown[0]
    assert max(shape) == BODY_SIDE_PX
    assert thread.startswith("vision-slower")
    assert not finders.person.shown
    assert not finders.crowd.shown


def test_what_is_not_due_is_carried_and_forgotten_when_asked(slower: Slower, finders: Finders) -> None:
    for model in (finders.body, finders.person, finders.crowd):
        model.may.set()
    slower.begin(FRAME, 1280, 1, Due(body=True, mask=True, crowd=True))
    slower.begin(FRAME, 1280, 2, Due(body=False, mask=True, crowd=False))
    slower.wait()
    assert slower.seen.crowd == (Box(2, 4, 6, 8),)
    assert slower.seen.mask is finders.person.answer
    assert [len(model.shown) for model in (finders.body, finders.person, finders.crowd)] == [1, 2, 1]
    slower.forget()
    assert (slower.seen.body, slower.seen.mask, slower.seen.crowd) == (None, None, ())


def test_a_model_that_fails_fails_the_wait_and_not_the_next_frame(slower: Slower, finders: Finders) -> None:
    finders.person.answer = RuntimeError("no memory")
    finders.person.may.set()
    finders.body.may.set()
    slower.begin(FRAME, 1280, 1, Due(body=False, mask=True, crowd=False))
    with pytest.raises(RuntimeError, match="no memory"):
        slower.wait()
    slower.begin(FRAME, 1280, 2, Due(body=True, mask=False, crowd=False))
    slower.wait()
    assert slower.seen.body is not None
