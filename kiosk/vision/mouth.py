"""Lips apart, told by the mesh and by the teeth that show."""

from __future__ import annotations

import numpy as np

from kiosk.vision import mesh
from kiosk.vision.expression import face_height
from kiosk.vision.landmarks import Points
from kiosk.vision.seen import Seen
from kiosk.vision.teeth import teeth

TEETH_GAP = 0.07
"""The gap, in T, between lips that show teeth over the mouth's full width: mean of 36 smiling adults."""


def measure(seen: Seen) -> dict[str, float | None]:
    """Return the group's measures, see :mod:`kiosk.vision.units`.

    The mesh draws lips as good as closed over a narrow row of teeth. So teeth over a share of the mouth
    count as that share of :data:`TEETH_GAP`, and ``lip_gap`` is the larger of the two.
    """
    gap, shown = lip_gap(seen.face.mesh), teeth(seen.frame.bgr, seen.face.mesh)
    return {"lip_gap": gap if shown is None else max(gap, TEETH_GAP * shown), "teeth": shown}


def lip_gap(points: Points) -> float:
    """Return the widest opening between the lips' inner edges / T, by the mesh alone."""
    gaps = np.linalg.norm(
        points[list(mesh.LIP_INNER_UPPER), :2] - points[list(mesh.LIP_INNER_LOWER), :2], axis=1
    )
    return float(gaps.max()) / face_height(points)
