"""One photo standard as data: sizes, bands and limits, read from ``config/specs/*.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from kiosk.guidance.changes import RuleChanges
from kiosk.photo.shelf import read_spec_file, spec_file
from kiosk.photo.sources import Source
from kiosk.tomlfile import STRICT, typed
from kiosk.vision.observation import HeadGeometry

BANDS = ("hair_top", "eye_line", "centre_x", "face_width", "head_height", "eye_distance")
"""The measures of a photo that a standard may limit; each is an attribute of :class:`PhotoSpec`."""
DOWN = ("hair_top", "eye_line", "head_height")
"""Those of them that lie along the photo's height; the others lie across it."""

Rgb = tuple[
    Annotated[int, Field(ge=0, le=255)],
    Annotated[int, Field(ge=0, le=255)],
    Annotated[int, Field(ge=0, le=255)],
]
"""Red, green, blue, 0..255 in sRGB."""

Pixels = Annotated[int, Field(gt=0)]
Spread = tuple[Annotated[float, Field(gt=0)], Annotated[float, Field(gt=0)]]


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

    def scaled(self, factor: float) -> Band:
        """Return the same band of a photo ``factor`` times as large."""
        return Band(self.low * factor, self.high * factor, self.aim * factor)


@dataclass(frozen=True)
class SizeRule:
    """Size of the photo that is made."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    width_px: Pixels
    height_px: Pixels
    dpi: Pixels


@dataclass(frozen=True)
class Accepts:
    """Sizes and resolutions that a photo made elsewhere may have; None leaves that side open.

    Attributes
    ----------
    exact_aspect
        Whether it must have the proportions of the size that is made (to the whole pixel).
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    min_width_px: Pixels | None = None
    max_width_px: Pixels | None = None
    min_height_px: Pixels | None = None
    max_height_px: Pixels | None = None
    min_dpi: Pixels | None = None
    max_dpi: Pixels | None = None
    exact_aspect: bool = False


@dataclass(frozen=True)
class FileRule:
    """Bytes of the JPEG file and the lowest allowed quality (libjpeg's 1..100 scale).

    The defaults are for standards that say nothing: any size, any quality.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    min_bytes: Annotated[int, Field(ge=0)] = 0
    max_bytes: Pixels | None = None
    quality_min: Annotated[int, Field(ge=1, le=100)] = 1

    def __post_init__(self) -> None:
        if self.max_bytes is not None and self.min_bytes >= self.max_bytes:
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
    """Limits of the background as measured on the finished photo, CIEDE2000.

    Attributes
    ----------
    off_max
        How far its mean may be from the nearest allowed colour.
    spread_max
        How far 95 of 100 of its own pixels may be from their mean.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    off_max: Annotated[float, Field(ge=0)]
    spread_max: Annotated[float, Field(ge=0)]


@dataclass(frozen=True)
class GuideRule:
    """A typical head, and how a photo is laid out where the standard leaves it open.

    Attributes
    ----------
    hair_to_eyes, eyes_to_chin, eyes_to_shoulders, eyes_apart
        Of the typical head, as multiples of its face width.
    hair_to_eyes_spread, eyes_to_chin_spread, eyes_apart_spread
        Least and most of nine people in ten.
    crop_of_frame
        The share of a live frame's height to crop.
    margin
        How far inside its band a value should lie so that measuring it again still finds it there, as a
        share of the photo's height.
    face_of_width, hair_of_height
        Where no band decides the size of the face or its height in the photo: what is aimed at, as a
        share of the photo's width or height.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    hair_to_eyes: Annotated[float, Field(gt=0)]
    eyes_to_chin: Annotated[float, Field(gt=0)]
    eyes_to_shoulders: Annotated[float, Field(gt=0)]
    eyes_apart: Annotated[float, Field(gt=0)]
    hair_to_eyes_spread: Spread
    eyes_to_chin_spread: Spread
    eyes_apart_spread: Spread
    crop_of_frame: Annotated[float, Field(gt=0, le=1)]
    margin: Annotated[float, Field(ge=0, lt=0.5)]
    face_of_width: Annotated[float, Field(gt=0, lt=1)]
    hair_of_height: Annotated[float, Field(gt=0, lt=1)]


@dataclass(frozen=True)
class PhotoSpec:
    """One photo standard.

    Attributes
    ----------
    hair_top, eye_line
        Distance from the photo's top edge, px of the finished photo. This band and the other five are
        None where the standard says nothing.
    centre_x
        Middle of what ``centre_of`` says, from the left edge, px of the finished photo.
    centre_of
        ``"face"``: the face's middle as the eye sees it (``HeadGeometry.middle_x``); ``"eyes"``: that between
        the pupils.
    face_width
        Cheek to cheek, px of the finished photo.
    head_height
        From the top of the hair to the chin, px of the finished photo.
    eye_distance
        Between the pupils, px of the finished photo.
    accepts
        What a photo made elsewhere may have; None means exactly the size that is made.
    guidance
        What this standard changes about the rules of ``config/rules.toml``: these judge the person while
        the photo is taken and in the finished photo.
    sources
        Dotted key → where its value comes from; every rule has one.
    like
        The spec this one is built upon, if any.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: str
    title_zh: str
    title_en: str
    size: SizeRule
    background: BackgroundRule
    pose: PoseRule
    guide: GuideRule
    plain: PlainRule
    sources: Mapping[str, Source]
    file: FileRule = field(default_factory=FileRule)
    accepts: Accepts | None = None
    hair_top: Band | None = None
    eye_line: Band | None = None
    centre_x: Band | None = None
    centre_of: Literal["face", "eyes"] = "face"
    face_width: Band | None = None
    head_height: Band | None = None
    eye_distance: Band | None = None
    guidance: RuleChanges = field(default_factory=RuleChanges)
    note_zh: str = ""
    note_en: str = ""
    like: str | None = None

    def bands(self, size_px: tuple[int, int] | None = None) -> Mapping[str, Band]:
        """Return the bands this standard has, by name in the order of :data:`BANDS`.

        Parameters
        ----------
        size_px
            Width and height of the photo they are for, whose shape the standard may leave open; by default
            those of the photo that is made.
        """
        given: dict[str, Band] = {name: band for name in BANDS if (band := getattr(self, name)) is not None}
        made = (self.size.width_px, self.size.height_px)
        if size_px is None or size_px == made:
            return given
        across, down = (has / makes for has, makes in zip(size_px, made, strict=True))
        return {name: band.scaled(down if name in DOWN else across) for name, band in given.items()}

    def middle_of(self, head: HeadGeometry) -> float:
        """Return what the standard takes for the middle of a head."""
        return head.pupils_x if self.centre_of == "eyes" else head.middle_x

    @property
    def accepted(self) -> Accepts:
        """What a photo may have to be judged by this spec: ``accepts``, or exactly what is made."""
        width, height, dpi = self.size.width_px, self.size.height_px, self.size.dpi
        return self.accepts or Accepts(width, width, height, height, dpi, dpi, exact_aspect=True)

    @property
    def margin_px(self) -> float:
        """How far inside every band the crop keeps where it can, px of the finished photo."""
        return self.guide.margin * self.size.height_px


def load_spec(name_or_path: str | Path, site: Path | None = None) -> PhotoSpec:
    """Read a spec by its name (``"chsi"``: ``config/specs/chsi.toml``) or from a ``.toml`` file.

    Parameters
    ----------
    site
        A folder of the site's own specs; one of the same name as a shipped spec takes its place.

    Raises
    ------
    KioskError
        ``spec-unknown``, naming the specs there are; ``spec-unsourced`` for a rule that does not say where
        it comes from; or a ``config-…`` error of a file that is wrong.
    """
    path = spec_file(name_or_path, site)
    return typed(read_spec_file(path, site), PhotoSpec, path)
