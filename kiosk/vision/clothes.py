"""The colour of the clothes: how much of them is blue, and how far they stand out from the wall.

Blue is what merges with the light blue background or is too near it: more blue than red by a fifth, at
least as much blue as green, and on blue's side of violet. Navy, jeans, royal, sky and pale blue are;
grey, black and white are not, whatever lamps within 4200 to 8200 K do to them, nor are green, mint or purple.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.vision import mesh, symmetry
from kiosk.vision.landmarks import Points
from kiosk.vision.light import cheek_pixels
from kiosk.vision.observation import HeadGeometry
from kiosk.vision.seen import Seen
from kiosk.vision.whites import Cast, cast

REACH, TOP, BOTTOM = 1.45, 0.10, 1.30
"""Half width of the part looked at, and its ends below the chin, in face widths."""
COLUMNS = 120
BIB_TOP, BIB_SLOPE, BIB_REACH = 0.35, 1.6, 0.95
"""Where everybody's chest is, mask or no mask: from so far below the chin on, widening so fast to so far."""
SURELY_PERSON = 0.8
NECKLINE = 0.75
"""Half width of the part where skin may show."""
SKIN_WITHIN = 0.22
"""Distance of ln(B/R) and ln(B/G) from the cheek's that is still skin."""
DARK_LEVELS = 12.0
"""Added to all channels: what differs less than this is black's noise and sheen, not colour."""
BLUE_RED = 0.19
"""Least ln(B/R) of blue; a white shirt under 8200 K reaches 0.14, the palest blue shirts begin at 0.22."""
VIOLET = 1.15
"""ln(B/G) / ln(B/R) beyond which blue turns to violet (hue 250° of 360°)."""
LEAST_SHARE = 0.1
"""Share of the part that must be clothes to be judged."""
BESIDE, BAND = (0.60, 1.15), 0.12
"""Where the shoulder's edge is looked at beside the axis, and how far within and above it; face widths."""
LEAST_COLUMNS = 8


@dataclass(frozen=True, eq=False)
class _Chest:
    """The part below the chin: small BGR picture, which of its pixels are the body, its columns' x, px."""

    picture: NDArray[np.float32]
    body: NDArray[np.bool_]
    x: NDArray[np.float64]


def measure(seen: Seen) -> dict[str, float | None]:
    """Return the group's measures, see :mod:`kiosk.vision.units`."""
    picture, points, head = seen.frame.bgr, seen.face.mesh, seen.head
    return {
        "clothes_blue": blue_share(picture, points, head, seen.mask, seen.roll_deg),
        "clothes_wall": None if seen.mask is None else from_wall(picture, head, seen.mask),
    }


def blue_share(
    picture: Picture, points: Points, head: HeadGeometry, mask: NDArray[np.float32] | None, roll_deg: float
) -> float | None:
    """Return the share 0..1 of the clothes below the chin that is blue; None when too little is seen."""
    axis = symmetry.neck_foot(head, roll_deg)
    chest = _chest(picture, head, mask, axis)
    if chest is None:
        return None
    light = cast(picture, points) or Cast(0.0, 0.0)
    blue_red, blue_green = _ratios(chest.picture)
    clothes = chest.body & ~_skin(picture, points, blue_red, blue_green, chest.x, axis, head.face_width)
    if clothes.mean() < LEAST_SHARE:
        return None
    blue_red, blue_green = blue_red[clothes] - light.blue_red, blue_green[clothes] - light.blue_green
    blue = (blue_red > BLUE_RED) & (blue_green > 0) & (blue_green < VIOLET * blue_red)
    return float(blue.mean())


def from_wall(picture: Picture, head: HeadGeometry, mask: NDArray[np.float32]) -> float | None:
    """Return the CIELAB distance of the clothes from the wall above the shoulder, the lesser of both sides.

    None where neither shoulder's edge is seen.
    """
    height, width = picture.shape[:2]
    edge = symmetry.profile(head, mask, width, height)
    x = edge.first_x + edge.step * np.arange(len(edge.y))
    distances = []
    for side in (-1, 1):
        away = side * (x - head.centre_x) / head.face_width
        at = np.flatnonzero((away > BESIDE[0]) & (away < BESIDE[1]) & ~np.isnan(edge.y))
        lower, upper = (edge.y[at] + sign * BAND * head.face_width for sign in (1, -1))
        kept = (lower < height) & (upper >= 0)
        if kept.sum() >= LEAST_COLUMNS:
            columns = x[at][kept].astype(int)
            pair = [
                _lab(np.median(picture[rows[kept].astype(int), columns], axis=0)) for rows in (lower, upper)
            ]
            distances.append(float(np.linalg.norm(pair[0] - pair[1])))
    return min(distances) if distances else None


def _chest(
    picture: Picture, head: HeadGeometry, mask: NDArray[np.float32] | None, axis: float
) -> _Chest | None:
    height, width = picture.shape[:2]
    unit = head.face_width
    left, right = max(0, round(axis - REACH * unit)), min(width, round(axis + REACH * unit))
    top, bottom = max(0, round(head.chin.y + TOP * unit)), min(height, round(head.chin.y + BOTTOM * unit))
    if right - left < COLUMNS // 4 or bottom - top < BIB_TOP * unit:
        return None
    scale = min(1.0, COLUMNS / (2 * REACH * unit))
    size = (max(2, round((right - left) * scale)), max(2, round((bottom - top) * scale)))
    step = max(1, int(0.5 / scale))  # of the pixels to be averaged every other one tells as much
    small = cv2.resize(picture[top:bottom:step, left:right:step], size, interpolation=cv2.INTER_AREA)
    x = left + (np.arange(size[0]) + 0.5) * (right - left) / size[0]
    y = top + (np.arange(size[1]) + 0.5) * (bottom - top) / size[1]
    below = (y - head.chin.y) / unit - BIB_TOP
    body = np.abs(x - axis)[None, :] / unit < np.minimum(BIB_SLOPE * below, BIB_REACH)[:, None]
    if mask is not None:
        rows, columns = mask.shape
        at = np.ix_((y * rows / height).astype(int), (x * columns / width).astype(int))
        body |= mask[at] > SURELY_PERSON
    return _Chest(small.astype(np.float32), body, x)


def _skin(
    picture: Picture,
    points: Points,
    blue_red: NDArray[np.float32],
    blue_green: NDArray[np.float32],
    x: NDArray[np.float64],
    axis: float,
    unit: float,
) -> NDArray[np.bool_]:
    cheeks = [cheek_pixels(picture, points, outline) for outline in (mesh.CHEEK_RIGHT, mesh.CHEEK_LEFT)]
    whole = [pixels for pixels in cheeks if pixels is not None]
    if not whole:
        return np.zeros(blue_red.shape, np.bool_)
    skin_red, skin_green = _ratios(np.median(np.concatenate(whole), axis=0).astype(np.float32))
    near = np.hypot(blue_red - skin_red, blue_green - skin_green) < SKIN_WITHIN
    return np.asarray(near & (np.abs(x - axis) < NECKLINE * unit)[None, :])


def _ratios(pixels: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return ln(B/R) and ln(B/G), which shade hardly changes."""
    logs = np.log(pixels + np.float32(DARK_LEVELS))
    return logs[..., 0] - logs[..., 2], logs[..., 0] - logs[..., 1]


def _lab(bgr: NDArray[np.float64]) -> NDArray[np.float32]:
    return np.asarray(cv2.cvtColor(np.float32(bgr / 255).reshape(1, 1, 3), cv2.COLOR_BGR2LAB).reshape(3))
