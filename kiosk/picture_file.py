"""The one safe reader of picture files: sizes are checked before anything is decoded."""

from __future__ import annotations

import io
import os
import stat
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms

from kiosk.camera.frame import Picture
from kiosk.errors import KioskError

ORIENTATION_TAG = 0x0112
_FLIPS = {
    1: (False, False), 2: (False, True), 3: (True, True), 4: (True, False),
    5: (False, False), 6: (False, True), 7: (True, True), 8: (True, False),
}  # fmt: skip
"""EXIF orientation → whether rows and columns run backwards, from 5 on after they change places."""
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "PPM")
"""Pillow decoders that are tried; every other format is refused as unreadable."""

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".ppm", ".pgm")
"""File names that are taken for pictures when a folder is searched (lower case)."""

MAX_PIXELS = 50_000_000
"""A telephone's picture of 48 or 50 Mpx; decoding one takes 350 MB, which a booth can spare."""

MAX_SIDE_PX = 16_000
MIN_SIDE_PX = 16
MAX_BYTES = 200_000_000
MAX_SCANS = 64
"""A progressive JPEG has about ten; each is a pass over all pixels, and hostile files hold thousands."""
STRIP_ROWS = 256
"""So many rows are converted at a time, so that no second copy of a large picture is needed."""

DAMAGE = (
    OSError, SyntaxError, ValueError, EOFError, ArithmeticError, LookupError, TypeError, AttributeError,
    AssertionError, RuntimeError, MemoryError, struct.error, zlib.error,
)  # fmt: skip
"""What the decoders raise over damaged and hostile files; only ever caught round a decoder."""

_PLAIN_TEXT = (b"P1", b"P2", b"P3")
"""Pictures written as numbers in plain text: they take minutes to read, and no camera writes them."""


def picture_files(paths: list[Path]) -> list[Path]:
    """Replace every folder by the pictures directly inside it, sorted by name; files stay as named.

    A folder without pictures, or one that may not be read, stays, so that :func:`load_picture` says what
    is wrong with it.
    """
    found: list[Path] = []
    for path in paths:
        if os.path.isdir(path):
            try:
                inside = sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES and p.is_file())
            except OSError:
                inside = []
            found += inside or [path]
        else:
            found.append(path)
    return found


def load_picture(path: Path, *, max_pixels: int = MAX_PIXELS, min_side_px: int = MIN_SIDE_PX) -> Picture:
    """Read a picture file; see :func:`decode_picture`.

    Raises
    ------
    KioskError
        ``picture-missing``, and those of :func:`decode_picture`.
    """
    return decode_picture(read_file(path), str(path), max_pixels=max_pixels, min_side_px=min_side_px)


def read_file(path: Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Return the bytes of a picture file, undecoded.

    Raises
    ------
    KioskError
        ``picture-missing``, ``picture-too-large`` or ``picture-unreadable``.
    """
    try:
        # Never opened before it is known to be a file: a pipe would wait, and a device may do anything.
        _check_kind(path.stat().st_mode, path)
        with open(os.open(path, _OPEN), "rb") as file:
            _check_kind(os.fstat(file.fileno()).st_mode, path)
            data = file.read(max_bytes + 1)
        if len(data) > max_bytes:
            raise _too_large(str(path), f"more than {max_bytes / 1e6:.0f} MB")
        return data
    except IsADirectoryError:
        raise KioskError(
            "picture-missing", f"The folder {path} holds no pictures.", "Name a folder with pictures in it."
        ) from None
    except FileNotFoundError:
        raise KioskError(
            "picture-missing", f"The picture {path} does not exist.", "Check the name and try again."
        ) from None
    except OSError as error:
        raise KioskError(
            "picture-unreadable",
            f"{path} cannot be read: {error.strerror}.",
            "Name a picture file that may be read.",
        ) from error
    except ValueError as error:
        raise KioskError(
            "picture-missing", "A name with a zero in it is no file's.", "Check the name and try again."
        ) from error


def decode_picture(
    data: bytes, name: str, *, max_pixels: int = MAX_PIXELS, min_side_px: int = MIN_SIDE_PX
) -> Picture:
    """Decode the bytes of a picture file into the kiosk's one picture form.

    The EXIF orientation is applied, so the result is upright as its photographer saw it (this is
    about *input* pictures; a finished photo carries no orientation and is never rotated). An
    embedded colour profile is converted to sRGB, transparency is laid over white, 16-bit grey is
    scaled to 8 bit, and of an animation the first picture is taken.

    Parameters
    ----------
    data
        The whole file.
    name
        What to call it in an error.
    max_pixels, min_side_px
        Checked against the header, before the picture is decoded.

    Returns
    -------
    Shape (height, width, 3), BGR, uint8, contiguous and writable.

    Raises
    ------
    KioskError
        ``picture-empty`` (no bytes), ``picture-unreadable``, ``picture-too-large``, ``picture-too-small``.
    """
    if not data:
        raise KioskError("picture-empty", f"{name} is an empty file.", "Copy the picture again.")
    try:
        with opened(data) as image:
            _check_size(image.width, image.height, name, max_pixels, min_side_px)
            bgr, orientation = _srgb(image), orientation_of(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large(name, "more pixels than can be a photo") from None
    except DAMAGE as error:
        raise KioskError(
            "picture-unreadable",
            f"{name} is not a complete picture of a known format.",
            f"Use a {', '.join(FORMATS[:-1])} or {FORMATS[-1]} file that opens in a picture viewer.",
        ) from error
    return np.ascontiguousarray(turned(bgr, orientation))


@contextmanager
def opened(data: bytes) -> Iterator[Image.Image]:
    """Open a picture of one of :data:`FORMATS`, its pixels not yet decoded.

    Raises
    ------
    PIL.Image.DecompressionBombError, PIL.Image.DecompressionBombWarning
        For a header of more pixels than a photo can have.
    Exception
        One of :data:`DAMAGE` for anything else that is no whole picture.
    """
    check_bytes(data)
    with warnings.catch_warnings():
        # Pillow doubts big headers with a warning and refuses huge ones; both are an error here.
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        # A damaged metadata block alone does not make a picture unreadable.
        warnings.simplefilter("ignore", UserWarning)
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            yield image


def check_bytes(data: bytes) -> None:
    """Refuse files that would take a decoder for ever.

    Raises
    ------
    ValueError
        Saying why.
    """
    if data[:2] in _PLAIN_TEXT:
        raise ValueError("a picture in plain text")
    # Inside coded data every 0xFF is followed by a zero, so this finds markers only.
    if data[:2] == b"\xff\xd8" and data.count(b"\xff\xda") > MAX_SCANS:
        raise ValueError("a JPEG of too many scans")


def _check_size(width: int, height: int, name: str, max_pixels: int, min_side_px: int) -> None:
    if width * height > max_pixels or max(width, height) > MAX_SIDE_PX:
        raise _too_large(name, f"{width}×{height} px")
    if min(width, height) < min_side_px:
        raise KioskError(
            "picture-too-small",
            f"{name} is only {width}×{height} px.",
            f"Use a picture of at least {min_side_px} px on each side.",
        )


def _too_large(name: str, size: str) -> KioskError:
    return KioskError(
        "picture-too-large",
        f"{name} is too large ({size}).",
        f"Use a picture of at most {MAX_PIXELS // 1_000_000} million px and {MAX_SIDE_PX} px a side.",
    )


def orientation_of(image: Image.Image) -> int:
    """Return the EXIF orientation 1..8; 1 where there is none or it cannot be read."""
    try:
        value = image.getexif().get(ORIENTATION_TAG, 1)
    except DAMAGE:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def turned(bgr: Picture, orientation: int) -> Picture:
    """Return the picture upright, from what EXIF says of its first row and column."""
    if orientation >= 5:
        bgr = bgr.transpose(1, 0, 2)
    down, across = _FLIPS[orientation]
    return bgr[:: -1 if down else 1, :: -1 if across else 1]


def _srgb(image: Image.Image) -> Picture:
    """Return the stored pixels as BGR in sRGB, without transparency, converted strip by strip."""
    image.load()
    transform = _transform(image)
    bgr: Picture = np.empty((image.height, image.width, 3), np.uint8)
    for top in range(0, image.height, STRIP_ROWS):
        bottom = min(image.height, top + STRIP_ROWS)
        strip = _plain_rgb(image.crop((0, top, image.width, bottom)), transform)
        bgr[top:bottom] = np.asarray(strip, np.uint8)[:, :, ::-1]
    return bgr


def _plain_rgb(image: Image.Image, transform: ImageCms.ImageCmsTransform | None) -> Image.Image:
    if image.mode.startswith("I;16") or image.mode == "I":
        levels = np.asarray(image).astype(np.int64)
        image = Image.fromarray(np.clip(levels >> 8, 0, 255).astype(np.uint8))
    elif image.has_transparency_data:
        over = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", over.size, "white"), over).convert("RGB")
    if transform is not None and image.mode == transform.input_mode:
        image = transform.apply(image)
    return image.convert("RGB")


def _transform(image: Image.Image) -> ImageCms.ImageCmsTransform | None:
    """Return what turns the picture's own colours into sRGB; None without a profile that fits it."""
    profile = image.info.get("icc_profile")
    mode = "RGB" if image.has_transparency_data else image.mode
    if not profile or mode not in ("RGB", "CMYK", "L"):
        return None
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    except (ImageCms.PyCMSError, *DAMAGE):
        # A profile that does not fit its picture says nothing; without one a picture is taken as sRGB.
        return None


def _check_kind(mode: int, path: Path) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(str(path))
    if not stat.S_ISREG(mode):
        raise KioskError(
            "picture-unreadable", f"{path} is not a file but a device or pipe.", "Name a picture file."
        )
