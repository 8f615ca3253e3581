"""How the trunk is held: turned away from the camera, or with the shoulders drawn up.

What lies on the chest, the neckline with the skin it leaves free, moves to the side the trunk turns to,
against the axis about which the shoulders' outline is symmetric: by the depth of the chest times the sine
of the turn. Drawn-up shoulders lie nearer to the eyes than necks are short, and slope less outwards.
"""

from __future__ import annotations

import math

import numpy as np

from kiosk.vision import symmetry
from kiosk.vision.chest import Chest, chest
from kiosk.vision.observation import HeadGeometry
from kiosk.vision.seen import Seen

DEPTH = 0.6
"""Distance of the neckline before the shoulders' axis in face widths, about 9 cm."""
LEAST_ROW, WIDEST_ROW = 0.05, 0.8
"""A row of the neckline shows so much skin, in face widths; a wider one that ends is cloth like skin."""
LEAST_ROWS = 4
LOWER = 0.6
"""The lower part of the bare skin is the chest's, the rest the neck's, which turns with the head."""
MOST_SINE = 0.9
MOST_RESIDUE = 0.02
"""Residue of the shoulders' symmetry from which its axis is no axis."""
SIDES = np.arange(0.55, 1.03, 0.04)
"""Where the shoulders' height is taken, face widths beside the axis."""
SIDE_MIDDLE = 0.8
LEAST_SIDES = 6
REST_HEIGHT, REST_SLOPE = 1.39, 0.44
"""Shoulders below the eye line / T, and their fall outwards: medians of 68 adults sitting at ease."""
SLOPE_SHARE = 2 / 3
"""How much of the slope's loss counts; weights the two by how little each differs among people."""
PER_PITCH = 0.01
"""What a degree of chin-up adds to the height, because T shortens and the eyes rise."""


def measure(seen: Seen) -> dict[str, float | None]:
    """Return the group's measures, see :mod:`kiosk.vision.units`."""
    made: dict[str, float | None] = {"torso_turn_deg": None, "shoulder_raise": None}
    if seen.mask is None:
        return made
    edge = symmetry.profile(seen.head, seen.mask, seen.frame.width, seen.frame.height)
    lean = symmetry.lean(edge, seen.head, seen.roll_deg)
    if lean is None or lean.residue > MOST_RESIDUE:
        return made
    made["shoulder_raise"] = raised(edge, lean.axis_x, seen.head, seen.pitch_deg)
    part = chest(seen.frame.bgr, seen.face.mesh, seen.head, seen.mask, seen.roll_deg)
    if part is not None:
        made["torso_turn_deg"] = turn(part, lean.axis_x, seen.head.face_width)
    return made


def turn(part: Chest, axis_x: float, unit: float) -> float | None:
    """Return the trunk's turn in degrees, > 0 to the person's own left; None without a neckline to see."""
    width = part.skin.sum(axis=1) * ((part.x[1] - part.x[0]) / unit)
    rows = np.flatnonzero(width > LEAST_ROW)
    if rows.size < LEAST_ROWS:
        return None
    first, last = int(rows[int(LOWER * rows.size)]), int(rows[-1])
    if last < len(width) - 2 and width[max(0, last - LEAST_ROWS) : last + 1].mean() > WIDEST_ROW:
        return None
    columns = np.nonzero(part.skin[first : last + 1])[1]
    sine = (float(part.x[columns].mean()) - axis_x) / (DEPTH * unit)
    return math.degrees(math.asin(max(-MOST_SINE, min(MOST_SINE, sine))))


def raised(edge: symmetry.Profile, axis_x: float, head: HeadGeometry, pitch_deg: float) -> float | None:
    """Return how far the shoulders are drawn up, in T; 0 is usual, 0.4 as far as they go.

    None where too little of both shoulders is seen.
    """
    unit = head.face_width
    height = (
        symmetry.heights(edge, axis_x - SIDES * unit) + symmetry.heights(edge, axis_x + SIDES * unit)
    ) / 2
    seen = ~np.isnan(height)
    if seen.sum() < LEAST_SIDES:
        return None
    slope, middle = np.polyfit(SIDES[seen] - SIDE_MIDDLE, (height[seen] - head.eye_line_y) / unit, 1)
    below = middle * unit / (head.chin.y - head.eye_line_y) - PER_PITCH * pitch_deg
    return float(REST_HEIGHT - below + SLOPE_SHARE * (REST_SLOPE - slope))
