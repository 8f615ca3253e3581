"""One photo standard as data: sizes, bands and limits, read from ``config/specs/*.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from kiosk.errors import KioskError
from kiosk.guidance.changes import RuleChanges
from kiosk.paths import config_dir
from kiosk.tomlfile import STRICT, load

Rgb = tuple[
    Annotated[int, Field(ge=0, le=255)],
    Annotated[int, Field(ge=0, le=255)],
    Annotated[int, Field(ge=0, le=255)],
]
"""Red, green, blue, 0..255 in sRGB."""


@dataclass(frozen=True)
class Band:
    """An allowed range of the finished photo and the value wished for, px."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    low: float
    high: float
    aim: float

    def __post_init__(self) -> None:
        if not self.low <= self.aim <= self.high or self.low == self.high:
            raise ValueError("a band needs low <= aim <= high and low < high")

    def holds(self, value: float) -> bool:
        """Whether ``value`` lies in the band, its ends included."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class SizeRule:
    """Size of the finished photo."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    width_px: Annotated[int, Field(gt=0)]
    height_px: Annotated[int, Field(gt=0)]
    dpi: Annotated[int, Field(gt=0)]


@dataclass(frozen=True)
class FileRule:
    """Bytes of the JPEG file and the lowest allowed quality (libjpeg's 1..100 scale)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    min_bytes: Annotated[int, Field(ge=0)]
    max_bytes: Annotated[int, Field(gt=0)]
    quality_min: Annotated[int, Field(ge=1, le=100)]

    def __post_init__(self) -> None:
        if self.min_bytes >= self.max_bytes:
            raise ValueError("min_bytes must be below max_bytes")


@dataclass(frozen=True)
class BackgroundRule:
    """Whether the background is replaced, by which of the allowed colours."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    replace: bool
    colour: str
    colours: Mapping[str, Rgb]

    def __post_init__(self) -> None:
        if self.colour not in self.colours:
            raise ValueError(f"colour {self.colour!r} is not among the colours")

    @property
    def rgb(self) -> Rgb:
        """The chosen colour."""
        return self.colours[self.colour]


@dataclass(frozen=True)
class PoseRule:
    """Largest allowed deviation from a level, frontal head, degrees either way."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    yaw_deg: Annotated[float, Field(gt=0)]
    pitch_deg: Annotated[float, Field(gt=0)]
    roll_deg: Annotated[float, Field(gt=0)]


@dataclass(frozen=True)
class PlainRule:
    """Limits of the background as measured on the finished photo, levels of 255.

    Attributes
    ----------
    off_max
        How far its median may be from the nearest allowed colour.
    spread_max
        How far its own pixels may be from their median.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    off_max: Annotated[float, Field(ge=0)]
    spread_max: Annotated[float, Field(ge=0)]


@dataclass(frozen=True)
class GuideRule:
    """A typical head as multiples of its face width, the share of the frame's height to crop, and how
    far inside its band a value should lie so that measuring it again still finds it there."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    hair_to_eyes: Annotated[float, Field(gt=0)]
    eyes_to_chin: Annotated[float, Field(gt=0)]
    eyes_to_shoulders: Annotated[float, Field(gt=0)]
    crop_of_frame: Annotated[float, Field(gt=0, le=1)]
    margin_px: Annotated[float, Field(ge=0)]


@dataclass(frozen=True)
class PhotoSpec:
    """One photo standard.

    Attributes
    ----------
    hair_top, eye_line
        Distance from the photo's top edge, px of the finished photo.
    face_width
        Cheek to cheek, px of the finished photo.
    centre_x
        Middle between the cheeks, from the left edge, px of the finished photo.
    guidance
        What this standard changes about the rules of ``config/rules.toml``: these judge the person while
        the photo is taken and in the finished photo.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: str
    title_zh: str
    title_en: str
    size: SizeRule
    file: FileRule
    background: BackgroundRule
    hair_top: Band
    eye_line: Band
    face_width: Band
    centre_x: Band
    pose: PoseRule
    guide: GuideRule
    plain: PlainRule
    guidance: RuleChanges = field(default_factory=RuleChanges)


def load_spec(name_or_path: str | Path) -> PhotoSpec:
    """Read a spec by its name (``"chsi"``: ``config/specs/chsi.toml``) or from a ``.toml`` file.

    Raises
    ------
    KioskError
        ``spec-unknown``, naming the specs there are; or a ``config-…`` error of a file that is wrong.
    """
    path = Path(name_or_path)
    if path.suffix == ".toml":
        return load(path, PhotoSpec)
    shipped = {file.stem: file for file in sorted((config_dir() / "specs").glob("*.toml"))}
    if str(name_or_path) not in shipped:
        raise KioskError(
            "spec-unknown",
            f"There is no photo spec called {name_or_path}.",
            f"Choose one of: {', '.join(shipped)}, or name a .toml file.",
        )
    return load(shipped[str(name_or_path)], PhotoSpec)
