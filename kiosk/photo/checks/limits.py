"""What an inspection measures a photo against besides its spec: ``config/inspection.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict

from kiosk.paths import config_dir
from kiosk.photo.checks.handling import HandlingLimits
from kiosk.photo.iso.scale import Scale
from kiosk.tomlfile import STRICT, load


@dataclass(frozen=True)
class InspectionLimits:
    """Limits of the checks that no spec knows of, and the scales of the standard's scores."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    handling: HandlingLimits
    scales: Mapping[str, Scale]


@cache
def load_limits(path: Path | None = None) -> InspectionLimits:
    """Read the limits, once a process: every photo is inspected with them.

    Raises
    ------
    KioskError
        A ``config-…`` error naming the file and the key.
    """
    return load(config_dir() / "inspection.toml" if path is None else path, InspectionLimits)
