"""Preconditioned conjugate gradients that leave the other processor alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import spmatrix

Vector = NDArray[np.float64]

MOST_STEPS = 2000
"""A matte takes 5 to 30; a system that has not settled by then gives the best that was found."""


def conjugate_gradients(
    system: spmatrix, aim: Vector, precondition: Callable[[Vector], Vector], residual: float
) -> Vector:
    """Solve ``system @ x = aim`` for a symmetric, positive definite system (Hestenes and Stiefel 1952).

    Scalar products are summed by numpy itself: a BLAS shares them among threads that then wait in a busy
    loop, which took as much of the other processor's time as the whole solution.

    Parameters
    ----------
    precondition
        Applies an approximate inverse of the system.
    residual
        Stop when the residual's length is this share of the aim's.
    """
    result = np.zeros_like(aim)
    rest = aim.copy()
    enough = residual**2 * _product(aim, aim)
    direction, product = np.zeros_like(aim), 0.0
    for _ in range(MOST_STEPS):
        if _product(rest, rest) <= enough:
            break
        nearly = precondition(rest)
        before, product = product, _product(rest, nearly)
        direction = nearly if before == 0 else nearly + product / before * direction
        change = system.dot(direction)
        step = product / _product(direction, change)
        result += step * direction
        rest -= step * change
    return result


def _product(one: Vector, other: Vector) -> float:
    return float((one * other).sum())
