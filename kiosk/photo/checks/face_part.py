"""The parts of a photo that signs of handling are looked for in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.vision.observation import HeadGeometry

Floats = NDArray[np.float64]

LEAST_FACE_PX = 120.0
"""A face narrower than this holds too little of the fine detail that these signs lie in."""
ABOVE, BELOW = 0.7, 0.15
"""How far above the eyes and below the chin the head is looked at, face widths."""
SMOOTH_PX = 8.0
"""Shading and shapes wider than this are taken off before the fine detail is looked at."""


@dataclass(frozen=True, eq=False)
class FacePart:
    """The luma of a rectangle round the face, float64."""

    luma: Floats
    face_width_px: float

    @cached_property
    def power(self) -> tuple[Floats, Floats, Floats]:
        """The power spectrum of fine detail and each value's frequency down and across, cycles a px."""
        rows, columns = self.luma.shape
        fine = self.luma - cv2.GaussianBlur(self.luma, (0, 0), SMOOTH_PX)
        spectrum = np.abs(np.fft.fft2(fine * np.outer(np.hanning(rows), np.hanning(columns)))) ** 2
        down, across = np.meshgrid(np.fft.fftfreq(rows), np.fft.fftfreq(columns), indexing="ij")
        return spectrum, down, across


def face_part(bgr: Picture, head: HeadGeometry | None) -> FacePart | None:
    """Return the head from above the forehead to below the chin; None where it is small or cut off."""
    if head is None or head.face_width < LEAST_FACE_PX:
        return None
    width = head.face_width
    height_px, width_px = bgr.shape[:2]
    left, right = max(0, int(head.face_left_x)), min(width_px, int(head.face_right_x))
    top = max(0, int(head.eye_line_y - ABOVE * width))
    bottom = min(height_px, int(head.chin.y + BELOW * width))
    if right - left < LEAST_FACE_PX / 2 or bottom - top < LEAST_FACE_PX:
        return None
    luma = cv2.cvtColor(bgr[top:bottom, left:right], cv2.COLOR_BGR2GRAY)
    return FacePart(luma.astype(np.float64), width)
