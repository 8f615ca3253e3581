"""The camera thread with scripted cameras."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from kiosk.camera.frame import Frame, Stamper
from kiosk.camera.grabber import RING_FRAMES, SILENT_AFTER_S, STEADY_S, CameraState, DisplayFrame, Grabber
from kiosk.clock import ManualClock
from kiosk.errors import KioskError
from kiosk.mailbox import Mailbox

WAIT_S = 10.0
Action = str


class ScriptedCamera:
    """Plays a script of ``frame``, ``none``, ``lost``, ``missing`` (on opening) and ``ended``."""

    name = "scripted"

    def __init__(self, clock: ManualClock, script: list[Action]) -> None:
        self._clock, self._script = clock, script
        self._stamper = Stamper(clock)
        self.opened = self.closed = 0

    def open(self) -> None:
        self.opened += 1
        if self._script[0] == "missing":
            self._script.pop(0)
            raise KioskError("camera-missing", "There is no camera.", "Plug it in.")

    def read(self, timeout_s: float) -> Frame | None:
        action = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        self._clock.advance(0.05)
        if action == "frame":
            return self._stamper.stamp(np.full((4, 6, 3), 50, np.uint8))
        if action == "none":
            self._clock.advance(timeout_s)
            return None
        raise KioskError(f"camera-{action}", "It is gone.", "Check it.")

    def close(self) -> None:
        self.closed += 1


class Log:
    """States as they come, with a way to wait for one."""

    def __init__(self) -> None:
        self.states: list[tuple[CameraState, str | None]] = []
        self._changed = threading.Condition()

    def __call__(self, state: CameraState, error: KioskError | None) -> None:
        with self._changed:
            self.states.append((state, error.code if error else None))
            self._changed.notify_all()

    def wait_for(self, state: CameraState, times: int = 1) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: [s for s, _ in self.states].count(state) >= times, WAIT_S)


@pytest.fixture
def running() -> Iterator[list[Grabber]]:
    grabbers: list[Grabber] = []
    yield grabbers
    for grabber in grabbers:
        grabber.stop()


def test_frames_reach_vision_display_and_the_ring(running: list[Grabber]) -> None:
    clock, log = ManualClock(), Log()
    vision, display = Mailbox[Frame](), Mailbox[DisplayFrame]()
    camera = ScriptedCamera(clock, ["frame"] * 12 + ["ended"])
    grabber = Grabber(camera, clock, vision, display, log)
    running.append(grabber)
    grabber.start()
    log.wait_for(CameraState.ENDED)
    newest, shown = vision.take(), display.take()
    assert newest is not None
    assert shown is not None
    assert newest.seq == shown.frame.seq == 12
    assert vision.dropped == 11
    assert shown.bgra.shape == (4, 6, 4)
    assert shown.bgra.flags.c_contiguous
    assert np.array_equal(shown.bgra[..., :3], newest.bgr)
    assert grabber.frame(12) is newest
    assert grabber.frame(12 - RING_FRAMES + 1) is not None
    assert grabber.frame(12 - RING_FRAMES) is None
    assert grabber.fps == pytest.approx(20.0)
    assert [s for s, _ in log.states] == [CameraState.OPENING, CameraState.RUNNING, CameraState.ENDED]


def test_a_lost_camera_is_reported_closed_and_opened_again(running: list[Grabber]) -> None:
    clock, log = ManualClock(), Log()
    steady = ["frame"] * (round(STEADY_S / 0.05) + 2)
    camera = ScriptedCamera(clock, ["frame", "lost", *steady, "ended"])
    grabber = Grabber(camera, clock, None, None, log)
    running.append(grabber)
    grabber.start()
    log.wait_for(CameraState.ENDED)
    assert log.states == [
        (CameraState.OPENING, None),
        (CameraState.RUNNING, None),
        (CameraState.LOST, "camera-lost"),
        (CameraState.OPENING, None),
        (CameraState.RUNNING, None),
        (CameraState.ENDED, None),
    ]
    assert camera.opened == 2
    assert grabber.frames == 1 + len(steady)
    assert grabber.frame(grabber.frames) is not None


def test_a_loose_cable_is_one_loss_until_frames_have_come_for_a_while(running: list[Grabber]) -> None:
    clock, log = ManualClock(), Log()
    flicker = ["frame"] * round(STEADY_S / 0.05 - 2) + ["lost"]
    camera = ScriptedCamera(clock, ["frame", "lost", *flicker, *flicker, "ended"])
    grabber = Grabber(camera, clock, None, None, log)
    running.append(grabber)
    grabber.start()
    log.wait_for(CameraState.ENDED)
    states = [state for state, _ in log.states]
    assert states.count(CameraState.RUNNING) == 1, "only before it was lost for the first time"
    assert states.count(CameraState.LOST) == 3


def test_a_camera_missing_at_the_start_is_found_later(running: list[Grabber]) -> None:
    clock, log = ManualClock(), Log()
    camera = ScriptedCamera(clock, ["missing", "frame", "ended"])
    grabber = Grabber(camera, clock, None, None, log)
    running.append(grabber)
    grabber.start()
    log.wait_for(CameraState.ENDED)
    assert (CameraState.LOST, "camera-missing") in log.states
    assert grabber.frames == 1


def test_a_silent_camera_counts_as_lost(running: list[Grabber]) -> None:
    clock, log = ManualClock(), Log()
    quiet = int(SILENT_AFTER_S / 0.25) + 1
    camera = ScriptedCamera(clock, ["frame"] + ["none"] * quiet + ["frame", "ended"])
    grabber = Grabber(camera, clock, None, None, log)
    running.append(grabber)
    grabber.start()
    log.wait_for(CameraState.ENDED)
    assert (CameraState.LOST, "camera-lost") in log.states
    assert grabber.frames == 2


def test_stop_joins_the_thread_and_closes_the_camera_even_twice() -> None:
    clock, log = ManualClock(), Log()
    camera = ScriptedCamera(clock, ["frame"])
    grabber = Grabber(camera, clock, Mailbox(), Mailbox(), log)
    grabber.start()
    log.wait_for(CameraState.RUNNING)
    grabber.stop()
    grabber.stop()
    assert camera.closed >= 1
    assert grabber.state is CameraState.STOPPED
    assert grabber.frame(1) is None
    assert "camera" not in [thread.name for thread in threading.enumerate()]


def test_a_bug_in_a_camera_is_not_taken_for_a_lost_one(running: list[Grabber]) -> None:
    class Faulty(ScriptedCamera):
        def read(self, timeout_s: float) -> Frame | None:
            raise ZeroDivisionError("a bug")

    clock, log, seen = ManualClock(), Log(), []
    grabber = Grabber(Faulty(clock, ["frame"]), clock, None, None, log)
    hook, threading.excepthook = threading.excepthook, lambda args: seen.append(args.exc_type)
    try:
        grabber.start()
        log.wait_for(CameraState.STOPPED)
        grabber.stop()
    finally:
        threading.excepthook = hook
    assert seen == [ZeroDivisionError]
