"""A finished drawing that is moved into pictures."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.camera.sitter.canvas import Canvas, Mask, blend

_HALF_BELOW = 0.6
"""Shrunk further than this, the half-size version is used, so that fine lines do not alias."""


class Layer:
    """A premultiplied drawing with a half-size version and its last warped form.

    Parameters
    ----------
    levels
        Full and half size, shape (height, width, 4) each.
    """

    def __init__(self, levels: tuple[NDArray[np.uint8], NDArray[np.uint8]]) -> None:
        self._levels = levels
        self._warped_by: NDArray[np.float64] | None = None
        self._warped: tuple[NDArray[np.uint8], Mask, NDArray[np.uint8]] | None = None

    @staticmethod
    def of(canvas: Canvas) -> Layer:
        """Make a layer of a finished canvas."""
        half = cv2.resize(canvas.pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        return Layer((canvas.pixels, np.asarray(half, np.uint8)))

    def lay(
        self, picture: Picture, matrix: NDArray[np.float64], alpha: Mask | None, still: bool = False
    ) -> None:
        """Blend the layer into ``picture``, moved by ``matrix`` (2×3, sheet px → picture px).

        Parameters
        ----------
        alpha
            Collects the coverage of everything laid so far, or None.
        still
            Whether the same turn and size are likely next time: the warped form is then kept, and the
            matrix should move by whole px.
        """
        height, width = picture.shape[:2]
        tall, wide = self._levels[0].shape[:2]
        corners = (
            np.array([(0, 0), (wide, 0), (0, tall), (wide, tall)], np.float64) @ matrix[:, :2].T
            + matrix[:, 2]
        )
        low, high = np.floor(corners.min(0)).astype(int), np.ceil(corners.max(0)).astype(int)
        left, top = np.maximum(low, 0)
        right, bottom = np.minimum(high, (width, height))
        if right <= left or bottom <= top:
            return
        if still:
            # Rows far below the picture are never seen; columns come and go as the sitter moves.
            high[1] = min(high[1], low[1] + height + 64)
            colour, cover, many = self._kept(matrix, low, high)
            area = np.s_[top - low[1] : bottom - low[1], left - low[0] : right - low[0]]
            colour, cover, many = colour[area], cover[area], many[area]
            bottom, right = top + colour.shape[0], left + colour.shape[1]
        else:
            colour, cover, many = self._warp(matrix, np.array([left, top]), np.array([right, bottom]))
        blend(picture[top:bottom, left:right], colour, many)
        if alpha is not None:
            below = alpha[top:bottom, left:right]
            below[:] = cv2.add(cover, cv2.multiply(below, cv2.bitwise_not(cover), scale=1 / 255))

    def _kept(
        self, matrix: NDArray[np.float64], low: NDArray[np.int_], high: NDArray[np.int_]
    ) -> tuple[NDArray[np.uint8], Mask, NDArray[np.uint8]]:
        local = np.column_stack([matrix[:, :2], matrix[:, 2] - low])
        if (
            self._warped is None
            or self._warped_by is None
            or not np.allclose(local, self._warped_by, atol=1e-6)
        ):
            self._warped = self._warp(matrix, low, high)
            self._warped_by = local
        return self._warped

    def _warp(
        self, matrix: NDArray[np.float64], low: NDArray[np.int_], high: NDArray[np.int_]
    ) -> tuple[NDArray[np.uint8], Mask, NDArray[np.uint8]]:
        level = 0 if np.hypot(matrix[0, 0], matrix[1, 0]) > _HALF_BELOW else 1
        moved = matrix.copy()
        moved[:, :2] *= 2.0**level
        moved[:, 2] += matrix[:, :2] @ np.full(2, (2.0**level - 1) / 2) - low
        size = (int(high[0] - low[0]), int(high[1] - low[1]))
        warped = cv2.warpAffine(self._levels[level], moved, size, flags=cv2.INTER_LINEAR)
        cover = np.asarray(warped[..., 3].copy(), np.uint8)
        return (
            np.asarray(cv2.cvtColor(warped, cv2.COLOR_BGRA2BGR), np.uint8),
            cover,
            np.asarray(cv2.merge([cover, cover, cover]), np.uint8),
        )
