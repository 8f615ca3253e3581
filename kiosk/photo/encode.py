"""The finished file: a plain JPEG of exact size and resolution inside a band of bytes."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from PIL import Image

from kiosk.camera.frame import Picture
from kiosk.errors import KioskError
from kiosk.photo.spec import PhotoSpec

SUBSAMPLINGS = ("4:4:4", "4:2:2", "4:2:0")
PLENTY = 95
"""No quality above this is used unless the file would be too small without: it only adds bytes."""
SHRINKS = 0.61
"""A file's length goes with its steps' size to minus this power, for qualities from 60 to 95: 0.613 ± 0.009
of 12 finished photos in three subsamplings."""
FIRST = 28
"""Percent where the search begins, for any picture, so that the same one always gives the same bytes."""
FINER = 6
"""Each coarser subsampling leaves room for steps so many percent finer: 4 to 8 of those photos."""
PREDICTED = 5
"""So many percents are tried where the length is predicted to fit, then the middle of what is left."""

# Annex K of ITU-T T.81, tables K.1 and K.2, in reading order: what libjpeg scales by its quality.
_LUMINANCE = (
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55,
    14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
)  # fmt: skip
_CHROMINANCE = (
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99,
    24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
    *[99] * 32,
)  # fmt: skip
LEVELLED = 0.5
CHROMA = 0.6
"""The luminance table is levelled to this power about its geometric mean, which stays, so that a percent
means what it does of Annex K; of the chrominance table so much is taken.

Annex K was drawn for pictures seen from farther off, in half the bytes that a file may have here. Of 13
finished photos in 40,000 bytes both together take the person's mean CIEDE2000 from 1.07 to 1.03 (drawn,
noisy) and from 0.93 to 0.87 (real); smoothed by 1.5 px, as an eye sees them at arm's length, from 0.37 to
0.32 and from 0.40 to 0.36; luma's error from 1.02 to 1.07 and from 2.17 to 2.09 levels. In 30,000 and 20,000
bytes of 358 × 441 px the gain is as large.
"""


def encode(bgr: Picture, spec: PhotoSpec) -> bytes:
    """Encode a picture of exactly the spec's size into the spec's band of bytes.

    For each chroma subsampling the finest steps that stay below the upper limit are found, not finer than
    of quality :data:`PLENTY` where that reaches the lower limit; of the files that do, the one that decodes
    closest to the picture is taken. The same picture always gives the same bytes. The file holds a JFIF
    header with the resolution and nothing else: no EXIF, no profile (JFIF without one is sRGB), no comment.

    Raises
    ------
    KioskError
        ``photo-file-size`` when no allowed quality lands in the band.
    """
    size = (spec.size.width_px, spec.size.height_px)
    if (bgr.shape[1], bgr.shape[0]) != size:
        raise ValueError(
            f"the picture has {bgr.shape[1]} × {bgr.shape[0]} px, the spec {size[0]} × {size[1]}"
        )
    rgb = np.ascontiguousarray(bgr[:, :, ::-1])
    image = Image.fromarray(rgb)
    files: list[bytes] = []
    begin = FIRST
    for subsampling in SUBSAMPLINGS:
        found = _largest_below(image, subsampling, spec, begin)
        if found is not None:
            files.append(found[1])
            begin = found[0] - FINER
    fitting = [data for data in files if len(data) >= spec.file.min_bytes]
    if not fitting:
        raise KioskError(
            "photo-file-size",
            f"The photo cannot be stored in {spec.file.min_bytes} to {spec.file.max_bytes or '…'} bytes "
            f"at quality {spec.file.quality_min} or better.",
            "Take the picture again with even light and a plain background.",
        )
    return min(fitting, key=lambda data: _difference(data, rgb))


def jpeg_quality(tables: Mapping[int, Sequence[int]]) -> int:
    """Estimate libjpeg's quality 1..100 from a file's quantisation tables (``Image.quantization``).

    The quality whose scaled Annex-K luminance table lies nearest the file's; for files written by
    libjpeg it is exact.
    """
    # Tables are compared as sorted values, so that neither zigzag nor reading order matters.
    found = np.sort(np.asarray(tables[min(tables)], np.int64))
    return 1 + int(np.argmin(np.abs(np.sort(_TABLES, axis=1) - found).sum(axis=1)))


def _percent(quality: int) -> int:
    """Return how large libjpeg's steps are against those of the table."""
    return 5000 // quality if quality < 50 else 200 - 2 * quality


_TABLES = np.array([
    np.clip((np.array(_LUMINANCE, np.int64) * _percent(quality) + 50) // 100, 1, 255)
    for quality in range(1, 101)
])  # fmt: skip
"""The luminance table of each quality 1..100, shape (100, 64), in reading order."""


def quality_for_step(step: float, place: int) -> int:
    """Return the quality whose luminance step at a place (reading order, 0..63) is nearest ``step``."""
    return 1 + int(np.argmin(np.abs(_TABLES[:, place] - step)))


def _steps(percent: int) -> tuple[list[int], list[int]]:
    """Return the luminance and the chrominance table of which ``percent`` are taken, in reading order."""
    luminance = np.array(_LUMINANCE, np.float64)
    even = np.exp(np.log(luminance).mean())
    tables = luminance**LEVELLED * even ** (1 - LEVELLED), np.array(_CHROMINANCE) * CHROMA
    luma, chroma = (np.clip(np.floor(table * percent / 100 + 0.5), 1, 255).astype(int) for table in tables)
    return luma.tolist(), chroma.tolist()


def _largest_below(
    image: Image.Image, subsampling: str, spec: PhotoSpec, begin: int
) -> tuple[int, bytes] | None:
    """Return the smallest useful percent within the upper limit, and its file; size falls as it grows.

    ``begin`` only says where to look first.
    """
    file = spec.file
    coarsest = _percent(file.quality_min)
    finest = min(_percent(PLENTY), coarsest)
    best: tuple[int, bytes] | None = None
    for low, high in ((finest, coarsest), (0, finest - 1)):
        tried, percent = 0, begin if file.max_bytes else low
        while low <= high:
            percent = min(max(percent, low), high)
            data = _saved(image, percent, subsampling, spec.size.dpi)
            if file.max_bytes is None or len(data) <= file.max_bytes:
                best, high = (percent, data), percent - 1
            else:
                low = percent + 1
            tried += 1
            if tried >= PREDICTED or file.max_bytes is None:
                percent = (low + high) // 2
            else:
                percent = _predicted(percent, len(data), file.max_bytes)
        if best is not None and len(best[1]) >= file.min_bytes:
            break
    return best


def _predicted(percent: int, length: int, wanted: int) -> int:
    """Return the percent that should give a file of the ``wanted`` length, or a little less."""
    share = math.pow(length / wanted, 1 / SHRINKS)
    return math.ceil(max(1, percent) * share)


def _saved(image: Image.Image, percent: int, subsampling: str, dpi: int) -> bytes:
    stream = io.BytesIO()
    image.save(
        stream,
        "JPEG",
        qtables=list(_steps(percent)),
        subsampling=subsampling,
        optimize=True,
        progressive=False,
        dpi=(dpi, dpi),
    )
    return stream.getvalue()


def _difference(data: bytes, rgb: Picture) -> float:
    """Sum of squared errors of the decoded file; decoding also proves that the file can be read."""
    with Image.open(io.BytesIO(data)) as decoded:
        return float(cv2.norm(np.asarray(decoded.convert("RGB"), np.uint8), rgb, cv2.NORM_L2SQR))
