"""Exposure and white balance are held as found, believed only when read back, and held again after a loss."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from kiosk.camera.controls import Controls, Held, Holding
from kiosk.camera.device import DeviceCamera
from kiosk.clock import ManualClock

V4L2_AUTOMATIC, V4L2_MANUAL = 3.0, 1.0


class Driver:
    """A V4L2 camera: the automatic works on exposure and white balance until it is switched off.

    ``deaf`` properties answer True to ``set`` and change nothing, as some cameras do.
    """

    def __init__(self, deaf: frozenset[int] = frozenset()) -> None:
        self.deaf = deaf
        self.values = {
            cv2.CAP_PROP_AUTO_EXPOSURE: V4L2_AUTOMATIC,
            cv2.CAP_PROP_EXPOSURE: 250.0,
            cv2.CAP_PROP_AUTO_WB: 1.0,
            cv2.CAP_PROP_WB_TEMPERATURE: 5200.0,
        }
        self.gone = False

    def isOpened(self) -> bool:
        return True

    def read(self) -> tuple[bool, np.ndarray | None]:
        if self.gone:
            return False, None
        if self.values[cv2.CAP_PROP_AUTO_EXPOSURE] == V4L2_AUTOMATIC:
            self.values[cv2.CAP_PROP_EXPOSURE] += 10
        if self.values[cv2.CAP_PROP_AUTO_WB]:
            self.values[cv2.CAP_PROP_WB_TEMPERATURE] -= 25
        return True, np.zeros((480, 640, 3), np.uint8)

    def set(self, prop: int, value: float) -> bool:
        if prop not in self.deaf:
            self.values[prop] = value
        return True

    def get(self, prop: int) -> float:
        return self.values.get(prop, -1.0)

    def release(self) -> None:
        self.gone = True


def opened(*drivers: Driver, controls: Controls | None = None) -> DeviceCamera:
    waiting = iter(drivers)
    opener: Callable[[int, int], Driver] = lambda index, backend: next(waiting)  # noqa: E731
    camera = DeviceCamera(0, ManualClock(), (640, 480), 30.0, opener, controls=controls)
    camera.open()
    return camera


@pytest.fixture(autouse=True)
def _linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.camera.device._BACKENDS", {})
    monkeypatch.setattr("kiosk.camera.controls._exposure_modes", lambda _: (V4L2_MANUAL, V4L2_AUTOMATIC))


def test_what_the_camera_has_found_is_held() -> None:
    driver = Driver()
    camera = opened(driver)
    for _ in range(3):
        camera.read(1.0)
    found = Controls(driver.get(cv2.CAP_PROP_EXPOSURE), driver.get(cv2.CAP_PROP_WB_TEMPERATURE))
    camera.hold(None)
    assert camera.holding is None
    for _ in range(5):
        camera.read(1.0)
    assert camera.holding == Holding(Held.LOCKED, Held.LOCKED, found)
    assert driver.get(cv2.CAP_PROP_EXPOSURE) == found.exposure
    camera.let_go()
    camera.read(1.0)
    assert driver.get(cv2.CAP_PROP_EXPOSURE) != found.exposure
    assert camera.holding is None


def test_a_camera_opened_again_holds_the_same_values() -> None:
    first, second = Driver(), Driver()
    camera = opened(first, second)
    camera.read(1.0)
    camera.hold(None)
    camera.read(1.0)
    held = camera.holding
    assert held is not None
    camera.open()
    camera.read(1.0)
    assert second.get(cv2.CAP_PROP_EXPOSURE) == held.controls.exposure
    assert second.get(cv2.CAP_PROP_WB_TEMPERATURE) == held.controls.white_balance


def test_stored_values_are_held_from_the_first_picture_on() -> None:
    driver = Driver()
    camera = opened(driver, controls=Controls(120.0, 5600.0))
    assert camera.holding == Holding(Held.LOCKED, Held.LOCKED, Controls(120.0, 5600.0))
    camera.read(1.0)
    assert driver.get(cv2.CAP_PROP_EXPOSURE) == 120.0


@pytest.mark.parametrize("deaf", [cv2.CAP_PROP_AUTO_EXPOSURE, cv2.CAP_PROP_EXPOSURE], ids=["mode", "value"])
def test_a_driver_that_only_nods_is_not_believed_and_stays_automatic(deaf: int) -> None:
    driver = Driver(frozenset({deaf}))
    camera = opened(driver, controls=Controls(120.0, 5600.0))
    assert camera.holding == Holding(Held.REFUSED, Held.LOCKED, Controls(None, 5600.0))
    assert driver.get(cv2.CAP_PROP_AUTO_EXPOSURE) == V4L2_AUTOMATIC


def held_by_somebody_else() -> Driver:
    """Return a camera whose values an earlier run held: they outlive the program."""
    driver = Driver()
    driver.values |= {cv2.CAP_PROP_AUTO_EXPOSURE: V4L2_MANUAL, cv2.CAP_PROP_AUTO_WB: 0.0}
    return driver


def test_letting_go_just_before_the_camera_is_opened_again_is_not_lost() -> None:
    first, second = Driver(), held_by_somebody_else()
    camera = opened(first, second, controls=Controls(120.0, 5600.0))
    camera.let_go()
    camera.open()
    camera.read(1.0)
    assert second.get(cv2.CAP_PROP_AUTO_EXPOSURE) == V4L2_AUTOMATIC
    assert second.get(cv2.CAP_PROP_AUTO_WB) == 1.0
    assert camera.holding is None


def test_a_camera_without_values_to_hold_is_left_to_itself_whoever_held_it_before() -> None:
    first, plugged_in_again = held_by_somebody_else(), held_by_somebody_else()
    camera = opened(first, plugged_in_again)
    assert first.get(cv2.CAP_PROP_AUTO_EXPOSURE) == V4L2_AUTOMATIC
    assert first.get(cv2.CAP_PROP_AUTO_WB) == 1.0
    camera.open()
    assert plugged_in_again.get(cv2.CAP_PROP_AUTO_EXPOSURE) == V4L2_AUTOMATIC


def test_what_has_no_value_to_hold_is_left_to_the_camera() -> None:
    driver = held_by_somebody_else()
    camera = opened(driver, controls=Controls(120.0, None))
    assert camera.holding == Holding(Held.LOCKED, Held.REFUSED, Controls(120.0, None))
    assert driver.get(cv2.CAP_PROP_AUTO_WB) == 1.0
