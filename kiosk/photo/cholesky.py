"""An incomplete Cholesky factor of the matting's equations, whose entries lie in a fixed neighbourhood.

A factor that keeps what is large (the matting library's) spends its time looking for where entries are. Here
a pixel is linked to those up to :data:`REACH_PX` columns away in its own row and the two below, and
nowhere else: what elimination would put farther is left out. So every entry has its place beforehand.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kiosk.photo.compiled import compiled
from kiosk.photo.laplacian import ACROSS, System
from kiosk.photo.laplacian import REACH_PX as LINKED_PX

Floats = NDArray[np.float64]
Numbers = NDArray[np.int32]

REACH_PX = 7
"""Of drawn people's photos factor and solution took 31 ms (reach 6), 29 (7), 32 (8) and 38 (10); the matting
library's factor with entries above 1e-3, and its solution, 72."""
SHIFTS = (1e-4, 1e-3, 1e-2, 0.1, 0.5, 1.0, 10.0, 100.0)
"""Added to the diagonal, one after the other, until the factor of a nearly flat picture exists; the matrix's
own entries are below 10."""
PLACES = [(0, right) for right in range(REACH_PX + 1)] + [
    (down, right) for down in range(1, LINKED_PX + 1) for right in range(-REACH_PX, REACH_PX + 1)
]
"""Rows down and columns to the right of the factor's entries."""


class GridCholesky:
    """Applies the inverse of an incomplete factor of ``system``; see :func:`solve.conjugate_gradients`.

    Raises
    ------
    ValueError
        When no shift makes the matrix positive definite: it is not the matting's.
    """

    def __init__(self, system: System, shifts: Sequence[float] = SHIFTS) -> None:
        self._beside = np.empty((len(system.aim), len(PLACES)), np.int32)
        _find(system.number, _PLACES, self._beside)
        for shift in shifts:
            self._factor = np.zeros(self._beside.shape)
            for column, (down, right) in enumerate(PLACES):
                if abs(right) <= LINKED_PX:
                    self._factor[:, column] = system.links[:, ACROSS * down + right]
            self._factor[:, 0] += shift
            if _eliminate(self._factor, self._beside, _MEETING):
                return
        raise ValueError("no shift makes this matrix positive definite")

    def __call__(self, vector: Floats) -> Floats:
        """Return about what ``vector`` is the system's product of."""
        result = vector.copy()
        _substitute(self._factor, self._beside, result)
        return result


def _meeting() -> Numbers:
    """Return which entry links the pixels that two entries of one pixel lead to; −1 where none does."""
    column = {place: number for number, place in enumerate(PLACES)}
    return np.array(
        [[column.get((there[0] - here[0], there[1] - here[1]), -1) for there in PLACES] for here in PLACES],
        np.int32,
    )


_PLACES = np.array(PLACES, np.int32)
_MEETING = _meeting()


@compiled("void(i4[:,::1], i4[:,::1], i4[:,::1])")
def _find(number: Numbers, places: Numbers, beside: Numbers) -> None:
    """Write which open pixel lies at each place beside each open pixel, −1 where none does."""
    height, width = number.shape
    for y in range(height):
        for x in range(width):
            own = number[y, x]
            if own < 0:
                continue
            for column in range(len(places)):
                down, right = y + places[column, 0], x + places[column, 1]
                inside = down < height and right >= 0 and right < width
                beside[own, column] = number[down, right] if inside else -1


@compiled("b1(f8[:,::1], i4[:,::1], i4[:,::1])")
def _eliminate(factor: Floats, beside: Numbers, meeting: Numbers) -> bool:
    """Turn the matrix's upper half into its factor, the diagonal into its inverse; False where it cannot."""
    count, places = factor.shape
    column, pixel, value = np.empty(places, np.int32), np.empty(places, np.int32), np.empty(places)
    for own in range(count):
        if not factor[own, 0] > 0:
            return False
        inverse = 1 / np.sqrt(factor[own, 0])
        factor[own, 0] = inverse
        found = 0
        for place in range(1, places):
            if beside[own, place] >= 0 and factor[own, place] != 0:
                factor[own, place] *= inverse
                column[found], pixel[found] = place, beside[own, place]
                value[found] = factor[own, place]
                found += 1
        for first in range(found):
            entries, row = meeting[column[first]], factor[pixel[first]]
            for second in range(first, found):
                entry = entries[column[second]]
                if entry >= 0:
                    row[entry] -= value[first] * value[second]
    return True


@compiled("void(f8[:,::1], i4[:,::1], f8[::1])")
def _substitute(factor: Floats, beside: Numbers, vector: Floats) -> None:
    """Solve for the factor, then for its transpose, in place."""
    count, places = factor.shape
    for own in range(count):
        vector[own] *= factor[own, 0]
        for place in range(1, places):
            if beside[own, place] >= 0:
                vector[beside[own, place]] -= factor[own, place] * vector[own]
    for own in range(count - 1, -1, -1):
        rest = vector[own]
        for place in range(1, places):
            if beside[own, place] >= 0:
                rest -= factor[own, place] * vector[beside[own, place]]
        vector[own] = rest * factor[own, 0]
