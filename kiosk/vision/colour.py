"""The colour of the light, read from the white of the eyes: skin, wall and clothes may have any colour."""

from __future__ import annotations

import math

import cv2
import numpy as np

from kiosk.camera.frame import Picture
from kiosk.vision.landmarks import Points
from kiosk.vision.sclera import white_of_eyes
from kiosk.vision.seen import Seen

WHITE_A, WHITE_B = 5.0, 6.5
"""CIELAB a and b of the white of an eye in neutral light: vessels and fat make it a little red and yellow."""
WHITE_L = 65.0
"""Its usual lightness in a good exposure. A darker one has less of every colour, in proportion."""
LEAST_L = 25.0
"""Below this the sensor's noise would be taken for a colour."""


def measure(seen: Seen) -> dict[str, float | None]:
    """Return the group's measures, see :mod:`kiosk.vision.units`."""
    return {"colour_cast": colour_cast(seen.frame.bgr, seen.face.mesh)}


def colour_cast(picture: Picture, points: Points) -> float | None:
    """Return the CIELAB distance of the eyes' white from how it looks in neutral light, L made usual."""
    white = white_of_eyes(picture, points)
    if white is None:
        return None
    light, a, b = cv2.cvtColor((white / np.float32(255)).reshape(1, 1, 3), cv2.COLOR_BGR2LAB).reshape(3)
    if light < LEAST_L:
        return None
    as_usual = WHITE_L / float(light)
    return math.hypot(float(a) * as_usual - WHITE_A, float(b) * as_usual - WHITE_B)
