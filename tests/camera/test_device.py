"""The attached camera, with a scripted driver: no test machine has a camera to unplug."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from kiosk.camera.device import FIRST_READS, LOST_AFTER_FAILURES, MEASURED_FRAMES, DeviceCamera
from kiosk.clock import ManualClock
from kiosk.errors import KioskError


class Driver:
    """Follows ``script``: True delivers a picture, False fails; the last entry repeats."""

    def __init__(self, opened: bool, script: list[bool], clock: ManualClock) -> None:
        self.opened, self.script, self.clock = opened, script, clock
        self.asked: dict[int, float] = {}
        self.released = False

    def isOpened(self) -> bool:
        return self.opened

    def read(self) -> tuple[bool, np.ndarray | None]:
        self.clock.advance(0.05)
        good = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        return good, np.zeros((480, 640, 3), np.uint8) if good else None

    def set(self, prop: int, value: float) -> bool:
        self.asked[prop] = value
        return True

    def get(self, prop: int) -> float:
        return 0.0

    def release(self) -> None:
        self.released = True


def camera_of(drivers: list[Driver], clock: ManualClock) -> DeviceCamera:
    waiting = iter(drivers)
    opener: Callable[[int, int], Driver] = lambda index, backend: next(waiting)  # noqa: E731
    return DeviceCamera(0, clock, (1280, 720), 30.0, opener)


def test_the_next_backend_is_tried_and_the_format_asked_for() -> None:
    clock = ManualClock()
    dead, live = Driver(False, [False], clock), Driver(True, [True], clock)
    camera = camera_of([dead, live], clock)
    camera.open()
    assert dead.released
    assert live.asked[cv2.CAP_PROP_FOURCC] == cv2.VideoWriter.fourcc(*"MJPG")
    assert (live.asked[cv2.CAP_PROP_FRAME_WIDTH], live.asked[cv2.CAP_PROP_FRAME_HEIGHT]) == (1280, 720)
    camera.close()
    assert live.released


def test_the_real_size_and_rate_are_measured_not_believed() -> None:
    clock = ManualClock()
    camera = camera_of([Driver(True, [True], clock)], clock)
    camera.open()
    assert camera.report is not None
    assert camera.report.fps is None
    for _ in range(MEASURED_FRAMES):
        camera.read(1.0)
    assert (camera.report.width_px, camera.report.height_px) == (640, 480)
    assert camera.report.fps == pytest.approx(20.0)


def test_one_failed_grab_is_forgiven_an_unplugged_camera_is_lost_and_comes_back() -> None:
    clock = ManualClock()
    first = Driver(True, [True, False, True, False], clock)
    camera = camera_of([first, Driver(True, [True], clock)], clock)
    camera.open()
    assert camera.read(1.0) is None
    assert camera.read(1.0) is not None
    for _ in range(LOST_AFTER_FAILURES - 1):
        assert camera.read(1.0) is None
    with pytest.raises(KioskError) as caught:
        camera.read(1.0)
    assert caught.value.code == "camera-lost"
    camera.open()
    frame = camera.read(1.0)
    assert frame is not None
    assert frame.seq == 2


@pytest.mark.parametrize("failed", [1, FIRST_READS - 1])
def test_a_camera_whose_first_reads_fail_keeps_its_backend(failed: int) -> None:
    clock = ManualClock()
    slow_to_start = Driver(True, [*[False] * failed, True], clock)
    camera = camera_of([slow_to_start, Driver(True, [True], clock)], clock)
    camera.open()
    assert not slow_to_start.released
    assert camera.read(1.0) is not None


def test_a_camera_whose_read_waits_for_nothing_is_not_asked_again() -> None:
    clock = ManualClock()

    class Hanging(Driver):
        reads = 0

        def read(self) -> tuple[bool, np.ndarray | None]:
            self.reads += 1
            clock.advance(10.0)
            return False, None

    hanging = Hanging(True, [False], clock)
    camera_of([hanging, Driver(True, [True], clock)], clock).open()
    assert hanging.reads == 1
    assert hanging.released


@pytest.mark.parametrize(("opened", "code"), [(False, "camera-missing"), (True, "camera-busy")])
def test_no_picture_from_any_backend_says_why(opened: bool, code: str) -> None:
    clock = ManualClock()
    drivers = [Driver(opened, [False], clock) for _ in range(3)]
    with pytest.raises(KioskError) as caught:
        camera_of(drivers, clock).open()
    assert caught.value.code == code
    assert all(driver.released for driver in drivers)


def test_a_camera_number_that_does_not_exist_on_this_machine_is_missing() -> None:
    with pytest.raises(KioskError) as caught:
        DeviceCamera(97, ManualClock(), (1280, 720), 30.0).open()
    assert caught.value.code == "camera-missing"
