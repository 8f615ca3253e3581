"""Where the head is: pure functions from mesh and mask to head geometry and roll."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from kiosk.geometry import Box, Point
from kiosk.vision import mesh
from kiosk.vision.attitude import Rotation, roll
from kiosk.vision.landmarks import Points
from kiosk.vision.observation import HeadGeometry

PERSON_THRESHOLD = 0.5
"""Mask confidence from which a pixel counts as the person."""
HAIR_COLUMNS = 0.35
"""The crown is looked for within this part of the face width either side of the face's middle."""


def head_geometry(points: Points, mask: NDArray[np.float32] | None, width: int, height: int) -> HeadGeometry:
    """Return the head's geometry in px of the picture of ``width`` × ``height``.

    Parameters
    ----------
    points
        Face mesh, shape (478, 3), px.
    mask
        Person confidence of the whole picture, any resolution; None when there is none.
    """
    right, left = points[mesh.PUPIL_RIGHT], points[mesh.PUPIL_LEFT]
    oval = points[list(mesh.OVAL)]
    geometry = HeadGeometry(
        eye_left=Point(float(right[0]), float(right[1])),
        eye_right=Point(float(left[0]), float(left[1])),
        chin=Point(float(points[mesh.CHIN][0]), float(oval[:, 1].max())),
        hair_top_y=None,
        face_left_x=float(oval[:, 0].min()),
        face_right_x=float(oval[:, 0].max()),
    )
    if mask is None:
        return geometry
    top = hair_top(geometry, mask, width, height)
    return HeadGeometry(
        geometry.eye_left,
        geometry.eye_right,
        geometry.chin,
        top,
        geometry.face_left_x,
        geometry.face_right_x,
    )


def hair_top(head: HeadGeometry, mask: NDArray[np.float32], width: int, height: int) -> float | None:
    """Return the y of the hair's top in px, or None when the mask leaves the picture or misses the head.

    The topmost row in which the person, connected upwards from between the eyes, still shows within
    :data:`HAIR_COLUMNS` of the face's middle; between two rows the threshold's crossing is interpolated.
    """
    rows, columns = mask.shape
    to_column, to_row = columns / width, rows / height
    half = HAIR_COLUMNS * head.face_width
    first = max(0, math.floor((head.centre_x - half) * to_column))
    last = min(columns, math.ceil((head.centre_x + half) * to_column))
    start = min(rows - 1, int(head.eye_line_y * to_row))
    if last <= first or start < 0:
        return None
    strip = mask[: start + 1, first:last].max(axis=1)
    if strip[start] < PERSON_THRESHOLD:
        return None
    outside = np.flatnonzero(strip < PERSON_THRESHOLD)
    if outside.size == 0:
        return None
    above = int(outside[-1])
    fraction = (PERSON_THRESHOLD - strip[above]) / (strip[above + 1] - strip[above])
    # A row's value belongs to its middle.
    return float((above + 0.5 + fraction) / to_row)


def face_box(points: Points) -> Box:
    """Return the box of the face's outline, px."""
    oval = points[list(mesh.OVAL), :2]
    x, y = oval.min(axis=0)
    right, bottom = oval.max(axis=0)
    return Box(float(x), float(y), float(right - x), float(bottom - y))


def eye_tilt(points: Points, turn: Rotation) -> float:
    """Return the tilt of the eyes' line in the picture in degrees (roll).

    > 0: leaning to the person's own left (clockwise in the picture). The standard asks for level pupils
    in a photo that may not be rotated. They lie on the line of the eyes' corners, which neither gaze nor
    lids move; its mean with the skull's lean has the least error (``python -m tests.bench.pose``).

    Parameters
    ----------
    points
        Face mesh, shape (478, 3), px.
    turn
        The head's rotation, see :mod:`kiosk.vision.attitude`.
    """
    right, left = (
        points[list(eye), :2].mean(axis=0) for eye in (mesh.EYE_CORNERS_RIGHT, mesh.EYE_CORNERS_LEFT)
    )
    line = math.degrees(math.atan2(float(left[1] - right[1]), float(left[0] - right[0])))
    return (line + roll(turn)) / 2
