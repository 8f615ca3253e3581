"""What the steps of a calibration share: what they start from, what they say, how they end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from kiosk.calibration.limits import Limits
from kiosk.calibration.record import Calibration, Lamps, LightSetting, Mounting
from kiosk.camera.controls import Adjustable
from kiosk.camera.frame import Frame, Picture
from kiosk.geometry import Box
from kiosk.vision.observation import Observation

PATIENCE_S = 20.0
"""Then a step says what it could not get, and staff try again."""
LOOKS = 20
"""Pictures with something to measure of which a step takes the median."""
PERSON_LEAST = 0.01
"""Share of the picture that the segmenter must call a person for somebody to be there: a hand is 0.01 to
0.02; the empty rooms of the test pictures and the drawn one have 0."""
PERSON_SURE = 0.5


class Waiting(StrEnum):
    """What a step still needs."""

    MEASURING = "measuring"
    NOBODY = "nobody"
    STILL = "still"
    PERSON_OR_SHEET = "person-or-sheet"
    EVEN_PATCH = "even-patch"
    ADJUSTING = "adjusting"
    WALL_OR_PERSON = "wall-or-person"


@dataclass(frozen=True)
class Progress:
    """``share`` 0..1 of the looks that are needed."""

    waiting: Waiting
    share: float = 0.0


@dataclass(frozen=True, eq=False)
class Found:
    """The end of a step: what was found, and for the plate its picture with frames and noise."""

    record: Mounting | LightSetting | Lamps | None
    picture: tuple[Picture, int, float] | None = None


@dataclass(frozen=True)
class Missed:
    """The end of a step that did not get what it needs in time."""

    waiting: Waiting


@dataclass(frozen=True)
class Aim:
    """Where things should be, px: the height of the eyes' line, and the box a card is held into."""

    eye_line_y: float
    patch: Box


@dataclass(frozen=True)
class Before:
    """What a step starts from; ``now`` labels what it finds."""

    calibration: Calibration
    limits: Limits
    aim: Aim
    camera: Adjustable | None
    now: datetime


class Step(Protocol):
    """Takes look after look on one thread until it returns how it ended."""

    def take(self, frame: Frame, observation: Observation) -> Progress | Found | Missed: ...


class Timed:
    """Knows how long a step has lasted, by the frames' own time."""

    _began: float | None = None

    def since_s(self, frame: Frame) -> float:
        if self._began is None:
            self._began = frame.taken_at
        return frame.taken_at - self._began


def somebody(observation: Observation) -> bool:
    """Whether a face, or enough of a person without one, is in the picture."""
    mask = observation.mask
    return bool(observation.faces) or (mask is not None and float((mask > PERSON_SURE).mean()) > PERSON_LEAST)
