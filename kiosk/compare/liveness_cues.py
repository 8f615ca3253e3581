"""What was measured of a window of frames: a value a cue, or None for *cannot assess*."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from kiosk.tomlfile import STRICT


class Cue(StrEnum):
    """What is measured, each with its module ``liveness_…`` here."""

    DEPTH = "depth"
    """Degrees by which the head was seen to turn in depth."""
    BLINK = "blink"
    """How far both eyes were shut, 0..1."""
    SURROUND = "surround"
    """−1 (the room beside the head stays) .. 1 (it goes along)."""
    GRAIN = "grain"
    """Largest peak of the skin's spectrum, dB."""
    BANDS = "bands"
    """How differently brightness changes from forehead to chin, % from one observation to the next."""


MARKS = (Cue.SURROUND, Cue.GRAIN, Cue.BANDS)
"""What shows a screen or a print; the others are signs of life."""


@dataclass(frozen=True)
class Cues:
    """Of one window.

    Attributes
    ----------
    lasted_s
        From the first frame with a face to the last.
    frames
        With a face.
    marked
        Those, and frames with a face before absences too short for what was held up to be another thing: the
        frames that grain and bands were looked for in.
    """

    lasted_s: float
    frames: int
    values: Mapping[Cue, float | None]
    marked: int


@dataclass(frozen=True)
class Weight:
    """How a cue counts: ``weight · (value within low..high − usual)``; explained in the settings' file.

    ``usual`` is the value that speaks neither way, which also stands for what could not be measured.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    weight: float
    usual: float
    low: float
    high: float


@dataclass(frozen=True)
class LivenessSettings:
    """Everything of ``config/liveness.toml``."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    least_frames: Annotated[int, Field(ge=2)]
    flat_after_s: Annotated[float, Field(gt=0)]
    live_from: Annotated[float, Field(gt=0, lt=1)]
    flat_up_to: Annotated[float, Field(gt=0, lt=1)]
    flat_at_once: Annotated[float, Field(gt=0, lt=1)]
    patterned_db: Annotated[float, Field(gt=0)]
    bias: float
    source: Annotated[str, Field(min_length=1)]
    cue: Mapping[Cue, Weight]
