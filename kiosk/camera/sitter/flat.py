"""A flat picture of the sitter held before the camera in the sitter's place: on a screen, on paper, cut out.

What is held up is a still of the same drawn person. It moves as the person would: the place, size, yaw, pitch
and roll of the scene's pose are those of the *sheet*, a plane, so nothing on it shows depth, and eyes and
mouth stay as they are on the still. Paper can be bent, a screen has bands and can show a film, and a mask is
worn by somebody whose eyes show in its holes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.camera.sitter.bent import hold_bent
from kiosk.camera.sitter.canvas import Canvas, ellipse, mix, smooth
from kiosk.camera.sitter.phone import Held, PhoneSheet, hold
from kiosk.camera.sitter.scene import Colour, Flat, Look, Medium, Pose
from kiosk.geometry import Box, Point

STILL_SIZE = (960, 960)
"""Size the still is drawn in; 960 px high, its face is larger than it is ever shown: nothing is upscaled."""
STILL_UNIT_PX = 16.0 * STILL_SIZE[1] / 720
"""Of one centimetre at the face in the still."""
STILL_POSE = Pose(x=0.5, y=0.42)
_GLARE_PER_DEG = 0.09
"""A mirror turned by 1° moves the lamp it shows by this share of the face's width."""
_LEAST_GRAIN = 0.004
_BANDS = 1.6
"""Bands of a screen's refreshing over the picture's height."""
_OVAL_CM, _HOLE_CM, _EYE_CM = (7.4, -2.9, 9.6), (1.9, 1.15), 3.2
"""Of a mask: half width, middle below the eyes and half height of its outline; half width and half height of
a hole; the holes' distance from the middle."""


@dataclass(frozen=True)
class _Make:
    """What a medium looks like: its border in cm and colour, and the finest pattern it is made of.

    ``pitch_px`` is the pattern's period in px of the still; ``depth`` its share of the light.
    """

    border_cm: tuple[float, float]
    border: Colour
    pitch_px: float
    depth: float
    black: float
    """What is black on it still gives this much of white's light."""


_MAKES: Mapping[Medium, _Make] = MappingProxyType(
    {
        Medium.PHONE: _Make((0.7, 2.2), (30, 31, 34), 1.43, 0.07, 0.03),
        Medium.TABLET: _Make((1.8, 1.8), (24, 24, 26), 1.55, 0.07, 0.03),
        Medium.PAPER: _Make((1.2, 1.2), (240, 239, 234), 2.3, 0.03, 0.07),
        Medium.CUT_OUT: _Make((0.0, 0.0), (240, 239, 234), 2.3, 0.03, 0.07),
        Medium.MASK: _Make((0.0, 0.0), (240, 239, 234), 2.3, 0.03, 0.07),
    }
)


@dataclass(frozen=True, eq=False)
class FlatSheet:
    """The sheet to hold up, and the grain of what it is made of."""

    sheet: PhoneSheet
    pitch_px: float
    depth: float
    whole: bool
    """Whether its screen's box is covered by it everywhere."""


def draw_sheet(still: Picture, alpha: NDArray[np.uint8], eyes: Point, flat: Flat, look: Look) -> FlatSheet:
    """Put a still on its medium.

    Parameters
    ----------
    still, alpha
        Shape :data:`STILL_SIZE`, with the person's coverage.
    eyes
        Middle of the eyes in it, px.
    look
        Whose hands hold it.
    """
    make, unit = _MAKES[flat.medium], STILL_UNIT_PX
    left, right = round(eyes.x - flat.half_width_cm * unit), round(eyes.x + flat.half_width_cm * unit)
    top, bottom = round(eyes.y - flat.above_cm * unit), round(eyes.y + flat.below_cm * unit)
    left, top = max(0, left), max(0, top)
    shown = still[top : min(bottom, still.shape[0]), left : min(right, still.shape[1])]
    tall, wide = shown.shape[:2]
    aside, over = (round(cm * unit) for cm in make.border_cm)
    room = round(3 * unit)
    canvas = Canvas(wide + 2 * (aside + room), tall + 2 * (over + room))
    x, y = room + aside, room + over
    body = canvas.pixels[y - over : y + tall + over, x - aside : x + wide + aside]
    body[...] = (*reversed(make.border), 255)
    paper = cv2.convertScaleAbs(shown, alpha=1 - make.black, beta=255 * make.black)
    canvas.pixels[y : y + tall, x : x + wide, :3] = paper
    whole = flat.medium not in (Medium.CUT_OUT, Medium.MASK)
    if not whole:
        cover = alpha[top : top + tall, left : left + wide]
        if flat.medium is Medium.MASK:
            cover = _mask(np.array([eyes.x - left, eyes.y - top]), unit, (tall, wide))
        body[...] = cv2.multiply(body, cv2.merge([cover] * 4), scale=1 / 255)
    if flat.medium is not Medium.MASK:
        _draw_hands(canvas, x - aside, x + wide + aside, y + tall + over, unit, look)
    middle, width = Point(x + eyes.x - left, y + eyes.y - top), 14.0 * unit
    code = Box(middle.x - width / 2, middle.y - width / 2, width, width)
    return FlatSheet(
        PhoneSheet(canvas, code, Box(x, y, wide, tall)), make.pitch_px, make.depth * flat.grain, whole
    )


def show(picture: Picture, sheet: FlatSheet, flat: Flat, pose: Pose) -> None:
    """Draw the sheet into ``picture``, held as ``pose`` says, with what is mirrored in it."""
    height = picture.shape[0]
    held = Held(
        x=pose.x,
        y=pose.y,
        scale=pose.scale_px * height / 720 / STILL_UNIT_PX,
        yaw_deg=-pose.yaw_deg,
        pitch_deg=pose.pitch_deg,
        roll_deg=pose.roll_deg,
        glare=flat.gloss,
        glare_x=0.5 - _GLARE_PER_DEG * pose.yaw_deg,
        glare_y=-0.6 + _GLARE_PER_DEG * pose.pitch_deg,
    )
    patterned = sheet.depth > _LEAST_GRAIN or flat.band > 0
    before = None if sheet.whole or not patterned else picture.copy()
    if flat.bend_deg > 0:
        place = hold_bent(picture, sheet.sheet, held, flat.bend_deg)
    else:
        corners = hold(picture, sheet.sheet, held)
        place = _places(picture, sheet.sheet, corners) if patterned else None
    if patterned and place is not None:
        _grain(picture, before, sheet, flat, place)


Places = tuple[NDArray[np.float32], NDArray[np.float32], tuple[slice, slice]]


def _places(picture: Picture, sheet: PhoneSheet, corners: NDArray[np.float64]) -> Places | None:
    """Return the place on the sheet that each pixel shows, and the part of the picture where it is."""
    code, screen = sheet.code, sheet.screen
    on_sheet = np.array(
        [(code.x, code.y), (code.right, code.y), (code.right, code.bottom), (code.x, code.bottom)]
    )
    back = cv2.getPerspectiveTransform(corners.astype(np.float32), on_sheet.astype(np.float32))
    edges = np.array([(screen.x, screen.y), (screen.right, screen.bottom), (screen.right, screen.y),
                      (screen.x, screen.bottom)], np.float64)  # fmt: skip
    seen = cv2.perspectiveTransform(edges[:, None], np.linalg.inv(back))[:, 0]
    size = picture.shape[1], picture.shape[0]
    left, top = np.clip(np.floor(seen.min(0)).astype(int), 0, size)
    right, bottom = np.clip(np.ceil(seen.max(0)).astype(int), 0, size)
    if right <= left or bottom <= top:
        return None
    x, y = np.arange(left, right, dtype=np.float32), np.arange(top, bottom, dtype=np.float32)
    rows = back.astype(np.float32)
    down = np.add.outer(rows[2, 1] * y, rows[2, 0] * x + rows[2, 2])
    u, v = (np.add.outer(row[1] * y, row[0] * x + row[2]) / down for row in rows[:2])
    return u, v, np.s_[top:bottom, left:right]


def _grain(picture: Picture, before: Picture | None, sheet: FlatSheet, flat: Flat, place: Places) -> None:
    """Lay the medium's fine pattern, sampled at each pixel's middle, and a screen's bands over the sheet.

    Sampling a pattern finer than the pixels is what makes a camera show moiré, so it is done here, too:
    the pattern's phase is taken from where each pixel lies on the sheet. ``before`` is the picture without
    the sheet, needed where it does not cover everything.
    """
    u, v, area = place
    screen = sheet.sheet.screen
    inside = (u > screen.x) & (u < screen.right) & (v > screen.y) & (v < screen.bottom)
    if before is not None:
        inside &= (picture[area] != before[area]).any(axis=2)
    turn = np.float32(2 * np.pi / sheet.pitch_px)
    light = np.cos(turn * u)
    light += np.cos(turn * v)
    light *= np.float32(sheet.depth)
    if flat.band > 0:
        rows = np.arange(area[0].start, area[0].stop) / picture.shape[0]
        wave = 0.5 - 0.5 * np.cos(2 * np.pi * (_BANDS * rows + flat.phase))
        light -= (flat.band * wave).astype(np.float32)[:, None]
    light *= inside
    light += 1
    picture[area] = cv2.multiply(picture[area], cv2.merge([light] * 3), dtype=cv2.CV_8U)


def _mask(eyes: NDArray[np.float64], unit: float, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Return the coverage of a face's print with holes for the eyes, whose middle is at ``eyes``, px."""
    half_width, below, half_height = (cm * unit for cm in _OVAL_CM)
    sheet = Canvas(shape[1], shape[0])
    sheet.fill(smooth(ellipse(eyes - np.array([0, below]), half_width, half_height)), (255, 255, 255))
    for side in (-_EYE_CM, _EYE_CM):
        hole = ellipse(eyes + np.array([side * unit, 0]), *(cm * unit for cm in _HOLE_CM))
        cv2.fillPoly(sheet.pixels, [np.round(hole).astype(np.int32)], (0, 0, 0, 0))
    return np.ascontiguousarray(sheet.pixels[..., 3])


def _draw_hands(canvas: Canvas, left: float, right: float, bottom: float, unit: float, look: Look) -> None:
    """Two thumbs over the lower edge."""
    dark = mix(look.skin, (110, 50, 36), 0.4)
    for edge, inwards in ((left, 1), (right, -1)):
        thumb = smooth(
            np.array(
                [
                    (edge - inwards * 1.5 * unit, bottom + 2.5 * unit),
                    (edge - inwards * 1.0 * unit, bottom - 4.0 * unit),
                    (edge + inwards * 1.3 * unit, bottom - 4.6 * unit),
                    (edge + inwards * 1.2 * unit, bottom - 3.2 * unit),
                    (edge + inwards * 0.4 * unit, bottom + 2.5 * unit),
                ]
            )
        )
        canvas.fill(thumb, look.skin)
        canvas.stroke(thumb, dark, 1, closed=True)
