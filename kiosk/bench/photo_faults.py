"""What can be wrong with a photo's file or pixels, put into a good one: each fault alone, plainly.

Not here, because no file shows it: a mirrored photo. Nothing about a face says which side is which.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import cv2
import numpy as np
from PIL import Image

from kiosk.camera.frame import Picture
from kiosk.errors import KioskError
from kiosk.photo.encode import encode
from kiosk.photo.spec import PhotoSpec

LIKE = 14
"""Levels within which a pixel of a good photo is its background."""
WALL = (208, 206, 202)
"""BGR of the wall that a careless matte leaves."""


_USUAL: dict[str, Any] = {"format": "JPEG", "quality": 85, "dpi": (300, 300), "optimize": True}


@dataclass(frozen=True)
class Fault:
    """One fault: ``make`` turns a photo's pixels into the faulty file, ``checks`` are those that may tell."""

    make: Callable[[Picture, PhotoSpec], bytes]
    checks: frozenset[str]


def stored(bgr: Picture, **options: Any) -> bytes:
    """Return a JPEG as some other program might write it."""
    stream = io.BytesIO()
    image = Image.fromarray(np.ascontiguousarray(bgr[:, :, ::-1]))
    image.convert(options.pop("mode", "RGB")).save(stream, **(_USUAL | options))
    return stream.getvalue()


def in_band(bgr: Picture, spec: PhotoSpec) -> bytes:
    """Return the file as our own encoder writes it, where it can."""
    try:
        return encode(bgr, spec)
    except (KioskError, ValueError):
        return stored(bgr)


def background(
    bgr: Picture,
) -> tuple[np.ndarray[Any, np.dtype[np.float64]], np.ndarray[Any, np.dtype[np.bool_]]]:
    """Return the colour of a good photo's background and where the person is."""
    colour = np.median(bgr[:8].reshape(-1, 3), axis=0)
    person = (np.abs(bgr.astype(np.float64) - colour).max(axis=2) > LIKE).astype(np.uint8)
    return colour, cv2.morphologyEx(person, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)).astype(bool)


def _pixels(change: Callable[[Picture], Any]) -> Callable[[Picture, PhotoSpec], bytes]:
    return lambda bgr, spec: in_band(np.clip(np.round(change(bgr)), 0, 255).astype(np.uint8), spec)


def _file(**options: Any) -> Callable[[Picture, PhotoSpec], bytes]:
    return lambda bgr, spec: stored(bgr, **options)


def _moved(
    scale: float = 1.0, aside: float = 0, down: float = 0, turn_deg: float = 0
) -> Callable[[Picture], Any]:
    """Move the whole picture about its middle; what is bared gets the background's colour."""

    def change(bgr: Picture) -> Any:
        height, width = bgr.shape[:2]
        about = cv2.getRotationMatrix2D((width / 2, height * 0.42), turn_deg, scale)
        about[:, 2] += (aside, down)
        colour = tuple(float(c) for c in background(bgr)[0])
        moved = cv2.warpAffine(bgr, about, (width, height), flags=cv2.INTER_AREA, borderValue=colour)
        # Below a picture that moved up the clothes go on.
        foot = int(np.floor((about @ (width / 2, height - 1, 1))[1]))
        if 0 < foot < height - 1:
            moved[foot - 1 :] = moved[foot - 2]
        return moved

    return change


def _over_wall(change: Callable[[Any, Any], Any]) -> Callable[[Picture], Any]:
    """Change the background only: ``change`` gets its colour and the picture's coordinates 0..1."""

    def made(bgr: Picture) -> Any:
        colour, person = background(bgr)
        weight = cv2.GaussianBlur(person.astype(np.float64), (0, 0), 0.8)[:, :, None]
        height, width = bgr.shape[:2]
        places = np.stack(np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height)), axis=2)
        return weight * bgr + (1 - weight) * change(colour, places)

    return made


def _shadow(bgr: Picture) -> Any:
    _, person = background(bgr)
    shade = np.roll(cv2.GaussianBlur(person.astype(np.float64), (0, 0), 14), (14, 46), (0, 1))[:, :, None]
    return np.where(person[:, :, None], bgr, bgr * (1 - 0.35 * shade))


def _halo(bgr: Picture) -> Any:
    _, person = background(bgr)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7))
    ring = cv2.dilate(person.astype(np.uint8), disc).astype(np.float64) - person
    ring = cv2.GaussianBlur(ring, (0, 0), 0.7)[:, :, None]
    return bgr * (1 - ring) + np.array(WALL) * ring


def _enlarged(factor: float, by: int) -> Callable[[Picture], Any]:
    def change(bgr: Picture) -> Any:
        height, width = bgr.shape[:2]
        small = cv2.resize(bgr, (round(width / factor), round(height / factor)), interpolation=cv2.INTER_AREA)
        return cv2.resize(small, (width, height), interpolation=by)

    return change


def _raster(period_px: float, turn_deg: float, strength: float, brightest: float) -> Callable[[Picture], Any]:
    """Photograph a screen or print: its raster beats with the camera's, and its white is no white."""

    def change(bgr: Picture) -> Any:
        y, x = np.mgrid[: bgr.shape[0], : bgr.shape[1]] * (2 * np.pi / period_px)
        turn = np.radians(turn_deg)
        wave = np.cos(np.cos(turn) * x + np.sin(turn) * y) + np.cos(np.cos(turn) * y - np.sin(turn) * x)
        light = (bgr / 255.0) ** 2.2 * (1 + strength * wave / 2)[:, :, None]
        return 255 * np.clip(light, 0, 1) ** (1 / 2.2) * brightest

    return change


def _side_lit(bgr: Picture) -> Any:
    _, person = background(bgr)
    fall = np.linspace(-1, 1, bgr.shape[1])[None, :, None]
    gain = 1 / (1 + np.exp(7 * fall)) * 0.75 + 0.3
    return np.where(person[:, :, None], bgr * gain, bgr)


def _text(bgr: Picture) -> Any:
    return cv2.putText(bgr.copy(), "2026 No.12", (12, 34), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (40, 40, 40), 1)


def _border(bgr: Picture) -> Any:
    return cv2.rectangle(bgr.copy(), (0, 0), (bgr.shape[1] - 1, bgr.shape[0] - 1), (250, 250, 250), 7)


def _smoothed(bgr: Picture) -> Any:
    return cv2.bilateralFilter(cv2.bilateralFilter(bgr, 9, 40, 7), 9, 40, 7)


def _resized(bgr: Picture, spec: PhotoSpec) -> bytes:
    return stored(np.asarray(cv2.resize(bgr, (413, 531), interpolation=cv2.INTER_AREA), np.uint8))


def _twice(quality: int) -> Callable[[Picture, PhotoSpec], bytes]:
    def make(bgr: Picture, spec: PhotoSpec) -> bytes:
        with Image.open(io.BytesIO(stored(bgr, quality=quality))) as image:
            return in_band(np.ascontiguousarray(np.asarray(image)[:, :, ::-1]), spec)

    return make


def _of(make: Callable[[Picture, PhotoSpec], bytes], *checks: str) -> Fault:
    return Fault(make, frozenset(checks))


_EXIF = Image.Exif()
_EXIF[0x010E] = "taken elsewhere"

FAULTS: Mapping[str, Fault] = MappingProxyType(
    {
        "size 413 × 531": _of(_resized, "width", "height"),
        "72 dpi": _of(_file(dpi=(72, 72)), "dpi"),
        "too few bytes": _of(_file(quality=32, subsampling=2), "file_size"),
        "too many bytes": _of(_file(quality=99, subsampling=0), "file_size"),
        "quality below the floor": _of(_file(quality=45), "quality"),
        "grey": _of(_file(mode="L"), "colour"),
        "PNG": _of(_file(format="PNG"), "format"),
        "metadata": _of(_file(exif=_EXIF.tobytes()), "metadata"),
        "hair at the edge": _of(_pixels(_moved(down=-62)), "hair_top", "eye_line"),
        "too low": _of(_pixels(_moved(down=85)), "hair_top", "eye_line"),
        "aside": _of(_pixels(_moved(aside=26)), "centre_x"),
        "face too small": _of(_pixels(_moved(0.62)), "face_width"),
        "face too large": _of(_pixels(_moved(1.45)), "face_width", "hair_top"),
        "leaning": _of(_pixels(_moved(turn_deg=12)), "roll"),
        "background of another colour": _of(
            _pixels(_over_wall(lambda colour, at: np.array((180, 120, 70)) + 0 * at[..., :1])),
            "background_colour",
        ),
        "background nearly the colour": _of(
            _pixels(_over_wall(lambda colour, at: colour - 22 + 0 * at[..., :1])),
            "background_colour",
        ),
        "gradient": _of(
            _pixels(_over_wall(lambda colour, at: colour - 45 * at[..., 1:])),
            "background_evenness",
            "background_colour",
        ),
        "shadow": _of(_pixels(_shadow), "background_evenness", "background_colour"),
        "text": _of(_pixels(_text), "background_marks"),
        "border": _of(_pixels(_border), "border"),
        "halo": _of(_pixels(_halo), "halo"),
        "blur": _of(_pixels(lambda bgr: cv2.GaussianBlur(bgr, (0, 0), 2.5)), "sharpness", "upscaled"),
        "side light": _of(_pixels(_side_lit), "light_even"),
        "dark": _of(
            _pixels(lambda bgr: np.where(background(bgr)[1][:, :, None], bgr * 0.25, bgr)), "light_level"
        ),
        "compressed to 25": _of(_twice(25), "compression"),
        "compressed to 45": _of(_twice(45), "compression"),
        "enlarged 2 ×, cubic": _of(_pixels(_enlarged(2, cv2.INTER_CUBIC)), "upscaled"),
        "enlarged 1.6 ×, linear": _of(_pixels(_enlarged(1.6, cv2.INTER_LINEAR)), "upscaled"),
        "enlarged 3 ×, Lanczos": _of(_pixels(_enlarged(3, cv2.INTER_LANCZOS4)), "upscaled"),
        "screen": _of(_pixels(_raster(5.3, 4, 0.12, 1.0)), "screen_raster", "background_evenness"),
        "fine screen": _of(_pixels(_raster(3.2, 1, 0.12, 1.0)), "screen_raster", "background_evenness"),
        "print": _of(
            _pixels(_raster(7.1, 15, 0.12, 0.9)), "screen_raster", "background_evenness", "background_colour"
        ),
        "beauty filter": _of(_pixels(_smoothed), "skin_grain"),
    }
)
