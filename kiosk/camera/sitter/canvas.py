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


def shifted(points: Any, right: float, down: float) -> Points:
    """Move points by so many px."""
    return np.asarray(np.asarray(points, np.float64) + np.array([right, down]))


def ellipse(centre: Points, half_width: float, half_height: float) -> Points:
    """Outline of an ellipse, shape (24, 2)."""
    angle = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    return np.asarray(centre + np.stack([half_width * np.cos(angle), half_height * np.sin(angle)], axis=1))


def band(line: Points, half_px: float | NDArray[np.float64]) -> Points:
    """Outline of a polyline drawn so wide, ``half_px`` for the whole or for each of its points."""
    step = np.gradient(line, axis=0)
    aside = np.stack([-step[:, 1], step[:, 0]], axis=1) / np.maximum(np.hypot(*step.T), 1e-6)[:, None]
    aside *= np.reshape(half_px, (-1, 1))
    return np.asarray(np.vstack([line + aside, (line - aside)[::-1]]))


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

    def disc(self, centre: Any, radius_px: float, colour: Colour) -> None:
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
        x, y, width, height = cv2.boundingRect(mask)
        if width > 0:
            area = np.s_[y : y + height, x : x + width]
            _tint(self.pixels[area], mask[area], colour, opacity)

    def soft(
        self, points: Any, colour: Colour, opacity: float, blur_px: float, within: Mask | None = None
    ) -> None:
        """Tint a blurred polygon: shadows, blush, light; only inside ``within`` if given."""
        shape = np.asarray(points, np.float64)
        height, width = self.pixels.shape[:2]
        left, top = np.maximum(np.floor(shape.min(0) - 3 * blur_px), 0).astype(int)
        right, bottom = np.minimum(np.ceil(shape.max(0) + 3 * blur_px) + 1, (width, height)).astype(int)
        if right <= left or bottom <= top:
            return
        mask = np.zeros((bottom - top, right - left), np.uint8)
        cv2.fillPoly(mask, [fixed(shifted(shape, -left, -top))], (255,), cv2.LINE_AA, _SHIFT)
        mask = blurred(mask, blur_px)
        area = np.s_[top:bottom, left:right]
        if within is not None:
            mask = np.asarray(cv2.min(mask, within[area]), np.uint8)
        _tint(self.pixels[area], mask, colour, opacity)

    def strokes(self, lines: Sequence[Points], colour: Colour, width_px: int = 1) -> None:
        """Draw many lines of one colour."""
        cv2.polylines(
            self.pixels, [fixed(line) for line in lines], False, _bgra(colour), width_px, cv2.LINE_AA, _SHIFT
        )

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

    def overlay(self, other: Canvas, hidden: Mask | None = None) -> None:
        """Lay ``other`` (the same size) on top of this canvas, except where ``hidden`` covers it."""
        x, y, width, height = cv2.boundingRect(other.pixels[..., 3])
        if width == 0:
            return
        area = np.s_[y : y + height, x : x + width]
        layer = other.pixels[area]
        if hidden is not None:
            layer = cv2.multiply(layer, cv2.merge([cv2.bitwise_not(hidden[area])] * 4), scale=1 / 255)
        blend(self.pixels[area], layer, cv2.merge([layer[..., 3]] * 4))


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


def _tint(part: NDArray[np.uint8], mask: Mask, colour: Colour, opacity: float) -> None:
    cover = cv2.convertScaleAbs(mask, alpha=opacity)
    over = cv2.multiply(cover, part[..., 3], scale=1 / 255)
    stay = cv2.bitwise_not(cover)
    kept = cv2.multiply(cv2.cvtColor(part, cv2.COLOR_BGRA2BGR), cv2.merge([stay] * 3), scale=1 / 255)
    paint = cv2.merge([cv2.convertScaleAbs(over, alpha=value / 255) for value in reversed(colour)])
    part[..., :3] = cv2.add(kept, paint)


def _bgra(colour: Colour) -> tuple[int, int, int, int]:
    return colour[2], colour[1], colour[0], 255
