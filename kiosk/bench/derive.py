"""Real pictures with one fault put in: relit, blurred, rolled, shirt dyed; pure functions of the picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.geometry import Box

_STEP = 0.10
"""Half the width of the passage from the lit to the dark half, in face widths."""
_SHIRT_LOW = 0.12
"""A T-shirt begins below the chin by this share of T."""
_SHIRT_RED, _SHIRT_YELLOW, _SHIRT_DARKEST = 4.0, 3.0, 90
"""White cloth has less of CIELAB a and b than any skin, and its folds more lightness (0..255)."""


TURN_SHARE = 0.0146
"""Of the width over both ears, how much more a degree of turning shows of one side than of the other."""
NOD_SHARE, LEVEL_EARS = 0.004, 0.158
"""Of that width, by how much a degree of chin-up lowers the ears against the pupils, and how far below them
they lie on average."""
LEAST_HAIR = 0.2
"""Of less hair above the forehead, in face widths, no piece can be taken."""


@dataclass(frozen=True)
class Points:
    """Where the head is, from the 189 points that were set by hand, px."""

    pupil_left: tuple[float, float]
    pupil_right: tuple[float, float]
    chin: tuple[float, float]
    left_x: float
    right_x: float
    hair: tuple[float, float, float]
    """x of the hairline's middle, y of the crown and of the hairline."""
    ears: tuple[Box, Box]
    """About the rims of the picture's left and right ear."""

    @property
    def eye_distance(self) -> float:
        return math.dist(self.pupil_left, self.pupil_right)

    @property
    def face_width(self) -> float:
        return self.right_x - self.left_x

    @property
    def hair_px(self) -> float:
        """How far the hair stands above the forehead."""
        return self.hair[2] - self.hair[1]

    @property
    def roll_deg(self) -> float:
        """> 0: the pupil on the picture's right is lower."""
        return math.degrees(
            math.atan2(self.pupil_right[1] - self.pupil_left[1], self.pupil_right[0] - self.pupil_left[0])
        )

    @property
    def turn_deg(self) -> float:
        """How far the head is turned by where the ears end beside the pupils; > 0: to the picture's right.

        Ears stand out differently from each other by about 1° of this.
        """
        left, right = (abs(ear.centre.x - self.middle_x) for ear in self.ears)
        return (left - right) / self.face_width / TURN_SHARE

    @property
    def nod_deg(self) -> float:
        """How far the chin is up by how low the ears lie; people's ears differ by 8° of this."""
        eyes = (self.pupil_left[1] + self.pupil_right[1]) / 2
        ears = sum(ear.centre.y for ear in self.ears) / 2
        return ((ears - eyes) / self.face_width - LEVEL_EARS) / NOD_SHARE

    @property
    def middle_x(self) -> float:
        return (self.pupil_left[0] + self.pupil_right[0]) / 2


def load_points(path: Path) -> Points:
    """Read a ``.tem`` file: 0 and 1 are the pupils, 115–124 the ears' rims, 129 the chin."""
    lines = path.read_text("ascii").split("\n")[1:]
    points = [tuple(map(float, line.split())) for line in lines[:189]]
    pupils = sorted(((x, y) for x, y in points[:2]), key=lambda point: point[0])
    rims = [x for x, _ in points[115:125]]
    chin_x, chin_y = points[129]
    line_x, line_y = np.median(np.array(points[134:145]), axis=0)
    ears = sorted((_box(points[115:120]), _box(points[120:125])), key=lambda box: box.x)
    return Points(
        pupils[0],
        pupils[1],
        (chin_x, chin_y),
        min(rims),
        max(rims),
        (float(line_x), points[151][1], min(float(line_y), min(y for _, y in points[134:145]))),
        (ears[0], ears[1]),
    )


def _box(points: list[tuple[float, ...]]) -> Box:
    low, high = np.array(points).min(axis=0), np.array(points).max(axis=0)
    return Box(float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))


def relit(picture: Picture, points: Points, *, dark_left: bool, linear: bool) -> Picture:
    """Halve the light on one side of the face.

    Parameters
    ----------
    linear
        Whether the ratio 1:2 is that of the light (sRGB is decoded first) or that of the pixel values.
    """
    middle = (points.pupil_left[0] + points.pupil_right[0]) / 2
    width = points.right_x - points.left_x
    across = (np.arange(picture.shape[1]) - middle) / (_STEP * width)
    share = 0.5 + 0.5 * np.tanh(across)
    gain = 0.5 + 0.5 * (share if dark_left else 1 - share)
    if linear:
        gain = gain ** (1 / 2.2)  # sRGB is close to a power of 2.2, and a power passes through a product
    lit = picture.astype(np.float32) * gain[None, :, None].astype(np.float32)
    return np.asarray(np.clip(lit.round(), 0, 255), np.uint8)


def blurred(picture: Picture, points: Points) -> Picture:
    """Blur evenly: standard deviation 3 px at an eye distance of 200 px."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 3 * points.eye_distance / 200), np.uint8)


def rolled(picture: Picture, turn_deg: float) -> Picture:
    """Turn the picture about its middle, clockwise for positive angles."""
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -turn_deg, 1.0)
    size, border = (width, height), cv2.BORDER_REPLICATE
    return np.asarray(cv2.warpAffine(picture, turn, size, flags=cv2.INTER_CUBIC, borderMode=border), np.uint8)


def ear_covered(picture: Picture, points: Points, *, left: bool) -> Picture:
    """Cover the picture's left or right ear with a piece of the person's own hair from above the forehead.

    There must be some: see :data:`LEAST_HAIR`.
    """
    middle, crown, line = points.hair
    rise, half, wide = points.hair_px, 0.15 * points.face_width, points.face_width
    hair = picture[int(crown + rise / 4) : int(line - rise / 4), int(middle - half) : int(middle + half)]
    ear = points.ears[0 if left else 1]
    outwards, inwards = 0.10 * wide, 0.06 * wide
    x = ear.x - (outwards if left else inwards)
    right = ear.right + (inwards if left else outwards)
    y, bottom = ear.y - 0.3 * ear.height, ear.bottom + 0.3 * ear.height
    covered = picture.copy()
    box = np.s_[int(y) : int(bottom), max(0, int(x)) : int(right)]
    tall, across = covered[box].shape[:2]
    covered[box] = cv2.resize(hair, (across, tall))
    return covered


def dyed(picture: Picture, points: Points, mask: NDArray[np.float32], blue: tuple[int, int, int]) -> Picture:
    """Dye the white T-shirt.

    Parameters
    ----------
    mask
        Where a person is, 0..1, any size.
    blue
        sRGB colour that white becomes.
    """
    height, width = picture.shape[:2]
    person = cv2.resize(mask, (width, height)) > 0.5
    light, a, b = (part.astype(np.float32) for part in cv2.split(cv2.cvtColor(picture, cv2.COLOR_BGR2LAB)))
    pale = (a - 128 < _SHIRT_RED) & (b - 128 < _SHIRT_YELLOW) & (light > _SHIRT_DARKEST)
    eyes = (points.pupil_left[1] + points.pupil_right[1]) / 2
    below = np.arange(height)[:, None] > points.chin[1] + _SHIRT_LOW * (points.chin[1] - eyes)
    cloth = (person & pale & below).astype(np.uint8)
    cloth = np.asarray(cv2.morphologyEx(cloth, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)), np.uint8)
    cloth = np.asarray(cv2.morphologyEx(cloth, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)), np.uint8)
    soft = cv2.GaussianBlur(cloth.astype(np.float32), (0, 0), 2.0)[..., None]
    dye = np.array(blue[::-1], np.float32) / 255
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32)[..., None]
    out = picture * (1 - soft) + grey * dye * soft
    return np.asarray(np.clip(out.round(), 0, 255), np.uint8)
