"""The vision thread: looks for what the session wants and never answers an earlier question."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from kiosk.camera.frame import Frame
from kiosk.errors import KioskError
from kiosk.geometry import Box
from kiosk.guidance.verdict import Capture, Guide, ShutterPhase, ShutterState, Target
from kiosk.mailbox import Mailbox
from kiosk.photo.crop import target_for
from kiosk.photo.spec import load_spec
from kiosk.services.watching import VisionThread
from kiosk.session.effects import Watch
from kiosk.session.events import Captured, CodeRefused, Event, Fault, FaultCleared
from kiosk.vision.observation import Observation
from tests.leftovers import ExpectLog

TARGET = Target(Box(0, 0, 3, 4), Box(1, 1, 1, 2), 2.0, 4.0)


def frame(seq: int) -> Frame:
    return Frame(seq, float(seq), np.zeros((4, 4, 3), np.uint8))


class Judge:
    """Guides by the frame's number: takes the photo at ``take_at`` or by hand."""

    def __init__(self, take_at: int | None = None) -> None:
        self.take_at = take_at
        self.manual = False

    def take_manually(self) -> None:
        self.manual = True

    def step(self, frame: Frame) -> tuple[Guide, Capture | None]:
        observation = Observation(frame.seq, frame.taken_at, 4, 4, {})
        guide = Guide(observation, (), None, ShutterState(ShutterPhase.GUIDING), TARGET)
        take = self.manual or frame.seq == self.take_at
        return guide, Capture(frame, observation, (), self.manual) if take else None


def unaided(waived: tuple[str, ...]) -> Judge:
    return Judge()


MakeJudge = Callable[[tuple[str, ...]], Judge]


class Setup:
    """Takes down which frames it was shown."""

    def __init__(self) -> None:
        self.seen: list[int] = []

    def look(self, frame: Frame) -> Event | None:
        self.seen.append(frame.seq)
        return None


class Bench:
    """One vision thread with everything it says collected."""

    def __init__(self, new_guiding: MakeJudge, look: Callable[[Frame], Event | None]) -> None:
        self.frames = Mailbox[Frame]()
        self.events: list[Event] = []
        self.guides: list[Guide] = []
        self.seen = threading.Event()
        self.released = False
        self.setup, self.always = Setup(), Setup()
        bench = self

        class Look:
            def look(self, frame: Frame) -> Event | None:
                try:
                    return look(frame)
                finally:
                    bench.seen.set()

        self.thread = VisionThread(
            self.frames,
            Look,
            new_guiding,
            self.events.append,
            self._guided,
            calibration=self.setup,
            always=self.always,
            visitor_watch=Setup,
            prepare=lambda: None,
            release=self._release,
        )

    def _release(self) -> None:
        self.released = True

    def _guided(self, guide: Guide) -> None:
        self.guides.append(guide)

    def show(self, seq: int) -> None:
        """Hand over a frame and wait until it was taken."""
        self.frames.put(frame(seq))
        self.wait(lambda: self.frames._item is None)

    def wait(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + 5
        while not condition():
            assert time.monotonic() < end, "the vision thread did not do it"
            time.sleep(0.002)


@contextmanager
def running(new_guiding: MakeJudge, look: Callable[[Frame], Event | None]) -> Iterator[Bench]:
    bench = Bench(new_guiding, look)
    bench.thread.start()
    try:
        yield bench
    finally:
        bench.thread.stop()
    assert bench.released


def test_it_takes_one_capture_and_then_rests() -> None:
    with running(lambda waived: Judge(take_at=2), lambda frame: None) as bench:
        bench.thread.look_for(Watch.FRAMING)
        for seq in (1, 2, 3):
            bench.show(seq)
        bench.show(4)
    captures = [event.capture.frame.seq for event in bench.events if isinstance(event, Captured)]
    assert captures == [2], "the very frame that was judged, and only one"
    assert [guide.observation.seq for guide in bench.guides] == [1, 2]


def test_guidance_is_told_the_waived_rules_of_this_turn_only() -> None:
    told: list[tuple[str, ...]] = []

    def made(waived: tuple[str, ...]) -> Judge:
        told.append(waived)
        return Judge()

    with running(made, lambda frame: None) as bench:
        for seq, waived in ((1, ("ear-left",)), (2, ())):
            bench.thread.look_for(Watch.FRAMING, waived)
            bench.show(seq)
            bench.wait(lambda seq=seq: len(bench.guides) == seq)
    assert told == [("ear-left",), ()]


def test_the_manual_shutter_takes_the_next_frame() -> None:
    with running(unaided, lambda frame: None) as bench:
        bench.thread.look_for(Watch.FRAMING)
        bench.show(1)
        bench.wait(lambda: len(bench.guides) == 1)
        bench.thread.take_manually()
        bench.show(2)
        bench.wait(lambda: bool(bench.events))
    assert [event.capture.manual for event in bench.events if isinstance(event, Captured)] == [True]


def test_an_answer_that_comes_after_the_session_moved_on_is_dropped() -> None:
    going_on = threading.Event()
    looking = threading.Event()

    def slow(frame: Frame) -> Event | None:
        looking.set()
        going_on.wait(5)
        return CodeRefused("code-url")

    with running(unaided, slow) as bench:
        bench.thread.look_for(Watch.CODE)
        bench.frames.put(frame(1))
        assert looking.wait(5)
        bench.thread.look_for(Watch.NOTHING)
        going_on.set()
        assert bench.seen.wait(5)
    assert bench.events == []


def test_a_bug_on_one_frame_is_loud_and_troubles_nobody(expect_log: ExpectLog) -> None:
    expect_log("kiosk.services.watching", "vision failed")
    looked: list[int] = []

    def look(frame: Frame) -> Event | None:
        looked.append(frame.seq)
        if frame.seq == 1:
            raise ZeroDivisionError
        return None

    with running(unaided, look) as bench:
        bench.thread.look_for(Watch.CODE)
        for seq in (1, 2):
            bench.show(seq)
            bench.wait(lambda: looked[-1:] == [seq])  # noqa: B023
    assert bench.events == []


def test_a_recurring_bug_is_one_trouble_until_the_very_same_goes_well_for_a_while(
    expect_log: ExpectLog,
) -> None:
    expect_log("kiosk.services.watching", "vision failed")
    judged: list[int] = []

    class Failing(Judge):
        def step(self, frame: Frame) -> tuple[Guide, Capture | None]:
            judged.append(frame.seq)
            if frame.seq <= 4 or frame.seq == 6:  # a good frame between: not yet mended
                raise ZeroDivisionError
            return super().step(frame)

    with running(lambda waived: Failing(take_at=9), lambda frame: None) as bench:
        bench.thread.look_for(Watch.FRAMING)

        def show(seq: int) -> None:
            bench.show(seq)
            bench.wait(lambda: judged[-1:] == [seq])

        show(1)
        assert bench.events == []
        show(2)  # frames are a second apart: it has failed for long enough
        bench.wait(lambda: len(bench.events) == 1)
        bench.thread.look_for(Watch.NOTHING)  # as the session does while its trouble page is shown
        for seq in range(3, 10):
            show(seq)
        assert len(bench.events) == 1, "neither told again nor called mended too early"
        show(10)
        bench.wait(lambda: len(bench.events) == 2)
        bench.show(11)
        bench.show(12)
    told, cleared = bench.events
    assert isinstance(told, Fault) and cleared == FaultCleared(told.error.code)
    assert judged[-1] == 10 and bench.guides == [], "what is tried meanwhile is nobody's photo"


def test_a_camera_that_comes_up_too_small_is_told_as_that_until_it_is_mended(expect_log: ExpectLog) -> None:
    """The real shape for the photo: 640 × 480 holds no photo of 480 × 640 px."""
    expect_log("kiosk.services.watching", "photo-too-few-pixels")
    spec = load_spec("chsi")
    judged: list[int] = []

    class Shaped(Judge):
        def step(self, frame: Frame) -> tuple[Guide, Capture | None]:
            judged.append(frame.seq)
            target_for(frame.width, frame.height, spec)
            return super().step(frame)

    with running(lambda waived: Shaped(), lambda frame: None) as bench:
        bench.thread.look_for(Watch.FRAMING)

        def show(seq: int, height: int, width: int) -> None:
            bench.frames.put(Frame(seq, float(seq), np.zeros((height, width, 3), np.uint8)))
            bench.wait(lambda: judged[-1:] == [seq])

        for seq in (1, 2, 3):
            show(seq, 480, 640)
        bench.wait(lambda: len(bench.events) == 1)
        bench.thread.look_for(Watch.NOTHING)
        for seq in (4, 5, 6, 7):
            show(seq, 720, 1280)
        bench.wait(lambda: len(bench.events) == 2)
    told, cleared = bench.events
    assert isinstance(told, Fault)
    assert told.error.code == "photo-too-few-pixels"
    assert "640 × 480" in told.error.title
    assert cleared == FaultCleared("photo-too-few-pixels")


def test_a_bug_beside_a_known_fault_is_loud_too(expect_log: ExpectLog) -> None:
    expect_log("kiosk.services.watching", "camera-odd")
    expect_log("kiosk.services.watching", "vision failed")
    looked: list[int] = []

    def look(frame: Frame) -> Event | None:
        looked.append(frame.seq)
        if frame.seq % 2:
            raise KioskError("camera-odd", "No lens.", "Put one in.")
        raise ZeroDivisionError

    with running(unaided, look) as bench:
        bench.thread.look_for(Watch.CODE)
        for seq in range(1, 7):
            bench.show(seq)
            bench.wait(lambda seq=seq: looked[-1:] == [seq])
    assert len(bench.events) == 1, "one trouble is told once"


def test_models_that_cannot_be_used_are_a_fault() -> None:
    events: list[Event] = []

    def prepare() -> None:
        raise KioskError("model-missing", "No model.", "Install it.")

    thread = VisionThread(
        Mailbox(),
        Judge,
        unaided,
        events.append,
        lambda guide: None,
        calibration=Setup(),
        always=Setup(),
        visitor_watch=Setup,
        prepare=prepare,
        release=lambda: None,
    )  # type: ignore[arg-type]
    thread.start()
    thread.stop()
    assert [event.error.code for event in events if isinstance(event, Fault)] == ["model-missing"]


def test_frames_go_to_the_calibration_only_while_staff_set_the_booth_up() -> None:
    with running(unaided, lambda frame: None) as bench:
        for seq, watch in enumerate((Watch.CODE, Watch.CALIBRATION, Watch.CALIBRATION, Watch.NOTHING), 1):
            bench.thread.look_for(watch)
            bench.show(seq)
            bench.wait(lambda: len(bench.setup.seen) >= min(seq, 3) - 1)  # noqa: B023
        bench.show(5)
        assert bench.setup.seen == [2, 3]
        assert bench.always.seen[:4] == [1, 2, 3, 4]
