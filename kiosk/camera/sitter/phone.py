"""A hand holding up a phone whose screen shows a QR code."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import segno

from kiosk.camera.frame import Picture
from kiosk.camera.sitter.canvas import Canvas, mix, shifted, smooth
from kiosk.camera.sitter.scene import Look
from kiosk.geometry import Box

QUIET_MODULES = 4
"""Light border a QR code must have (ISO/IEC 18004)."""
_CODE_SHARE = 0.46
_CENTRE_X = 0.69
_TOP_Y = 0.40


@dataclass(frozen=True, eq=False)
class PhoneSheet:
    """The drawn phone and where on it the code lies, px."""

    canvas: Canvas
    code: Box


def draw_phone(text: str, look: Look, height_px: int) -> PhoneSheet:
    """Draw phone and hand for a picture ``height_px`` high, with whole pixels per QR module."""
    code = segno.make(text, error="l", micro=False, boost_error=False)
    modules = np.array([[bool(bit) for bit in row] for row in code.matrix_iter(border=QUIET_MODULES)])
    count = modules.shape[0]
    module_px = max(2, int(_CODE_SHARE * height_px / count))
    picture = np.where(modules, 28, 250).astype(np.uint8).repeat(module_px, 0).repeat(module_px, 1)
    side = count * module_px
    edge, unit = round(0.035 * height_px), height_px / 720
    wide, tall = side + edge, round(side * 1.75)
    left, top = round(70 * unit), round(16 * unit)
    canvas = Canvas(wide + 2 * left, top + tall + round(260 * unit))
    skin, dark = look.skin, mix(look.skin, (110, 50, 36), 0.45)
    sleeve_top = top + tall - 60 * unit
    middle = left + wide * 0.55
    arm = np.array(
        [
            (middle - 95 * unit, sleeve_top),
            (middle + 80 * unit, sleeve_top),
            (middle + 150 * unit, canvas.pixels.shape[0] + 40),
            (middle - 60 * unit, canvas.pixels.shape[0] + 40),
        ]
    )
    canvas.fill(smooth(arm), skin)
    palm = np.array(
        [
            (left - 26 * unit, top + tall * 0.52),
            (left + wide + 24 * unit, top + tall * 0.50),
            (left + wide + 6 * unit, top + tall + 40 * unit),
            (left + 10 * unit, top + tall + 50 * unit),
        ]
    )
    canvas.fill(smooth(palm, rounds=3), skin)
    frame = _rounded(left, top, wide, tall, 26 * unit)
    canvas.soft(shifted(frame, 4 * unit, 8 * unit), (30, 22, 20), 0.5, 10 * unit)
    canvas.fill(frame, (38, 40, 46))
    inset = 7 * unit
    canvas.fill(
        _rounded(left + inset, top + inset, wide - 2 * inset, tall - 2 * inset, 20 * unit), (250, 250, 250)
    )
    code_x, code_y = left + (wide - side) // 2, top + round(0.20 * tall)
    pixels = canvas.pixels[code_y : code_y + side, code_x : code_x + side]
    pixels[..., :3] = picture[..., None]
    bar = _rounded(left + wide * 0.36, top + 16 * unit, wide * 0.28, 14 * unit, 7 * unit)
    canvas.fill(bar, (38, 40, 46))
    for row, share in ((0.08, 0.34), (0.125, 0.22)):
        canvas.fill(
            _rounded(left + wide * 0.14, top + tall * row + 14 * unit, wide * share, 10 * unit, 5 * unit),
            (196, 204, 214),
        )
    for index in range(3):  # finger tips round the picture-right edge
        y = top + tall * 0.52 + index * 54 * unit
        finger = _rounded(left + wide - 14 * unit, y, 46 * unit, 46 * unit, 20 * unit)
        canvas.fill(finger, mix(skin, dark, 0.12 * index))
        canvas.stroke(finger[: len(finger) // 2], dark, 1)
    thumb = smooth(
        np.array(
            [
                (left - 40 * unit, top + tall * 0.78),
                (left - 16 * unit, top + tall * 0.56),
                (left + 22 * unit, top + tall * 0.55),
                (left + 26 * unit, top + tall * 0.62),
                (left + 6 * unit, top + tall * 0.84),
            ]
        )
    )
    canvas.fill(thumb, skin)
    canvas.stroke(thumb, dark, 1, closed=True)
    return PhoneSheet(canvas, Box(code_x, code_y, side, side))


def place_phone(sheet: PhoneSheet, raised: float, size: tuple[int, int]) -> tuple[int, int]:
    """Top-left corner of the sheet in a picture of ``size``, whole px, so that modules stay sharp."""
    width, height = size
    # A tall phone is held higher, so that the whole code is in the picture.
    held = min(_TOP_Y * height, 0.96 * height - sheet.code.bottom)
    top = held + (1 - raised) * (1 - _TOP_Y) * height * 1.05
    return round(_CENTRE_X * width - sheet.canvas.pixels.shape[1] / 2), round(top)


def paste(picture: Picture, sheet: PhoneSheet, corner: tuple[int, int]) -> None:
    """Blend the sheet into ``picture`` at ``corner``, cut at the picture's edges."""
    height, width = picture.shape[:2]
    tall, wide = sheet.canvas.pixels.shape[:2]
    x, y = corner
    left, top, right, bottom = max(0, x), max(0, y), min(width, x + wide), min(height, y + tall)
    if right <= left or bottom <= top:
        return
    part = sheet.canvas.pixels[top - y : bottom - y, left - x : right - x]
    below = picture[top:bottom, left:right]
    kept = cv2.multiply(below, cv2.bitwise_not(cv2.merge([part[..., 3]] * 3)), scale=1 / 255)
    picture[top:bottom, left:right] = cv2.add(kept, cv2.cvtColor(part, cv2.COLOR_BGRA2BGR))


def _rounded(
    left: float, top: float, width: float, height: float, radius: float
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    angle = np.linspace(0, np.pi / 2, 7)
    arc = np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius
    right, bottom = left + width - radius, top + height - radius
    x, y = left + radius, top + radius
    corners = [
        shifted(arc, right, bottom),
        shifted(arc[::-1] * (-1, 1), x, bottom),
        shifted(arc * (-1, -1), x, y),
        shifted(arc[::-1] * (1, -1), right, y),
    ]
    return np.vstack(corners)
