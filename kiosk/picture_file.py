"""The one safe reader of picture files: sizes are checked before anything is decoded."""

from __future__ import annotations

import io
import struct
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps

from kiosk.camera.frame import Picture
from kiosk.errors import KioskError

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "PPM")
"""Pillow decoders that are tried; every other format is refused as unreadable."""

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".ppm", ".pgm")
"""File names that are taken for pictures when a folder is searched (lower case)."""

MAX_PIXELS = 64_000_000
"""Above any phone's or camera's picture in use (48 Mpx and 61 Mpx), below 200 MB decoded."""

MAX_SIDE_PX = 16_000
MIN_SIDE_PX = 16
MAX_BYTES = 200_000_000


def picture_files(paths: list[Path]) -> list[Path]:
    """Replace every folder by the pictures directly inside it, sorted by name; files stay as named.

    A folder without pictures stays, so that :func:`load_picture` says what is wrong with it.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES and p.is_file())
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
        size = path.stat().st_size
        if size > max_bytes:
            raise _too_large(str(path), f"{size / 1e6:.0f} MB")
        return path.read_bytes()
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
        with warnings.catch_warnings():
            # Pillow doubts big headers with a warning and refuses huge ones; both are "too large" here.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            # A damaged metadata block alone does not make a picture unreadable.
            warnings.simplefilter("ignore", UserWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                _check_size(image.width, image.height, name, max_pixels, min_side_px)
                rgb = _upright_srgb(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large(name, "more pixels than can be a photo") from None
    except (OSError, SyntaxError, ValueError, EOFError, struct.error) as error:
        raise KioskError(
            "picture-unreadable",
            f"{name} is not a complete picture of a known format.",
            f"Use a {', '.join(FORMATS[:-1])} or {FORMATS[-1]} file that opens in a picture viewer.",
        ) from error
    return np.ascontiguousarray(np.asarray(rgb, np.uint8)[:, :, ::-1])


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


def _upright_srgb(image: Image.Image) -> Image.Image:
    """Return ``image`` as an upright RGB picture in sRGB, without transparency."""
    profile = image.info.get("icc_profile")
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I;16") or upright.mode == "I":
        levels = np.asarray(upright).astype(np.int64)
        upright = Image.fromarray(np.clip(levels >> 8, 0, 255).astype(np.uint8))
    elif upright.has_transparency_data:
        over = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", over.size, "white"), over).convert("RGB")
    if profile and upright.mode in ("RGB", "CMYK", "L"):
        upright = _to_srgb(upright, profile)
    return upright.convert("RGB")


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        # A profile that does not fit its picture says nothing; without one a picture is taken as sRGB.
        return image
    return converted if converted is not None else image
