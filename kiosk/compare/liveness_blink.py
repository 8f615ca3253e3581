"""Blinks: both eyes shut for a moment. A still never does that."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_LIDS = (((159, 145), (158, 153), (160, 144)), ((386, 374), (385, 380), (387, 373)))
"""Upper and lower lid of each eye, opposite each other; MediaPipe's face mesh."""
_CORNERS = ((33, 133), (263, 362))
OPEN_PERCENTILE = 75.0
"""Eyes are open most of the time; how far is told by this percentile."""
LEAST = 8
"""Readings below which nothing is said."""


def lid_opening(landmarks: NDArray[np.float32]) -> float:
    """Return the wider open eye's lid distance over its width.

    The wider one: a glint or a lock of hair before one eye is no blink.
    """
    points = landmarks[:, :2].astype(np.float64)
    openings = []
    for lids, (outer, inner) in zip(_LIDS, _CORNERS, strict=True):
        gaps = [np.linalg.norm(points[up] - points[down]) for up, down in lids]
        openings.append(np.mean(gaps) / max(float(np.linalg.norm(points[outer] - points[inner])), 1e-6))
    return float(max(openings))


def shut(openings: NDArray[np.float64]) -> float | None:
    """Return how far the eyes were shut at most, 0 (never) .. 1; None of too few openings."""
    if len(openings) < LEAST:
        return None
    usual = float(np.percentile(openings, OPEN_PERCENTILE))
    return float(np.clip(1 - openings.min() / max(usual, 1e-6), 0, 1))
