"""Depth from parallax: does what is nearer in a face move against what lies behind, as a real head's does?

A head that turns shows its nose moving against its cheeks; a picture of it, however it is turned, moved or
tilted, stays the same picture seen through another affine map (weak perspective; Ullman, *The Interpretation
of Visual Motion*, 1979; Tomasi and Kanade, IJCV 9-2, 1992: a plane's tracks have rank two, a body's three).
So the canonical face is fitted to the landmarks by a free affine camera, ``seen = B · (x, y) + c · z + t``,
and ``B⁻¹ c`` is taken: any map of a plane changes B and c alike and leaves it as it is; a head's own turn
by yaw ψ makes it (tan ψ, 0). Measured on drawn heads: turned from −15° to 15° a head reads 32°, a picture of
it 1.8°.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MOUTH_BELOW_CM = -2.5
"""Canonical height below which points go with lips and jaw, which move by themselves."""
LIDS_CM = (1.9, 4.3, 1.0, 3.1)
"""Where the lids lie, that blink: aside from and to, height from and to."""
STEADY = 3
"""Readings whose median is taken: one badly found mesh is no turn."""
SPREAD = (5.0, 95.0)
"""Percentiles between which the range is taken."""
LEAST = 8
"""Readings below which nothing is said."""


class DepthReader:
    """Reads the angle at which a face's own depth is seen from its landmarks.

    Parameters
    ----------
    vertices
        The canonical face, shape (468, 3), cm (see :class:`kiosk.face_mesh.FaceMesh`).
    """

    def __init__(self, vertices: NDArray[np.float64]) -> None:
        aside, y = np.abs(vertices[:, 0]), vertices[:, 1]
        inner, outer, low, high = LIDS_CM
        lids = (aside > inner) & (aside < outer) & (y > low) & (y < high)
        self.rigid: NDArray[np.int64] = np.flatnonzero((y > MOUTH_BELOW_CM) & ~lids)
        """Indices of the landmarks that go with the skull."""
        chosen = vertices[self.rigid]
        self._fit = np.linalg.pinv(np.column_stack([chosen - chosen.mean(axis=0), np.ones(len(chosen))]))

    def read(self, landmarks: NDArray[np.float32]) -> tuple[float, float] | None:
        """Return the apparent turn ``(aside, up)`` in degrees; None of landmarks that lie in a line.

        Parameters
        ----------
        landmarks
            Shape (478, 2 or more), px of the picture.
        """
        seen = landmarks[self.rigid, :2].astype(np.float64) * (1, -1)
        x, y, z, _ = self._fit @ seen
        plane = np.column_stack([x, y])
        if abs(np.linalg.det(plane)) < 1e-9:
            return None
        aside, up = np.degrees(np.arctan(np.linalg.solve(plane, z)))
        return float(aside), float(up)


def turned_deg(readings: NDArray[np.float64]) -> float | None:
    """Return how far a head was seen to turn in depth; None of too few readings.

    Parameters
    ----------
    readings
        Shape (n, 2), degrees, in their order in time.
    """
    if len(readings) < LEAST:
        return None
    windows = np.lib.stride_tricks.sliding_window_view(readings, STEADY, axis=0)
    low, high = np.percentile(np.median(windows, axis=2), SPREAD, axis=0)
    return float(np.hypot(*(high - low)))
