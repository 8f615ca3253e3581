"""A studio photo from a file instead of the camera: what the file must be, before anybody looks at it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from PIL import Image
from pydantic import ConfigDict, Field

from kiosk.camera.frame import Picture
from kiosk.errors import KioskError
from kiosk.guidance.verdict import Severity, Status, Verdict
from kiosk.paths import config_dir
from kiosk.picture_file import DAMAGE, check_bytes, decode_picture, orientation_of
from kiosk.tomlfile import STRICT, load

Range = tuple[Annotated[int, Field(gt=0)], Annotated[int, Field(gt=0)]]


@dataclass(frozen=True)
class StudioLimits:
    """``config/studio-file.toml``: least and most of each, ends included; ``aspect`` is width : height."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    width_px: Range
    height_px: Range
    bytes: Range
    aspect: Range
    aspect_tolerance: Annotated[float, Field(ge=0, lt=0.5)]


class StudioPhotoRefused(KioskError):
    """The photo itself cannot be used; ``rules`` names every rule it breaks."""

    def __init__(self, rules: Sequence[str]) -> None:
        super().__init__(
            "studio-photo-refused",
            "This photo does not meet the rules for the photo.",
            f"Not right: {', '.join(rules)}. Choose another photo or use the camera.",
        )
        self.rules = tuple(rules)


def load_studio_limits(path: Path | None = None) -> StudioLimits:
    """Read the limits, by default those of ``config/studio-file.toml``.

    Raises
    ------
    KioskError
        As :func:`kiosk.tomlfile.load`.
    """
    return load(path or config_dir() / "studio-file.toml", StudioLimits)


def read_studio_file(data: bytes, limits: StudioLimits) -> Picture:
    """Return a studio photo's pixels as stored; a file that says to be turned is refused, never turned.

    Raises
    ------
    KioskError
        ``studio-file-bytes``, ``-kind``, ``-turned``, ``-pixels``, ``-shape``; or as
        :func:`kiosk.picture_file.decode_picture`.
    """
    if not limits.bytes[0] <= len(data) <= limits.bytes[1]:
        raise KioskError(
            "studio-file-bytes",
            f"The file has {len(data) / 1000:.0f} KB; a studio photo has {limits.bytes[0] / 1000:.0f} to "
            f"{limits.bytes[1] / 1000:.0f} KB.",
            "Ask the studio for a file of that size.",
        )
    width, height = _header(data)
    if not (
        limits.width_px[0] <= width <= limits.width_px[1]
        and limits.height_px[0] <= height <= limits.height_px[1]
    ):
        raise KioskError(
            "studio-file-pixels",
            f"The photo has {width}×{height} px; it must have {limits.width_px[0]}×{limits.height_px[0]} "
            f"to {limits.width_px[1]}×{limits.height_px[1]}.",
            "Ask the studio for a file of that size.",
        )
    ratio = width * limits.aspect[1] / (height * limits.aspect[0])
    if abs(ratio - 1) > limits.aspect_tolerance:
        raise KioskError(
            "studio-file-shape",
            f"The photo has {width}×{height} px, not {limits.aspect[0]}:{limits.aspect[1]}.",
            "Ask the studio for a photo of that shape.",
        )
    return decode_picture(data, "The photo")


def refuse_for(verdicts: Sequence[Verdict]) -> None:
    """Refuse a photo that breaks what the automatic shutter would wait for.

    What cannot be assessed is left to the finished photo's inspection, which says so.

    Raises
    ------
    StudioPhotoRefused
        Naming the rules.
    """
    broken = [v.rule for v in verdicts if v.severity is Severity.MUST and v.status is Status.FAIL]
    if broken:
        raise StudioPhotoRefused(broken)


def _header(data: bytes) -> tuple[int, int]:
    """Return width and height of a JPEG that is upright as stored, without decoding its pixels."""
    try:
        check_bytes(data)
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
            turned = orientation_of(image) != 1
            size = image.size
    except DAMAGE as error:
        raise KioskError(
            "studio-file-kind", "The file is not a JPEG picture.", "Ask the studio for a .jpg file."
        ) from error
    if turned:
        raise KioskError(
            "studio-file-turned",
            "The file says that it must be turned to be upright, and a photo is never turned.",
            "Ask the studio to save it upright.",
        )
    return size
