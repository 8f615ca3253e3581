"""A small picture of the face, upright to the eyes and of one size: where things on a head are looked for.

Places are given in eye distances from the middle between the pupils, x to the picture's right, y down.
An eye distance is about 63 mm, so 60 px of it make a pixel a millimetre.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.vision.landmarks import Points
from kiosk.vision.observation import HeadGeometry


@dataclass(frozen=True)
class Window:
    """What is cut out: its sides in eye distances, and the px an eye distance gets."""

    left: float
    right: float
    top: float
    bottom: float
    scale_px: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, px."""
        return (
            round((self.right - self.left) * self.scale_px),
            round((self.bottom - self.top) * self.scale_px),
        )

    def column(self, x: float) -> int:
        return round((x - self.left) * self.scale_px)

    def row(self, y: float) -> int:
        return round((y - self.top) * self.scale_px)


def cut(picture: Picture, head: HeadGeometry, window: Window) -> Picture | None:
    """Return the window's BGR pixels, shape (height, width, 3); None when the face's middle is cut off.

    Beyond the picture its edge is repeated.
    """
    across, down, middle = axes(head)
    ends = [
        middle + head.eye_distance * (x * across + y * down)
        for x in (window.left, window.right)
        for y in (window.top, window.bottom)
    ]
    height, width = picture.shape[:2]
    low = np.maximum(np.floor(np.min(ends, axis=0)).astype(int) - 2, 0)
    high = np.minimum(np.ceil(np.max(ends, axis=0)).astype(int) + 3, (width, height))
    if (high - low).min() < 2 or not (low < middle).all() or not (middle < high).all():
        return None
    part = picture[low[1] : high[1], low[0] : high[0]]
    scale = window.scale_px / head.eye_distance
    if scale < 1:  # the mean of all pixels, or fine lines come and go
        times = int(1 / scale)
        if times > 1:  # the mean of whole squares is three times as fast, and the rest is small
            part = part[: part.shape[0] // times * times, : part.shape[1] // times * times]
            scale = 1 / times
        size = (max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale)))
        shrink = np.array(size) / (part.shape[1], part.shape[0])
        part = cv2.resize(part, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    else:
        shrink = np.ones(2)
    step = head.eye_distance / window.scale_px
    corner = middle + head.eye_distance * (window.left * across + window.top * down) - low
    matrix = np.column_stack([across * step, down * step, corner]) * shrink[:, None]
    warped = cv2.warpAffine(
        part,
        matrix,
        window.size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(warped, np.uint8)


def placed(points: Points, head: HeadGeometry) -> NDArray[np.float64]:
    """Return mesh points in eye distances from the middle between the pupils, shape (n, 2)."""
    across, down, middle = axes(head)
    off = (points[:, :2] - middle) / head.eye_distance
    return np.asarray(np.stack([off @ across, off @ down], axis=1), np.float64)


def in_picture(places: NDArray[np.float64], head: HeadGeometry) -> NDArray[np.float64]:
    """Return places in eye distances, shape (n, 2), as px of the picture: the reverse of :func:`placed`."""
    across, down, middle = axes(head)
    return np.asarray(middle + head.eye_distance * (places[:, :1] * across + places[:, 1:] * down))


def axes(head: HeadGeometry) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the head's unit directions to the picture's right and down, and the middle of its eyes in px."""
    x, y = head.eye_right.x - head.eye_left.x, head.eye_right.y - head.eye_left.y
    length = math.hypot(x, y)
    across = np.array([x / length, y / length])
    down = np.array([-across[1], across[0]])
    middle = np.array([(head.eye_left.x + head.eye_right.x) / 2, (head.eye_left.y + head.eye_right.y) / 2])
    return across, down, middle
