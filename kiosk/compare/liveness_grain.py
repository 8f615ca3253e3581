"""Moiré: a screen's pixels or a print's dots beat with the camera's and leave peaks in the spectrum.

Skin has a spectrum without peaks, falling evenly. In smooth patches of skin the largest peak is compared with
what lies around it at the same frequency.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture

_PATCHES = (50, 280, 151)
"""Landmarks in the middle of both cheeks and of the forehead."""
_CHEEKS = (234, 454)
_SIDE_WIDTHS = 0.26
SIDE_PX = 64
"""Patches are cut, never scaled: scaling would blur the peaks or make some."""
_LOW, _HIGH = 0.09, 0.5
"""Cycles per px between which is looked: below lie shading and the face's own form."""
_RINGS = 10


def peak(bgr: Picture, landmarks: NDArray[np.float32]) -> float | None:
    """Return the largest peak in decibels over its surroundings, of the patch that shows least.

    None when no patch is large enough. The least of the patches: hair, a fold or a glint has peaks in one
    patch, a pattern is everywhere.
    """
    left, right = (landmarks[index, :2] for index in _CHEEKS)
    half = min(SIDE_PX // 2, int(_SIDE_WIDTHS * float(np.linalg.norm(right - left)) / 2))
    if half < SIDE_PX // 4:
        return None
    found = []
    for index in _PATCHES:
        x, y = landmarks[index, :2].astype(int)
        if half <= x < bgr.shape[1] - half and half <= y < bgr.shape[0] - half:
            found.append(_peak(bgr[y - half : y + half, x - half : x + half, 1]))
    return min(found) if len(found) >= 2 else None


def _peak(patch: NDArray[np.uint8]) -> float:
    grey = patch.astype(np.float32)
    grey -= cv2.GaussianBlur(grey, (0, 0), 4)
    window = np.hanning(grey.shape[0])
    power = np.abs(np.fft.rfft2(grey * np.outer(window, window))) ** 2 + 1e-3
    far = np.hypot(np.fft.fftfreq(grey.shape[0])[:, None], np.fft.rfftfreq(grey.shape[1])[None, :])
    rings = np.floor((far - _LOW) / (_HIGH - _LOW) * _RINGS).astype(int)
    highest = 0.0
    for ring in range(_RINGS):
        values = power[rings == ring]
        highest = max(highest, float(values.max() / np.median(values)))
    return float(10 * np.log10(highest))
