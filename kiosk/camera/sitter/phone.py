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
_EYE_PX = 2400.0
"""Distance of the lens in px of a picture 720 px high: a phone held half a metre from a usual webcam."""
_EXPOSURE_PX = 2.0
"""A smear is drawn as the mean of pictures so far apart."""
_LAMP = (0.16, 0.11)
"""Half width and half height of a lamp's reflection, in sides of the code."""
_VEIL = 0.22
"""Of the reflection's strength, what lies as haze over the whole screen."""


@dataclass(frozen=True, eq=False)
class PhoneSheet:
    """The drawn phone and where on it the screen and the code lie, px."""

    canvas: Canvas
    code: Box
    screen: Box


@dataclass(frozen=True)
class Held:
    """How a phone is held up at one moment; what :func:`hold` draws.

    Attributes
    ----------
    x, y
        Where the code's middle is, fractions of the picture's width and height.
    scale
        Size, 1 as drawn.
    yaw_deg, pitch_deg, roll_deg
        Turn about the upright, the level and the viewing axis.
    glare
        0..1, strength of a lamp's reflection on the screen.
    glare_x, glare_y
        Where it is, in sides of the code from its middle.
    brightness
        Of the screen, 1 is full.
    smear_x_px, smear_y_px
        How far the phone moves while the picture is exposed.
    """

    x: float = _CENTRE_X
    y: float = 0.6
    scale: float = 1.0
    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    roll_deg: float = 0.0
    glare: float = 0.0
    glare_x: float = 0.0
    glare_y: float = 0.0
    brightness: float = 1.0
    smear_x_px: float = 0.0
    smear_y_px: float = 0.0


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
    screen = Box(left + inset, top + inset, wide - 2 * inset, tall - 2 * inset)
    return PhoneSheet(canvas, Box(code_x, code_y, side, side), screen)


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
    blend(picture[top:bottom, left:right], part)


def blend(below: Picture, part: Picture) -> None:
    """Lay premultiplied pixels over others of the same size, in place."""
    kept = cv2.multiply(below, cv2.bitwise_not(cv2.merge([part[..., 3]] * 3)), scale=1 / 255)
    below[:] = cv2.add(kept, cv2.cvtColor(part, cv2.COLOR_BGRA2BGR))


def hold(
    picture: Picture, sheet: PhoneSheet, held: Held
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Draw a phone held in the air into ``picture``; return the corners of the code, px, shape (4, 2).

    The corners run from the upper left clockwise, the light border included; the module edges are no
    longer on whole pixels, as in any camera's picture.
    """
    height, width = picture.shape[:2]
    turned = _projection(sheet, held, (width, height))
    lit = _lit(sheet, held)
    corners = np.array(
        [[[held_x, held_y]] for held_x, held_y in _corners(Box(0, 0, lit.shape[1], lit.shape[0]))], np.float64
    )
    reach = cv2.perspectiveTransform(corners, turned).reshape(4, 2)
    slack = max(abs(held.smear_x_px), abs(held.smear_y_px)) + 2
    left, top = np.maximum(np.floor(reach.min(0) - slack), 0).astype(int)
    right, bottom = np.minimum(np.ceil(reach.max(0) + slack), (width, height)).astype(int)
    if right > left and bottom > top:
        below = picture[top:bottom, left:right]
        smear = max(abs(held.smear_x_px), abs(held.smear_y_px))
        steps = np.linspace(-0.5, 0.5, 2 + round(smear / _EXPOSURE_PX)) if smear >= 1 else np.zeros(1)
        sums = np.zeros((*below.shape[:2], 4), np.float32)
        for step in steps:
            shift = np.eye(3)
            shift[:2, 2] = step * held.smear_x_px - left, step * held.smear_y_px - top
            cv2.accumulate(cv2.warpPerspective(lit, shift @ turned, below.shape[1::-1]), sums)
        blend(below, cv2.convertScaleAbs(sums, alpha=1 / len(steps)).astype(np.uint8, copy=False))
    code = np.array([[point] for point in _corners(sheet.code)], np.float64)
    return np.asarray(cv2.perspectiveTransform(code, turned).reshape(4, 2))


def _projection(
    sheet: PhoneSheet, held: Held, size: tuple[int, int]
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """3×3 matrix: sheet px → picture px, turned about the code's middle and seen in perspective."""
    seen, spin = lens(held, size)
    middle = sheet.code.centre
    place = np.array([[1, 0, -middle.x], [0, 1, -middle.y], [0, 0, 1]])
    plane = np.column_stack([spin[:, 0], spin[:, 1], [0.0, 0.0, seen[0, 0]]])
    return np.asarray(seen @ plane @ place)


def lens(
    held: Held, size: tuple[int, int]
) -> tuple[
    np.ndarray[tuple[int, ...], np.dtype[np.float64]], np.ndarray[tuple[int, ...], np.dtype[np.float64]]
]:
    """Return the lens that sees what is held, and the sheet's turn times its scale, both of shape (3, 3).

    A point (x, y, z) px of the sheet, from the code's middle and z away from the lens, is seen at
    ``lens · (turn · (x, y, z) + (0, 0, distance))`` with the distance ``lens[0, 0]``, homogeneous.
    """
    yaw, pitch, roll = np.radians([held.yaw_deg, held.pitch_deg, held.roll_deg])
    about_y = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
    about_z = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    eye = _EYE_PX * size[1] / 720
    seen = np.array([[eye, 0, held.x * size[0]], [0, eye, held.y * size[1]], [0, 0, 1.0]])
    return seen, about_y @ about_x @ about_z * held.scale


def _lit(sheet: PhoneSheet, held: Held) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Return the sheet's pixels with the screen's own light and what is reflected on it."""
    if held.brightness == 1.0 and held.glare <= 0:
        return sheet.canvas.pixels
    lit = sheet.canvas.pixels.copy()
    box, code = sheet.screen, sheet.code
    rows, columns = slice(int(box.y), int(box.bottom)), slice(int(box.x), int(box.right))
    screen = lit[rows, columns, :3]
    if held.brightness != 1.0:
        screen[...] = cv2.convertScaleAbs(screen, alpha=held.brightness)
    if held.glare > 0:
        across = (np.arange(columns.start, columns.stop) - code.centre.x) / code.width - held.glare_x
        down = (np.arange(rows.start, rows.stop) - code.centre.y) / code.height - held.glare_y
        aside, below = (across / _LAMP[0]) ** 2, (down / _LAMP[1]) ** 2
        lamp = np.clip(1.6 - np.add.outer(below, aside).astype(np.float32), 0, 1)
        # The haze is the same along both axes: the product of two rows of numbers, not a field of them.
        haze = np.outer(_VEIL * np.exp(-below / 12), np.exp(-aside / 12)).astype(np.float32)
        shine = cv2.convertScaleAbs(lamp + haze, alpha=held.glare * 235)
        screen[...] = cv2.add(screen, cv2.merge([shine] * 3))
    return lit


def _corners(box: Box) -> tuple[tuple[float, float], ...]:
    return ((box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom))


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
