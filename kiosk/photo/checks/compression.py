"""Whether a photo was once stored with less quality than its file says now."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.photo.encode import quality_for_step

BLOCK = 8
_PLACES = ((0, 1), (1, 0), (1, 1), (0, 2), (2, 0), (1, 2), (2, 1))
"""Row and column of the DCT coefficients looked at: low ones, which survive every quality."""
LOW = 3
LEAST_COUNT = 120
"""Coefficients of at least a step and a half that are needed for a place to be judged."""
COARSER = 1.5
"""An earlier step is told from the file's own when it is so many times as large."""
STANDS_OUT, NEARLY = 0.45, 0.85
"""Mean cosine of the coefficients' phases from which they count as multiples of a step; what is as good."""
AGREE = 3
"""Places whose steps must tell of the same lower quality."""
SAME = 12
"""Qualities this near each other are the same."""
STEPS = range(3, 64)


def stored_quality(bgr: Picture, tables: Mapping[int, Sequence[int]] | None) -> float | None:
    """Return the lowest libjpeg quality 1..100 a photo was stored with, as its coefficients tell.

    Each 8 × 8 block's DCT coefficients lie near multiples of the coarsest step they were ever divided by,
    also after storing again with finer ones (Lukáš and Fridrich, "Estimation of primary quantization matrix
    in double compressed JPEG images", DFRWS 2003). What was moved or scaled in between is not found.
    None without tables and without a trace.
    """
    own = None if tables is None else tables[min(tables)]
    coefficients = _dct(cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY).astype(np.float64))
    found = []
    for row, column in _PLACES:
        # Single precision: of phases up to a few hundred turns, and four times as quick.
        values = np.abs(coefficients[:, row, column]).astype(np.float32)
        least = 1.0 if own is None else float(own[row * BLOCK + column])
        step = _step(values, least)
        if step is not None:
            found.append(quality_for_step(step, row * BLOCK + column))
    found.sort()
    for quality in found:
        if sum(abs(other - quality) <= SAME for other in found) >= AGREE:
            return float(quality)
    return None


def _step(values: NDArray[np.float32], least: float) -> float | None:
    """Return the step, well above the file's own, that the values are multiples of, or None."""
    found: list[tuple[int, float]] = []
    for step in STEPS:
        if step < COARSER * least:
            continue
        large = values[values > 0.5 * step]
        if large.size < LEAST_COUNT or (large > 1.5 * step).sum() < LEAST_COUNT / 4:
            break
        found.append((step, float(np.cos(large * np.float32(2 * math.pi / step)).mean())))
    strongest = max((strength for _, strength in found), default=0.0)
    if strongest < STANDS_OUT:
        return None
    # What is a multiple of a step is a multiple of its half, too.
    return float(max(step for step, strength in found if strength > NEARLY * strongest))


def _dct(luma: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return every whole block's lowest DCT coefficients, shape (blocks, LOW, LOW); orthonormal, T.81's."""
    rows, columns = (side // BLOCK for side in luma.shape)
    blocks = luma[: rows * BLOCK, : columns * BLOCK].reshape(rows, BLOCK, columns, BLOCK).swapaxes(1, 2)
    place = np.arange(BLOCK)
    basis = np.cos(math.pi * (2 * place[None] + 1) * place[:LOW, None] / (2 * BLOCK)) / 2
    basis[0] /= math.sqrt(2)
    return np.asarray(basis @ (blocks.reshape(-1, BLOCK, BLOCK) - 128) @ basis.T)
