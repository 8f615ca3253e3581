"""Which way the head points: the canonical face turned until it lies as the mesh does.

The face model also gives a pose matrix, but it belongs to a camera of 63° of view that nobody has: the
same drawn head reads 5.4° lower near the picture's top than 2.4° in its lower half, and 5° turned at its
sides. The mesh itself is seen along the line of sight wherever the head is, which is what the cut-out
photo shows, so the rotation is taken from the mesh: yaw and pitch need no correction for the camera's
height or the face's place. Roll is left as the picture shows it, too: the photo may not be rotated, so a
rolled camera has to be put right, not reckoned with.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Rotation = NDArray[np.float64]
"""Shape (3, 3); x to the picture's right, y up, z towards the viewer."""

EYES_LOWEST_CM = 1.2
NOSE_HALF_CM, NOSE_LOWEST_CM = 2.2, -2.2
"""Canonical points that lie as high as the eyes or on the nose go with the skull; cheeks, lips and jaw do
not: a smile lifts and widens them, and a full or a hollow cheek is no turn of the head."""
FRONT_CM = 1.0
"""Canonical depth from which a point is on the face's front. The temples behind it follow a nod too little in
the mesh: with them 10° are read 0.9° too small, without them 0.55° (330 drawn heads)."""
LIDS_CM = (1.9, 4.3, 3.1)
"""Between which distances aside, and up to which height, the lids lie, which blinks and looks move."""


class Attitude:
    """The skull's part of the canonical face, made ready for fitting.

    Parameters
    ----------
    vertices
        The canonical face, shape (468, 3), cm (see :class:`kiosk.face_mesh.FaceMesh`).
    """

    def __init__(self, vertices: NDArray[np.float64]) -> None:
        aside, y, z = np.abs(vertices[:, 0]), vertices[:, 1], vertices[:, 2]
        nose = (aside < NOSE_HALF_CM) & (y > NOSE_LOWEST_CM)
        inner, outer, high = LIDS_CM
        lids = (aside > inner) & (aside < outer) & (y < high)
        skull = (y > EYES_LOWEST_CM) & ~lids & (z > FRONT_CM)
        self._skull = np.flatnonzero(nose | skull)
        chosen = vertices[self._skull]
        self._reference = chosen - chosen.mean(axis=0)

    def rotation(self, points: NDArray[np.float32]) -> Rotation:
        """Return the rotation that takes the canonical face to the mesh ``points``, shape (478, 3), px.

        Least squares over rotations, scale and place free (Kabsch; Umeyama, IEEE PAMI 13-4, 1991). The
        mesh's z grows away from the viewer and its y downwards.
        """
        seen = points[self._skull].astype(np.float64) * (1, -1, -1)
        u, _, vt = np.linalg.svd((seen - seen.mean(axis=0)).T @ self._reference)
        handed = np.diag([1.0, 1.0, np.sign(np.linalg.det(u @ vt))])
        return np.asarray(u @ handed @ vt)


def yaw_pitch(turn: Rotation) -> tuple[float, float]:
    """Return ``(yaw, pitch)`` in degrees of a rotation, taken apart as Rz · Ry(yaw) · Rx(−pitch).

    Yaw > 0: turned to the person's own left (the picture's right). Pitch > 0: chin up. Errors measured by
    ``python -m tests.bench.pose``.
    """
    yaw = math.degrees(math.asin(float(np.clip(-turn[2, 0], -1, 1))))
    return yaw, -math.degrees(math.atan2(turn[2, 1], turn[2, 2]))


def roll(turn: Rotation) -> float:
    """Return the head's lean in the picture in degrees: Rz of the same product.

    > 0: leaning to the person's own left (clockwise in the picture).
    """
    return -math.degrees(math.atan2(turn[1, 0], turn[0, 0]))
