"""The equations of closed-form matting (Levin, Lischinski, Weiss 2008) for the pixels that are open.

In every window of 3 × 3 px alpha is taken for linear in the colours. The matrix that follows says nothing of
known pixels that an answer could depend on: their rows fall out and their columns go over to the right
side. So only windows with an open pixel are looked at, in a photo one in twelve.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from kiosk.photo.compiled import compiled

Floats = NDArray[np.float64]
Numbers = NDArray[np.int32]

REACH_PX = 2
"""Two pixels of one window are at most so far apart."""
ACROSS = 2 * REACH_PX + 1
LINKS = REACH_PX * ACROSS + REACH_PX + 1
"""A pixel, and half of those it shares a window with: ``ACROSS`` times the rows down plus the columns to the
right is their place in a row of ``links``; the other half follows by symmetry."""


@dataclass(frozen=True, eq=False)
class System:
    """``rows @ alpha = aim`` for the open pixels, in reading order.

    Attributes
    ----------
    number
        Which of them each pixel is, int32 of the picture's shape; −1 of known ones.
    links
        The matrix's upper half, shape (n, :data:`LINKS`).
    rows
        The whole matrix.
    """

    number: Numbers
    links: Floats
    rows: csr_matrix
    aim: Floats


def matting_system(colours: Floats, known: NDArray[np.float32], noise: float, pull: Floats) -> System:
    """Set up the equations.

    Parameters
    ----------
    colours
        Shape (height, width, 3), 0..1.
    known
        The trimap: 0 background, 1 person, 0.5 open.
    noise
        Variance of a colour that counts as noise: with more alpha follows the colours less closely.
    pull
        What else is told of the open pixels, shape (n, 2): weight, and the alpha it pulls to.
    """
    is_open = known == 0.5
    count = int(is_open.sum())
    number = np.full(known.shape, -1, np.int32)
    number[is_open] = np.arange(count)
    links, aim = np.zeros((count, LINKS)), pull[:, 0] * pull[:, 1]
    _link(colours, noise, known.astype(np.float64), number, links, aim)
    links[:, 0] += pull[:, 0]
    values, columns = np.empty(count * ACROSS**2), np.empty(count * ACROSS**2, np.int32)
    starts = np.zeros(count + 1, np.int32)
    filled = _mirror(number, links, values, columns, starts)
    rows = csr_matrix((values[:filled], columns[:filled], starts), shape=(count, count))
    return System(number, links, rows, aim)


@compiled("void(f8[:,:,::1], f8, f8[:,::1], i4[:,::1], f8[:,::1], f8[::1])")
def _link(colours: Floats, noise: float, known: Floats, number: Numbers, links: Floats, aim: Floats) -> None:
    """Add what every window says of its open pixels to ``links`` and, where it is known, to ``aim``.

    Of a window's colours c (less their mean) and C, the sum of c cᵀ and the noise, two pixels i and j are
    linked by −(1/9 + cᵢᵀ C⁻¹ cⱼ), and one to itself by 1 more.
    """
    height, width = number.shape
    colour = np.empty((9, 3))
    for y in range(1, height - 1):
        for x in range(1, width - 1):
            is_open = False
            for i in range(9):
                is_open = is_open or number[y + i // 3 - 1, x + i % 3 - 1] >= 0
            if not is_open:
                continue
            for c in range(3):
                mean = 0.0
                for i in range(9):
                    colour[i, c] = colours[y + i // 3 - 1, x + i % 3 - 1, c]
                    mean += colour[i, c] / 9
                for i in range(9):
                    colour[i, c] -= mean
            c00, c01, c02, c11, c12, c22 = noise, 0.0, 0.0, noise, 0.0, noise
            for i in range(9):
                first, second, third = colour[i, 0], colour[i, 1], colour[i, 2]
                c00 += first * first
                c01 += first * second
                c02 += first * third
                c11 += second * second
                c12 += second * third
                c22 += third * third
            a00, a01, a02 = c11 * c22 - c12 * c12, c02 * c12 - c01 * c22, c01 * c12 - c02 * c11
            a11, a12, a22 = c00 * c22 - c02 * c02, c01 * c02 - c00 * c12, c00 * c11 - c01 * c01
            inverse = 1 / (c00 * a00 + c01 * a01 + c02 * a02)
            for i in range(9):
                down, right = y + i // 3 - 1, x + i % 3 - 1
                own = number[down, right]
                first, second, third = colour[i, 0], colour[i, 1], colour[i, 2]
                b0 = (a00 * first + a01 * second + a02 * third) * inverse
                b1 = (a01 * first + a11 * second + a12 * third) * inverse
                b2 = (a02 * first + a12 * second + a22 * third) * inverse
                if own >= 0:
                    links[own, 0] += 1 - 1 / 9 - (b0 * first + b1 * second + b2 * third)
                for j in range(i + 1, 9):
                    rows, columns = j // 3 - i // 3, j % 3 - i % 3
                    other = number[down + rows, right + columns]
                    link = 1 / 9 + b0 * colour[j, 0] + b1 * colour[j, 1] + b2 * colour[j, 2]
                    if own >= 0 and other >= 0:
                        links[own, ACROSS * rows + columns] -= link
                    elif own >= 0:
                        aim[own] += link * known[down + rows, right + columns]
                    elif other >= 0:
                        aim[other] += link * known[down, right]


@compiled("i8(i4[:,::1], f8[:,::1], f8[::1], i4[::1], i4[::1])")
def _mirror(number: Numbers, links: Floats, values: Floats, columns: Numbers, starts: Numbers) -> int:
    """Write both halves of the matrix row by row (CSR); return how many entries it has."""
    height, width = number.shape
    filled = 0
    for y in range(height):
        for x in range(width):
            own = number[y, x]
            if own < 0:
                continue
            for place in range(1 - LINKS, LINKS):
                down = y + (place + LINKS - 1) // ACROSS - REACH_PX
                right = x + (place + LINKS - 1) % ACROSS - REACH_PX
                if down < 0 or down >= height or right < 0 or right >= width or number[down, right] < 0:
                    continue
                other = number[down, right]
                values[filled] = links[own, place] if place >= 0 else links[other, -place]
                columns[filled] = other
                filled += 1
            starts[own + 1] = filled
    return filled
