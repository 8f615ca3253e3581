"""Small pictures laid over a large one, the finest first, the coarser only where that one has nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kiosk.photo.compiled import compiled

Floats = NDArray[np.float32]

ENOUGH = 0.05
"""A share of known pixels from which on a small picture is taken alone."""


def spread(levels: list[tuple[Floats, Floats]], where: NDArray[np.bool_]) -> Floats:
    """Return the means of the nearest level that knows any, enlarged linearly.

    Parameters
    ----------
    levels
        Means, shape (rows, columns, channels), and share of known pixels, shape (rows, columns), of ever
        smaller pictures; the last one counts whatever it knows.
    where
        Shape of the result; it is 0 elsewhere.
    """
    left = where.astype(np.float32)
    result = np.zeros((*where.shape, levels[0][0].shape[2]), np.float32)
    for place, (mean, share) in enumerate(levels):
        amount = np.ones_like(share) if place == len(levels) - 1 else share * np.float32(1 / ENOUGH)
        _add(np.ascontiguousarray(mean), amount, left, result)
    return result


@compiled("void(f4[:,:,::1], f4[:,::1], f4[:,::1], f4[:,:,::1])")
def _add(mean: Floats, amount: Floats, left: Floats, result: Floats) -> None:
    """Add a level to ``result`` as far as each pixel's weight is ``left``, and take off what it gives."""
    height, width, channels = result.shape
    rows, columns = amount.shape
    none, one = np.float32(0), np.float32(1)
    at, right = np.empty(width, np.int32), np.empty(width, np.float32)
    for x in range(width):
        place = min(max((x + 0.5) * columns / width - 0.5, 0.0), columns - 1.0)
        at[x] = min(int(place), columns - 2)
        right[x] = place - at[x]
    row, amounts = np.empty((columns, channels), np.float32), np.empty(columns, np.float32)
    for y in range(height):
        place = min(max((y + 0.5) * rows / height - 0.5, 0.0), rows - 1.0)
        up = min(int(place), rows - 2)
        low = np.float32(place - up)
        for x in range(columns):
            amounts[x] = (one - low) * amount[up, x] + low * amount[up + 1, x]
            for k in range(channels):
                row[x, k] = (one - low) * mean[up, x, k] + low * mean[up + 1, x, k]
        for x in range(width):
            rest = left[y, x]
            if rest == none:
                continue
            here, there = one - right[x], right[x]
            weight = rest * min(here * amounts[at[x]] + there * amounts[at[x] + 1], one)
            left[y, x] = rest - weight
            here, there = here * weight, there * weight
            for k in range(channels):
                result[y, x, k] += here * row[at[x], k] + there * row[at[x] + 1, k]
