"""Signs that not a person but a screen or a print was photographed."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.photo.checks.face_part import FacePart, Floats

LOWEST = 0.055
"""Cycles a px: slower waves are the face itself."""
ON_AXIS, ON_GRID = 0.012, 0.015
"""Cycles a px within which a peak lies on an axis, and there on a multiple of JPEG's 1/8."""
AROUND = 15
PEAK_PX = 0.8


def raster(part: FacePart | None) -> float | None:
    """Return how far a regular raster stands out of the face's spectrum, ln of power above its surroundings.

    The pixels of a screen, or the dots of a print, beat with those of the camera: one pair of sharp peaks
    (moiré). Skin, hair and noise have none; JPEG's blocks have some, at multiples of 1/8 on the axes, which
    are left out.
    """
    if part is None:
        return None
    spectrum, down, across = (np.fft.fftshift(values) for values in part.power)
    usual = cv2.medianBlur(np.log(spectrum + 1e-9).astype(np.float32), 5)
    usual = cv2.blur(usual, (AROUND, AROUND))
    peaks = np.log(cv2.GaussianBlur(spectrum, (0, 0), PEAK_PX) + 1e-9) - usual
    judged = (np.hypot(down, across) > LOWEST) & ~_grid(down, across) & ~_grid(across, down)
    return float(peaks[judged].max())


def _grid(along: Floats, across: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return (np.abs(across) < ON_AXIS) & (np.abs(along - np.round(along * 8) / 8) < ON_GRID)
