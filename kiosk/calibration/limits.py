"""Limits of a calibration, from ``config/calibration.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from kiosk.paths import config_dir
from kiosk.tomlfile import STRICT, load

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


@dataclass(frozen=True)
class Limits:
    """From which error on staff are asked to put something right; units in the names.

    ``wall_sides``, ``cheeks`` and ``lamp_change`` are relative differences, ``cast`` and ``colour``
    CIELAB distances, ``level_least`` and ``level_most`` luma 0..255.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    roll_deg: Positive
    tilt_deg: Positive
    eyes_high_cm: Positive
    level_least: Positive
    level_most: Positive
    cast: Positive
    wall_sides: Positive
    cheeks: Positive
    lamp_change: Positive
    colour: Positive


def load_limits(path: Path | None = None) -> Limits:
    """Read ``path``, by default ``config/calibration.toml``; errors as in :func:`kiosk.tomlfile.load`."""
    return load(path or config_dir() / "calibration.toml", Limits)
