"""A sheet held in an arch: which spot of it each pixel of the picture shows."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.camera.sitter.phone import Held, PhoneSheet, blend, lens

Field = NDArray[np.float32]


def hold_bent(
    picture: Picture, sheet: PhoneSheet, held: Held, bend_deg: float
) -> tuple[Field, Field, tuple[slice, slice]] | None:
    """Draw the sheet, its surface part of an upright cylinder that bulges towards the lens.

    Parameters
    ----------
    bend_deg
        Turn of the surface from the sheet's left edge to its right one; more than 0.

    Returns
    -------
    tuple or None
        The place on the sheet, px, that each pixel shows (x, then y; far off where there is no sheet) and the
        part of the picture they belong to; None when nothing of it is in the picture.
    """
    height, width = picture.shape[:2]
    tall, wide = sheet.canvas.pixels.shape[:2]
    radius = wide / np.radians(bend_deg)
    seen, turn = lens(held, (width, height))
    middle = sheet.code.centre
    area = _reach(seen, turn, (-middle.x, wide - middle.x), (-middle.y, tall - middle.y), radius, picture)
    if area is None:
        return None
    x, y = _meets(seen, turn, radius, area)
    x, y = x + np.float32(middle.x), y + np.float32(middle.y)
    shown = cv2.remap(sheet.canvas.pixels, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    blend(picture[area], np.asarray(shown, np.uint8))
    return x, y, area


def _reach(
    seen: NDArray[np.float64],
    turn: NDArray[np.float64],
    across: tuple[float, float],
    down: tuple[float, float],
    radius: float,
    picture: Picture,
) -> tuple[slice, slice] | None:
    """Return the part of the picture in which the sheet lies."""
    along = np.linspace(*across, 9)
    bow = np.stack([radius * np.sin(along / radius), radius * (1 - np.cos(along / radius))])
    rim = np.concatenate([np.stack([bow[0], np.full(9, y), bow[1]]) for y in down], axis=1)
    spots = seen @ (turn @ rim + [[0.0], [0.0], [seen[0, 0]]])
    corner, far = (spots[:2] / spots[2]).min(axis=1) - 2, (spots[:2] / spots[2]).max(axis=1) + 2
    height, width = picture.shape[:2]
    left, top = np.clip(np.floor(corner).astype(int), 0, (width, height))
    right, bottom = np.clip(np.ceil(far).astype(int), 0, (width, height))
    return None if right <= left or bottom <= top else (slice(top, bottom), slice(left, right))


def _meets(
    seen: NDArray[np.float64], turn: NDArray[np.float64], radius: float, area: tuple[slice, slice]
) -> tuple[Field, Field]:
    """Return where each pixel's ray first meets the cylinder, px along its bow and down.

    The cylinder is x² + (z − r)² = r² in the sheet's own axes, so the ray's length solves a quadratic. Where
    a ray misses it the place lies far off every sheet.
    """
    back = np.linalg.inv(turn)
    start = back @ np.array([0.0, 0.0, -seen[0, 0]])
    u, v = np.meshgrid(
        np.arange(area[1].start, area[1].stop, dtype=np.float32),
        np.arange(area[0].start, area[0].stop, dtype=np.float32),
    )
    ray = back @ np.linalg.inv(seen)
    aside, down, deep = (np.float32(row[0]) * u + np.float32(row[1]) * v + np.float32(row[2]) for row in ray)
    x, y, z = (np.float32(value) for value in (start[0], start[1], start[2] - radius))
    square, half = aside * aside + deep * deep, x * aside + z * deep
    under = half * half - square * (x * x + z * z - np.float32(radius) ** 2)
    far = (-half - np.sqrt(np.maximum(under, 0))) / square
    bow = np.float32(radius) * np.arctan2(x + far * aside, -(z + far * deep))
    missed = under <= 0
    bow[missed] = -1e6
    return bow, np.asarray(y + far * down, np.float32)
