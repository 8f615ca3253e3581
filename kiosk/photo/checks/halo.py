"""The outline against the background: a rim of the old wall left on (halo)."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.photo.checks.background import Plain, unlike

Floats = NDArray[np.float64]

LIKE = 14.0
"""Levels, largest of the three channels, within which a pixel is the background itself."""
OUTSIDE_PX, INSIDE_PX = 2, 12
"""Each profile runs from so far outside the outline to so far inside."""
RIM_PX = (0, 2)
"""Where a rim of the old wall would lie, from the outline inwards."""
PERSON_PX = (5, 11)
"""Where the profile shows the person, behind any rim."""
LEAST_CONTRAST = 60.0
"""Distance between person and background, levels, from which the outline's mixture is judged."""
THIRD = 40.0
"""Distance from every mixture of person and background, levels, that is a colour of its own."""
LEAST_PROFILES = 60
EVERY = 2


def halo(bgr: Picture, plain: Plain, least_y: float) -> float | None:
    """Return the share of the outline, 0..1, along which a colour of its own lies between both sides.

    Where person and background meet, a lens and an honest matte mix the two. A third colour there is what
    a careless matte left of the wall. Judged above ``least_y`` (px), where head and shoulders end the
    picture's background; None where too little of the outline can be seen.
    """
    person = (unlike(bgr, plain.colour) > LIKE).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(person)
    if count < 2:
        return None
    largest = (labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))).astype(np.uint8)
    away = cv2.distanceTransform(largest, cv2.DIST_L2, 5) - cv2.distanceTransform(1 - largest, cv2.DIST_L2, 5)
    smooth = cv2.GaussianBlur(away, (0, 0), 3)
    normal_x, normal_y = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    rows, columns = np.nonzero((away > 0) & (away < 1.5))
    keep = (
        (rows < least_y) & (rows > INSIDE_PX) & (columns > INSIDE_PX) & (columns < bgr.shape[1] - INSIDE_PX)
    )
    rows, columns = rows[keep][::EVERY], columns[keep][::EVERY]
    if rows.size < LEAST_PROFILES:
        return None
    x, y = normal_x[rows, columns], normal_y[rows, columns]
    length = np.maximum(np.hypot(x, y), 1e-6)
    steps = np.arange(-OUTSIDE_PX, INSIDE_PX + 1)
    across = (columns[:, None] + steps * (x / length)[:, None]).astype(np.float32)
    down = (rows[:, None] + steps * (y / length)[:, None]).astype(np.float32)
    lines = cv2.remap(bgr, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float64)
    return _judged(lines, plain.colour)


def _judged(lines: Floats, background: Floats) -> float | None:
    """Judge profiles, shape (n, steps, 3)."""
    rim = lines[:, OUTSIDE_PX + RIM_PX[0] : OUTSIDE_PX + RIM_PX[1] + 1] - background
    least: Floats = np.full(rim.shape[:2], np.inf)
    seen = np.zeros(len(lines), bool)
    for place in range(OUTSIDE_PX + PERSON_PX[0], OUTSIDE_PX + PERSON_PX[1] + 1, 2):
        axis = lines[:, place] - background
        length = np.linalg.norm(axis, axis=1)
        seen |= length > LEAST_CONTRAST
        axis /= np.maximum(length, 1e-6)[:, None]
        along = np.clip(np.einsum("nsk,nk->ns", rim, axis), 0, length[:, None])
        residue = np.linalg.norm(rim - along[:, :, None] * axis[:, None, :], axis=2)
        least = np.minimum(least, residue)
    if seen.sum() < LEAST_PROFILES:
        return None
    return float((least[seen].max(axis=1) > THIRD).mean())
