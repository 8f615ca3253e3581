"""Which lamp is wrong: the light on the wall's two sides and on a person's two cheeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.calibration.limits import Limits
from kiosk.calibration.patch import lab
from kiosk.calibration.record import Advice, Lamps, Remark
from kiosk.camera.frame import Picture

COLUMNS, ROWS = 32, 18
"""The picture in cells of about 40 px: smaller than what hangs on a wall, larger than its grain."""
SIDE_COLUMNS = 10
"""Cells from either edge that count as that side; the person sits between them."""
UPPER_ROWS = 12
"""Below this row stand furniture and the person's shoulders."""
CLUTTERED = 6.0
"""A cell with a larger standard deviation than this, levels, shows a thing and not the wall."""
PERSON = 0.05
LEAST_CELLS = 24
"""A side of which fewer cells show the wall cannot be judged."""
TYPICAL_SHARE = 0.5
"""A side keeps the cells within so much of its median light: a dark picture on the wall does not count."""


@dataclass(frozen=True)
class WallSides:
    """Light (linear, 0..1 of white) and colour (sRGB, BGR 0..255) of the wall at the picture's sides."""

    left: float
    right: float
    left_bgr: NDArray[np.float32]
    right_bgr: NDArray[np.float32]

    @property
    def difference(self) -> float:
        """(right − left) / mean."""
        return 2 * (self.right - self.left) / max(self.right + self.left, 1e-6)

    @property
    def colour(self) -> float:
        """CIELAB distance of the two colours, lightness apart."""
        (_, left_a, left_b), (_, right_a, right_b) = lab(self.left_bgr), lab(self.right_bgr)
        return float(np.hypot(left_a - right_a, left_b - right_b))

    @property
    def left_warmth(self) -> float:
        """How much yellower (CIELAB b) the left side is than the right."""
        return lab(self.left_bgr)[2] - lab(self.right_bgr)[2]


def wall_sides(bgr: Picture, mask: NDArray[np.float32] | None) -> WallSides | None:
    """Measure the wall at the picture's left and right; None where too little of it is to be seen.

    Parameters
    ----------
    mask
        Person confidence of any resolution, None for an empty booth.
    """
    small = cv2.resize(bgr, (COLUMNS * 8, ROWS * 8), interpolation=cv2.INTER_AREA)
    cells = small.reshape(ROWS, 8, COLUMNS, 8, 3).transpose(0, 2, 1, 3, 4).reshape(ROWS, COLUMNS, 64, 3)
    plain = cells.std(axis=2).max(axis=2) <= CLUTTERED
    if mask is not None:
        share = cv2.resize(mask, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)
        plain &= cv2.dilate(share, np.ones((3, 3), np.uint8)) < PERSON
    plain[UPPER_ROWS:] = False
    colours = cells.mean(axis=2, dtype=np.float32)
    left = _side(colours[:, :SIDE_COLUMNS], plain[:, :SIDE_COLUMNS])
    right = _side(colours[:, -SIDE_COLUMNS:], plain[:, -SIDE_COLUMNS:])
    if left is None or right is None:
        return None
    return WallSides(_linear(left), _linear(right), left, right)


def judge_lamps(
    wall: WallSides | None, cheeks: float | None, before: Lamps | None, limits: Limits, now: datetime
) -> Lamps:
    """Say which lamp is wrong.

    A dim side and a strong side look alike in one picture. Against the light when the lamps were last in
    order the side that changed is the one to look at; without that the dim side is named, for a lamp
    that is off, turned away or too far is the commoner fault.

    Parameters
    ----------
    cheeks
        (picture right − picture left) / mean luma of a person's cheeks.
    before
        What was found last time.
    """
    remarks: list[Remark] = []
    uneven = _uneven(wall, cheeks, limits)
    if uneven is not None:
        remarks.append(_blame(uneven, wall, before, limits))
    if wall is not None and wall.colour > limits.colour:
        remarks.append(Remark(_warmer(wall), round(wall.colour, 1)))
    if wall is not None and max(wall.left, wall.right) < _linear_of_level(limits.level_least):
        remarks.insert(0, Remark(Advice.TOO_DARK, round(_level(max(wall.left, wall.right)))))
    return Lamps(
        now,
        None if wall is None else round(wall.difference, 3),
        None if cheeks is None else round(cheeks, 3),
        None if wall is None else round(wall.colour, 1),
        None if wall is None else round(wall.left, 4),
        None if wall is None else round(wall.right, 4),
        tuple(remarks),
    )


def _uneven(wall: WallSides | None, cheeks: float | None, limits: Limits) -> float | None:
    """Return the worse of the two differences against its limit, None when both are within."""
    found = [
        (abs(value) / limit, value)
        for value, limit in (
            (cheeks, limits.cheeks),
            (None if wall is None else wall.difference, limits.wall_sides),
        )
        if value is not None and abs(value) > limit
    ]
    return max(found)[1] if found else None


def _blame(uneven: float, wall: WallSides | None, before: Lamps | None, limits: Limits) -> Remark:
    """Name the lamp; the amount is how much less, or more, light its side has than the other, %."""
    right_brighter = uneven > 0
    bright, dim = 2 + abs(uneven), 2 - abs(uneven)
    if wall is not None and before is not None and not before.remarks:
        then = (before.left_level, before.right_level)
        if then[0] is not None and then[1] is not None:
            bright_now, bright_then = (wall.right, then[1]) if right_brighter else (wall.left, then[0])
            dim_now, dim_then = (wall.left, then[0]) if right_brighter else (wall.right, then[1])
            rose, fell = bright_now / bright_then - 1, 1 - dim_now / dim_then
            if rose > limits.lamp_change and rose > fell:
                strong = Advice.RIGHT_STRONG if right_brighter else Advice.LEFT_STRONG
                return Remark(strong, round(100 * (bright / dim - 1)))
    return Remark(Advice.LEFT_DIM if right_brighter else Advice.RIGHT_DIM, round(100 * (1 - dim / bright)))


def _warmer(wall: WallSides) -> Advice:
    if abs(wall.left_warmth) < wall.colour / 2:
        return Advice.COLOURS_DIFFER  # greener or redder: an old tube, a coloured thing beside the lamp
    return Advice.LEFT_WARMER if wall.left_warmth > 0 else Advice.RIGHT_WARMER


def _side(colours: NDArray[np.float32], plain: NDArray[np.bool_]) -> NDArray[np.float32] | None:
    found = colours[plain]
    if len(found) < LEAST_CELLS:
        return None
    light = found.mean(axis=1)
    typical = np.abs(light / max(float(np.median(light)), 1.0) - 1) < TYPICAL_SHARE
    return np.asarray(found[typical].mean(axis=0), np.float32)


def _linear(bgr: NDArray[np.float32]) -> float:
    """Return the luminance (ITU-R BT.709) of an sRGB colour, linear 0..1."""
    share = np.array([_linear_of_level(float(channel)) for channel in bgr])
    return float(share @ np.array([0.0722, 0.7152, 0.2126]))


def _linear_of_level(level: float) -> float:
    """IEC 61966-2-1."""
    share = level / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def _level(linear: float) -> float:
    return 255 * (12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055)
