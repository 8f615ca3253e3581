"""A small painter's canvas: premultiplied BGRA, anti-aliased shapes, soft shadows, warping and blending."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.camera.sitter.scene import Colour

Mask = NDArray[np.uint8]
Points = NDArray[np.float64]
_SHIFT = 4  # sub-pixel bits of OpenCV's drawing functions


def fixed(points: Any) -> NDArray[np.int32]:
    """Points in px → OpenCV's fixed-point integers."""
    return np.round(np.asarray(points, np.float64) * (1 << _SHIFT)).astype(np.int32).reshape(-1, 1, 2)


def smooth(points: Any, closed: bool = True, rounds: int = 2) -> Points:
    """Round a polyline's corners by Chaikin's corner cutting; shape (n, 2) → (m, 2)."""
    line = np.asarray(points, np.float64)
    for _ in range(rounds):
        after = np.roll(line, -1, axis=0) if closed else line[1:]
        before = line if closed else line[:-1]
        cut = np.stack([0.75 * before + 0.25 * after, 0.25 * before + 0.75 * after], axis=1).reshape(-1, 2)
        line = cut if closed else np.vstack([line[:1], cut, line[-1:]])
    return line


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """Blend two colours; ``share`` 0 gives ``a``, 1 gives ``b``."""
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


class Canvas:
    """A transparent sheet of ``width`` × ``height`` px to paint on.

    Attributes
    ----------
    pixels
        Shape (height, width, 4), uint8, blue-green-red-alpha, colours premultiplied by alpha.
    """

    def __init__(self, width: int, height: int) -> None:
        self.pixels: NDArray[np.uint8] = np.zeros((height, width, 4), np.uint8)

    def fill(self, points: Any, colour: Colour) -> None:
        """Fill a polygon. On black-transparent pixels an anti-aliased edge comes out premultiplied."""
        cv2.fillPoly(self.pixels, [fixed(points)], _bgra(colour), cv2.LINE_AA, _SHIFT)

    def disc(self, centre: Sequence[float], radius_px: float, colour: Colour) -> None:
        """Fill a circle."""
        at = fixed(centre).reshape(2)
        cv2.circle(
            self.pixels,
            (int(at[0]), int(at[1])),
            max(1, round(radius_px * (1 << _SHIFT))),
            _bgra(colour),
            -1,
            cv2.LINE_AA,
            _SHIFT,
        )

    def stroke(self, points: Any, colour: Colour, width_px: int = 1, closed: bool = False) -> None:
        """Draw a line through ``points``."""
        cv2.polylines(
            self.pixels, [fixed(points)], closed, _bgra(colour), max(1, width_px), cv2.LINE_AA, _SHIFT
        )

    def mask(self, points: Any) -> Mask:
        """Return the coverage of a polygon as an 8-bit mask of the canvas' size."""
        mask = np.zeros(self.pixels.shape[:2], np.uint8)
        cv2.fillPoly(mask, [fixed(points)], (255,), cv2.LINE_AA, _SHIFT)
        return mask

    def tint(self, mask: Mask, colour: Colour, opacity: float) -> None:
        """Lay ``colour`` over what is already painted, where ``mask`` says, leaving alpha as it is."""
        box = cv2.boundingRect(mask)
        x, y, width, height = box
        if width == 0:
            return
        part = self.pixels[y : y + height, x : x + width]
        alpha = part[..., 3]
        cover = cv2.convertScaleAbs(mask[y : y + height, x : x + width], alpha=opacity)
        stay = 255 - cover
        over = cv2.multiply(cover, alpha, scale=1 / 255)
        for channel, value in enumerate(reversed(colour)):
            kept = cv2.multiply(part[..., channel], stay, scale=1 / 255)
            part[..., channel] = cv2.add(kept, cv2.convertScaleAbs(over, alpha=value / 255))

    def soft(self, points: Any, colour: Colour, opacity: float, blur_px: float) -> None:
        """Tint a blurred polygon: shadows, blush, light."""
        self.tint(blurred(self.mask(points), blur_px), colour, opacity)

    def stamp(self, mask: Mask, picture: Picture) -> None:
        """Paint ``picture`` (BGR, the canvas' size) through ``mask``, opaque where the mask is full."""
        x, y, width, height = cv2.boundingRect(mask)
        if width == 0:
            return
        area = np.s_[y : y + height, x : x + width]
        cover = mask[area]
        layer = cv2.merge([*cv2.split(picture[area]), np.full_like(cover, 255)])
        many = cv2.merge([cover] * 4)
        blend(self.pixels[area], cv2.multiply(layer, many, scale=1 / 255), many)

    def under(self, other: Canvas) -> None:
        """Lay ``other`` (the same size) on top of this canvas."""
        blend(self.pixels, other.pixels, cv2.merge([other.pixels[..., 3]] * 4))


def blurred(mask: Mask, blur_px: float) -> Mask:
    """Gaussian blur at quarter size: a soft mask needs no more, and it is sixteen times cheaper."""
    height, width = mask.shape
    small = cv2.resize(mask, (max(1, width // 4), max(1, height // 4)), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), max(0.3, blur_px / 4))
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def blend(below: NDArray[np.uint8], layer: NDArray[np.uint8], cover: NDArray[np.uint8]) -> None:
    """Write ``layer + below · (1 − cover)`` into ``below``; all of one shape, layer premultiplied."""
    kept = cv2.multiply(below, cv2.bitwise_not(cover), scale=1 / 255)
    cv2.add(kept, layer, dst=below)


def _bgra(colour: Colour) -> tuple[int, int, int, int]:
    return colour[2], colour[1], colour[0], 255
