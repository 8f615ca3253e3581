"""What staff's calibration of a booth found, as it is kept and shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from pydantic import ConfigDict

from kiosk.camera.controls import Controls, Held
from kiosk.tomlfile import STRICT

VERSION = 1


class Part(StrEnum):
    """The steps of a calibration, in the order staff take them."""

    MOUNTING = "mounting"
    LIGHT = "light"
    LAMPS = "lamps"
    PLATE = "plate"


class Advice(StrEnum):
    """What staff should put right; *left* and *right* are the camera's: those of its unmirrored picture."""

    CAMERA_LOW = "camera-low"
    CAMERA_HIGH = "camera-high"
    CAMERA_TILTED_UP = "camera-tilted-up"
    CAMERA_TILTED_DOWN = "camera-tilted-down"
    CAMERA_ROLLED_LEFT = "camera-rolled-left"
    CAMERA_ROLLED_RIGHT = "camera-rolled-right"
    TOO_DARK = "too-dark"
    TOO_BRIGHT = "too-bright"
    NOT_NEUTRAL = "not-neutral"
    EXPOSURE_NOT_HELD = "exposure-not-held"
    BALANCE_NOT_HELD = "balance-not-held"
    LEFT_DIM = "left-dim"
    RIGHT_DIM = "right-dim"
    LEFT_STRONG = "left-strong"
    RIGHT_STRONG = "right-strong"
    COLOURS_DIFFER = "colours-differ"
    LEFT_WARMER = "left-warmer"
    RIGHT_WARMER = "right-warmer"


@dataclass(frozen=True)
class Remark:
    """One thing to put right and how far it is off, in the unit its words name (cm, °, %…)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    advice: Advice
    amount: float


@dataclass(frozen=True)
class Mounting:
    """How the camera hangs; what was not measured is None.

    Attributes
    ----------
    roll_deg
        > 0: what is upright leans to the picture's right.
    tilt_deg
        > 0: the camera looks up.
    eyes_high_cm
        > 0: the eyes of the person at the mark are so much above the drawn shape's.
    by
        What it was measured with: ``person``, ``sheet``, ``lines``.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    taken_at: datetime
    roll_deg: float | None
    tilt_deg: float | None
    eyes_high_cm: float | None
    by: tuple[str, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class LightSetting:
    """The even patch that was shown (grey card or wall), and what became of the camera's automatic.

    Attributes
    ----------
    level
        Mean luma of the patch, 0..255, after exposure was held.
    cast
        CIELAB chroma of the patch: 0 is neutral.
    exposure, white_balance
        None where this kind of camera has no such control (it does not adjust itself either).
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    taken_at: datetime
    level: float
    cast: float
    exposure: Held | None
    white_balance: Held | None
    controls: Controls
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Lamps:
    """What each side gets of the light.

    Attributes
    ----------
    wall_sides, cheeks
        (picture right − picture left) / mean: of the wall in linear light, of the cheeks in luma; None
        where not to be seen.
    colour
        CIELAB distance between the colours of the wall's sides, lightness apart.
    left_level, right_level
        Light on the wall's sides, linear, 0..1 of white: what a later look is compared with.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    taken_at: datetime
    wall_sides: float | None
    cheeks: float | None
    colour: float | None
    left_level: float | None
    right_level: float | None
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Plate:
    """The picture of the empty booth that lies beside the record; nobody is in it.

    Attributes
    ----------
    frames
        So many pictures were averaged.
    noise
        Standard deviation of one such picture from frame to frame, levels of 255, median of all pixels.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    taken_at: datetime
    file: str
    sha256: str
    width_px: int
    height_px: int
    frames: int
    noise: float
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Calibration:
    """All that is known of one booth's set-up; what was never measured is None.

    ``camera`` is the camera it was made with: with another one it means nothing.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    camera: str
    mounting: Mounting | None = None
    light: LightSetting | None = None
    lamps: Lamps | None = None
    plate: Plate | None = None
    version: int = VERSION

    def part(self, part: Part) -> Mounting | LightSetting | Lamps | Plate | None:
        """Return what is known of one part."""
        return {
            Part.MOUNTING: self.mounting,
            Part.LIGHT: self.light,
            Part.LAMPS: self.lamps,
            Part.PLATE: self.plate,
        }[part]
