"""What a photo's file says of itself: format, size, resolution, bytes, quality, colour, metadata."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from kiosk.camera.frame import Picture
from kiosk.errors import KioskError
from kiosk.photo.checks.judged import judged
from kiosk.photo.encode import jpeg_quality
from kiosk.photo.finished import Check, CheckStatus
from kiosk.photo.spec import Accepts, PhotoSpec
from kiosk.picture_file import DAMAGE, opened, orientation_of, turned

MAX_PIXELS = 4_000_000
"""A finished photo is far smaller; anything bigger is not decoded."""
MIN_SIDE_PX = 16
_FOREIGN = ("exif", "icc_profile", "comment", "xmp", "photoshop")
_DPI = 1
"""Of a JFIF header's unit: dots per inch."""


@dataclass(frozen=True, eq=False)
class PhotoFile:
    """A decoded photo and the facts of its file.

    Attributes
    ----------
    bgr
        The pixels as a viewer shows them: turned by EXIF, which a finished photo must not need.
    length
        Of the file, bytes.
    dpi
        Across and down, dots per inch; None where the file states none, or in another unit.
    tables
        A JPEG's quantisation tables; None of other formats.
    foreign
        How many blocks of metadata the file holds besides its JFIF header.
    """

    bgr: Picture
    length: int
    is_jpeg: bool
    is_rgb: bool
    dpi: tuple[float, float] | None
    tables: Mapping[int, Sequence[int]] | None
    foreign: int

    @property
    def quality(self) -> int | None:
        """libjpeg's quality 1..100 as the tables tell it."""
        return jpeg_quality(self.tables) if self.tables else None


def read_photo(data: bytes) -> PhotoFile:
    """Decode a photo as a viewer shows it, its size checked first.

    Raises
    ------
    KioskError
        ``photo-unreadable`` when the bytes are not a picture that can be decoded.
    """
    try:
        with opened(data) as image:
            if image.width * image.height > MAX_PIXELS:
                raise OSError("more pixels than a finished photo can have")
            if min(image.size) < MIN_SIDE_PX:
                raise OSError("fewer pixels than any photo has")
            image.load()
            dpi = image.info.get("dpi") if image.info.get("jfif_unit", _DPI) == _DPI else None
            stored = np.asarray(image.convert("RGB"), np.uint8)[:, :, ::-1]
            bgr = np.ascontiguousarray(turned(stored, orientation_of(image)))
            return PhotoFile(
                bgr,
                len(data),
                image.format == "JPEG",
                image.mode == "RGB",
                None if not dpi else (float(dpi[0]), float(dpi[1])),
                getattr(image, "quantization", None),
                sum(key in image.info for key in _FOREIGN),
            )
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, *DAMAGE) as error:
        raise KioskError(
            "photo-unreadable",
            "The file is not a finished photo that can be decoded.",
            "Name a JPEG file made by `kiosk standardize`.",
        ) from error


def file_checks(file: PhotoFile, spec: PhotoSpec) -> list[Check]:
    """Return a check a fact: format, size, resolution, bytes, quality, colour and metadata.

    ``aspect`` comes with a standard that allows several sizes of one shape: its limits are half a pixel of
    the width either way.
    """
    allowed, rule = spec.accepted, spec.file
    height_px, width_px = file.bgr.shape[:2]
    resolution = _resolution(file.dpi, allowed)
    shape = []
    if allowed.exact_aspect and spec.accepts is not None:
        width = height_px * spec.size.width_px / spec.size.height_px
        low, high = (width - 0.5) / height_px, (width + 0.5) / height_px
        shape = [judged("aspect", width_px / height_px, "ratio", low, high)]
    quality = None if file.quality is None else float(file.quality)
    return [
        judged("format", float(file.is_jpeg), "jpeg", 1, 1),
        judged("width", float(width_px), "px", allowed.min_width_px, allowed.max_width_px),
        judged("height", float(height_px), "px", allowed.min_height_px, allowed.max_height_px),
        *shape,
        resolution,
        judged("file_size", float(file.length), "byte", rule.min_bytes, rule.max_bytes),
        judged("quality", quality, "level", rule.quality_min, 100),
        judged("colour", float(file.is_rgb), "rgb", 1, 1),
        judged("metadata", float(file.foreign), "count", 0, 0),
    ]


def _resolution(dpi: tuple[float, float] | None, allowed: Accepts) -> Check:
    """Judge both directions and tell the one that is farther outside the limits.

    A file that states no resolution (or another unit) fails where one counts.
    """
    low, high = allowed.min_dpi, allowed.max_dpi
    if dpi is None:
        unknown = judged("dpi", None, "dpi", low, high)
        return unknown if low is None and high is None else replace(unknown, status=CheckStatus.FAIL)

    def outside(value: float) -> float:
        return max(0.0 if low is None else low - value, 0.0 if high is None else value - high)

    return judged("dpi", max(dpi, key=outside), "dpi", low, high)
