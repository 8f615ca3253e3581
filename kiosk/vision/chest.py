"""The part of the picture below the chin: clothes, and the skin their neckline leaves free."""

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


@dataclass(frozen=True, eq=False)
class Chest:
    """A small picture of the chest.

    Attributes
    ----------
    blue_red, blue_green
        ln(B/R) and ln(B/G), which shade hardly changes, shape (rows, columns).
    body, skin
        What of it is the person, and which of that is bare skin.
    x, y
        Where its columns and rows lie, px of the frame.
    """

    blue_red: NDArray[np.float32]
    blue_green: NDArray[np.float32]
    body: NDArray[np.bool_]
    skin: NDArray[np.bool_]
    x: NDArray[np.float64]
    y: NDArray[np.float64]


def chest(
    picture: Picture, points: Points, head: HeadGeometry, mask: NDArray[np.float32] | None, roll_deg: float
) -> Chest | None:
    """Return the part below the chin; None where the picture ends too soon."""
    axis, unit = symmetry.neck_foot(head, roll_deg), head.face_width
    height, width = picture.shape[:2]
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
    aside = np.abs(x - axis)[None, :] / unit
    body = aside < np.minimum(BIB_SLOPE * below, BIB_REACH)[:, None]
    if mask is not None:
        rows, columns = mask.shape
        at = np.ix_((y * rows / height).astype(int), (x * columns / width).astype(int))
        body |= mask[at] > SURELY_PERSON
    blue_red, blue_green = _ratios(small)
    skin = body & (aside < NECKLINE)
    cheeks = [cheek_pixels(picture, points, outline) for outline in (mesh.CHEEK_RIGHT, mesh.CHEEK_LEFT)]
    whole = [pixels for pixels in cheeks if pixels is not None]
    if whole:
        red, green = _ratios(np.median(np.concatenate(whole), axis=0))
        skin &= np.hypot(blue_red - red, blue_green - green) < SKIN_WITHIN
    else:
        skin[:] = False
    return Chest(blue_red, blue_green, body, skin, x, y)


def _ratios(pixels: NDArray[np.generic]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    logs = np.log(pixels.astype(np.float32) + np.float32(DARK_LEVELS))
    return logs[..., 0] - logs[..., 2], logs[..., 0] - logs[..., 1]
