"""``config/compare.toml``: what a score means, what a picture must offer, who counts as the same."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from kiosk.compare.look import ContinuityLimits
from kiosk.compare.score import Curve, CurvePoint
from kiosk.errors import KioskError
from kiosk.paths import config_dir
from kiosk.tomlfile import STRICT, load


@dataclass(frozen=True)
class Sourced:
    """A number and where it comes from."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    value: Annotated[float, Field(gt=0)]
    source: Annotated[str, Field(min_length=1)]


@dataclass(frozen=True)
class ScoreSettings:
    """The mark, and the curve that gives similarities their score."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    mark: Annotated[int, Field(ge=1, le=100)]
    source: Annotated[str, Field(min_length=1)]
    curve: tuple[CurvePoint, ...]


@dataclass(frozen=True)
class CompareSettings:
    """Everything of the file, explained there."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    score: ScoreSettings
    least_eye_px: Sourced
    attempts: Annotated[int, Field(ge=1, le=10)]
    session: ContinuityLimits

    @property
    def curve(self) -> Curve:
        return Curve(self.score.curve)


def load_compare(path: Path | None = None) -> CompareSettings:
    """Read the settings.

    Raises
    ------
    KioskError
        A ``config-…`` error naming the file and the key.
    """
    path = path or config_dir() / "compare.toml"
    settings = load(path, CompareSettings)
    try:
        settings.curve  # noqa: B018 - its own checks
    except ValueError as error:
        raise KioskError(
            "config-invalid", f"{path}: score.curve: {error}.", "Correct it and try again."
        ) from error
    return settings
