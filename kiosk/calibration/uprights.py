"""How the camera hangs, from upright edges in the room: door frames, shelves, the edges of a sheet."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture

FOCAL_WIDTHS = 0.8
"""Focal length / picture width, of a lens that sees 64° across. Webcams see 55° to 78° (0.96 to 0.62): a
tilt told in degrees is right within a quarter of itself, which way and whether at all does not depend on
it, and the roll not either."""
LONG = 0.12
"""An edge counts from this length on, heights of the picture."""
NEARLY_DEG = 12.0
"""An edge that leans more is not meant to be upright."""
ALIKE_DEG = 0.8
LEAST_EDGES = 3
"""So many edges must agree within :data:`ALIKE_DEG`: one alone may be anything."""
LEAST_SHARE = 0.5
"""… and they must be this share of all the upright-looking length, or the room has no clear upright."""
SPREAD = 0.35
"""Tilt is told only from edges spread over this share of the width: it is seen in how they converge."""


@dataclass(frozen=True)
class Upright:
    """``roll_deg`` > 0: upright things lean to the picture's right; ``tilt_deg`` > 0: the camera looks up."""

    roll_deg: float
    tilt_deg: float | None


def uprights(bgr: Picture) -> Upright | None:
    """Return roll and tilt from the room's upright edges; None when they are too few or disagree."""
    grey = cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY)
    found = cv2.createLineSegmentDetector().detect(grey)[0]
    if found is None:
        return None
    height, width = grey.shape
    x1, y1, x2, y2 = found.reshape(-1, 4).astype(np.float64).T
    dx, dy = x2 - x1, y2 - y1
    length = np.hypot(dx, dy)
    lean_deg = np.degrees(np.arctan2(-dx * np.sign(dy), np.abs(dy)))
    chosen = (length > LONG * height) & (np.abs(lean_deg) < NEARLY_DEG)
    if chosen.sum() < LEAST_EDGES:
        return None
    across = ((x1 + x2) / 2 - width / 2)[chosen] / width
    return _agreed(lean_deg[chosen], across, length[chosen])


def _agreed(
    lean_deg: NDArray[np.float64], across: NDArray[np.float64], length: NDArray[np.float64]
) -> Upright | None:
    """Fit lean = roll + slope · across, leaving out what disagrees; a plain median where it is one-sided."""
    wide = float(np.ptp(across)) >= SPREAD
    roll, slope = _median(lean_deg, length), 0.0
    if wide:
        roll, slope = _best_line(lean_deg, across, length)
    near = np.abs(lean_deg - roll - slope * across) < ALIKE_DEG
    if near.sum() < LEAST_EDGES or length[near].sum() < LEAST_SHARE * length.sum():
        return None
    if wide and float(np.ptp(across[near])) >= SPREAD:
        weight = np.sqrt(length[near])
        columns = np.stack([np.ones(int(near.sum())), across[near]], axis=1) * weight[:, None]
        roll, slope = np.linalg.lstsq(columns, lean_deg[near] * weight, rcond=None)[0]
        tilt = -float(np.degrees(np.arctan(np.radians(slope) * FOCAL_WIDTHS)))
        return Upright(float(roll), tilt)
    return Upright(float(np.average(lean_deg[near], weights=length[near])), None)


def _best_line(
    lean_deg: NDArray[np.float64], across: NDArray[np.float64], length: NDArray[np.float64]
) -> tuple[float, float]:
    """Return (roll, slope) of the line through two edges that the greatest length agrees with."""
    best, found = -1.0, (0.0, 0.0)
    first, second = np.triu_indices(len(across), 1)
    apart = across[second] - across[first]
    far = np.abs(apart) >= SPREAD
    for a, b, gap in zip(first[far], second[far], apart[far], strict=True):
        slope = (lean_deg[b] - lean_deg[a]) / gap
        roll = lean_deg[a] - slope * across[a]
        support = float(length[np.abs(lean_deg - roll - slope * across) < ALIKE_DEG].sum())
        if support > best:
            best, found = support, (float(roll), float(slope))
    return found


def _median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    order = np.argsort(values)
    passed = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(passed, passed[-1] / 2)])
