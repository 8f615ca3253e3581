"""Exposure and white balance of a camera: held still, so that every photo of a day looks alike."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol

import cv2
from pydantic import ConfigDict

from kiosk.tomlfile import STRICT


class Held(StrEnum):
    """Whether a control stays where it was put: the driver read it back so, or it did not."""

    LOCKED = "locked"
    REFUSED = "refused"


@dataclass(frozen=True)
class Controls:
    """Values to hold, in the driver's own units; None leaves that one to the camera.

    ``exposure`` is 100 µs steps with V4L2 and powers of two of a second on Windows; ``white_balance`` K.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    exposure: float | None = None
    white_balance: float | None = None


@dataclass(frozen=True)
class Holding:
    """What became of the wish to hold: the values that are held (None where refused)."""

    exposure: Held
    white_balance: Held
    controls: Controls


class Adjustable(Protocol):
    """A camera whose exposure and white balance can be held; callable from any thread.

    A wish is carried out by the camera's own thread before its next picture and again whenever the
    camera is opened anew.
    """

    def hold(self, controls: Controls | None) -> None:
        """Hold ``controls``, or, if None, what the camera has found by itself."""
        ...

    def let_go(self) -> None:
        """Leave exposure and white balance to the camera."""
        ...

    @property
    def holding(self) -> Holding | None:
        """What is held; None while the camera adjusts itself or has not carried out the wish yet."""
        ...


class Properties(Protocol):
    """The part of ``cv2.VideoCapture`` that sets a camera."""

    def set(self, prop: int, value: float) -> bool: ...
    def get(self, prop: int) -> float: ...


_V4L2_MANUAL, _V4L2_AUTOMATIC = 1.0, 3.0
"""V4L2_EXPOSURE_MANUAL and _APERTURE_PRIORITY, which OpenCV hands through; elsewhere it is off and on."""
_SAME = 0.01
"""A read-back this near the value that was set, as a share of it, is that value (drivers round)."""


def hold(driver: Properties, backend: int, controls: Controls | None) -> Holding:
    """Hold exposure and white balance; each is believed only when it reads back as set.

    What the driver refuses goes back to automatic: a half-set camera would be worse than either.

    Parameters
    ----------
    backend
        The OpenCV backend that opened the camera, ``cv2.CAP_*``.
    controls
        Values to hold; None holds those the camera has found by itself.
    """
    wanted = controls or Controls(driver.get(cv2.CAP_PROP_EXPOSURE), driver.get(cv2.CAP_PROP_WB_TEMPERATURE))
    manual, automatic = _exposure_modes(backend)
    exposure = _hold_one(
        driver, cv2.CAP_PROP_AUTO_EXPOSURE, manual, automatic, cv2.CAP_PROP_EXPOSURE, wanted.exposure
    )
    balance = _hold_one(
        driver, cv2.CAP_PROP_AUTO_WB, 0.0, 1.0, cv2.CAP_PROP_WB_TEMPERATURE, wanted.white_balance
    )
    held = Controls(
        wanted.exposure if exposure is Held.LOCKED else None,
        wanted.white_balance if balance is Held.LOCKED else None,
    )
    return Holding(exposure, balance, held)


def let_go(driver: Properties, backend: int) -> None:
    """Leave exposure and white balance to the camera again."""
    driver.set(cv2.CAP_PROP_AUTO_EXPOSURE, _exposure_modes(backend)[1])
    driver.set(cv2.CAP_PROP_AUTO_WB, 1.0)


def _exposure_modes(backend: int) -> tuple[float, float]:
    return (_V4L2_MANUAL, _V4L2_AUTOMATIC) if backend == cv2.CAP_V4L2 else (0.0, 1.0)


def _hold_one(
    driver: Properties, mode: int, manual: float, automatic: float, prop: int, value: float | None
) -> Held:
    if value is None:
        driver.set(mode, automatic)  # it may still be held from an earlier run
        return Held.REFUSED
    obeyed = driver.set(mode, manual) and driver.set(prop, value)
    back = driver.get(prop)
    if obeyed and driver.get(mode) != automatic and abs(back - value) <= _SAME * max(1.0, abs(value)):
        return Held.LOCKED
    driver.set(mode, automatic)
    return Held.REFUSED
