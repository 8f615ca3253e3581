"""The colour of the clothes: how much of them is blue, and how far they stand out from the wall.

Blue is what merges with the light blue background or is too near it: more blue than red by a fifth, at
least as much blue as green, and on blue's side of violet. Navy, jeans, royal, sky and pale blue are;
grey, black and white are not, whatever lamps within 4200 to 8200 K do to them, nor are green, mint or purple.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.vision import symmetry
from kiosk.vision.chest import chest
from kiosk.vision.landmarks import Points
from kiosk.vision.observation import HeadGeometry
from kiosk.vision.seen import Seen
from kiosk.vision.whites import blue_light

BLUE_RED = 0.19
"""Least ln(B/R) of blue; a white shirt under 8200 K reaches 0.14, the palest blue shirts begin at 0.22."""
VIOLET = 1.15
"""ln(B/G) / ln(B/R) beyond which blue turns to violet (hue 250° of 360°)."""
LEAST_SHARE = 0.1
"""Share of the part that must be clothes to be judged."""
BESIDE, BAND = (0.60, 1.15), 0.12
"""Where the shoulder's edge is looked at beside the axis, and how far within and above it; face widths."""
LEAST_COLUMNS = 8


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
    part = chest(picture, points, head, mask, roll_deg)
    if part is None:
        return None
    clothes = part.body & ~part.skin
    if clothes.mean() < LEAST_SHARE:
        return None
    light = blue_light(picture, points)
    blue_red, blue_green = (
        part.blue_red[clothes] - light.blue_red,
        part.blue_green[clothes] - light.blue_green,
    )
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


def _lab(bgr: NDArray[np.float64]) -> NDArray[np.float32]:
    return np.asarray(cv2.cvtColor(np.float32(bgr / 255).reshape(1, 1, 3), cv2.COLOR_BGR2LAB).reshape(3))
