"""What lies beside the head: the room's wall stays when a head moves; a picture's edge and wall go along.

Two small grey pictures are compared beside and above the head, once as they are (the room stays) and once
with the earlier one moved as the face has moved (a picture is moved). What either way leaves unexplained is
counted block by block.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture

SIDE_PX = 320
"""Longest side of the small pictures."""
MOVED_PX = 1.5
"""Of the small picture: with less motion of the face the two cannot be told apart."""
FAR_WIDTHS = 0.6
"""Moved by more of its widths the face is compared with a newer picture."""
INNER, OUTER, ABOVE, TOP, BELOW = 0.85, 1.7, 1.35, 1.9, 0.35
"""Where is looked, in face widths from the middle of the face: aside from and to, above from and to (hair
lies nearer) and, aside, how far down (shoulders lie below)."""
BLOCK_PX = 8
QUIET = 2.5
"""Grey levels by which a block must be explained better by one than by the other: noise does not count."""
SURE_AREA = 0.05
"""Half a verdict: when so much of what is looked at speaks one way."""


@dataclass(frozen=True, eq=False)
class Glance:
    """A small grey picture, float32, and the face's rigid landmarks in it, shape (n, 2), px."""

    grey: NDArray[np.float32]
    points: NDArray[np.float32]

    @property
    def middle(self) -> NDArray[np.float32]:
        return np.asarray(self.points.mean(axis=0))

    @property
    def width_px(self) -> float:
        return float(np.ptp(self.points[:, 0]))


def glance(bgr: Picture, points: NDArray[np.float32]) -> Glance:
    """Return the small picture of a frame, shape (height, width, 3), and of the landmarks (n, 2) in it."""
    scale = SIDE_PX / max(bgr.shape[:2])
    # Green stands for grey: edges show in it, and turning a whole frame grey would cost a millisecond.
    small = cv2.resize(bgr[..., 1], None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return Glance(small.astype(np.float32), (points[:, :2] * scale).astype(np.float32))


@dataclass(frozen=True)
class Sides:
    """Shares of what was looked at that go ``with_face`` and ``with_room``, 0..1."""

    with_face: float
    with_room: float


def moved_px(before: Glance, now: Glance) -> float:
    """Return how far the face moved between two glances, px of the small picture."""
    return float(np.linalg.norm(now.points - before.points, axis=1).mean())


def sides(before: Glance, now: Glance) -> Sides | None:
    """Tell what beside the head went with the face; None when the face has hardly moved."""
    if moved_px(before, now) < MOVED_PX:
        return None
    ones = np.ones((len(before.points), 1), np.float32)
    affine = np.linalg.lstsq(np.hstack([before.points, ones]), now.points, rcond=None)[0].T
    size = now.grey.shape[1], now.grey.shape[0]
    carried = cv2.warpAffine(before.grey, affine, size, borderValue=-1.0)
    looked = _beside(now) & (carried >= 0)
    if not looked.any():
        return None
    stays, goes = np.abs(now.grey - before.grey), np.abs(now.grey - carried)
    share = _blocks(looked.astype(np.float32))
    whole = share > 0.5
    if not whole.any():
        return None
    difference = _blocks((stays - goes) * looked)[whole] / share[whole]
    return Sides(float((difference > QUIET).mean()), float((difference < -QUIET).mean()))


def together(seen: list[Sides]) -> float | None:
    """Return −1 (the room stays) .. 1 (everything goes with the face); None of nothing seen."""
    if not seen:
        return None
    face = float(np.mean([side.with_face for side in seen]))
    room = float(np.mean([side.with_room for side in seen]))
    return (face - room) / (face + room + SURE_AREA)


def _beside(now: Glance) -> NDArray[np.bool_]:
    height, width = now.grey.shape
    (x, y), face = now.middle, now.width_px
    aside = np.abs(np.arange(width) - x)[None, :] / face
    down = (np.arange(height) - y)[:, None] / face
    beside = (aside > INNER) & (aside < OUTER) & (down < BELOW) & (down > -TOP)
    above = (aside < OUTER) & (down < -ABOVE) & (down > -TOP)
    return np.asarray(beside | above)


def _blocks(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the means of blocks of :data:`BLOCK_PX`."""
    rows, columns = (side // BLOCK_PX * BLOCK_PX for side in values.shape)
    return np.asarray(
        cv2.resize(
            values[:rows, :columns],
            (columns // BLOCK_PX, rows // BLOCK_PX),
            interpolation=cv2.INTER_AREA,
        )
    )
