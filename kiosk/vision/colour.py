"""The colour of the light and whether the camera shows any.

The light's is read from the white of the eyes: skin, wall and clothes may have any colour.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.vision import mesh
from kiosk.vision.landmarks import Points
from kiosk.vision.light import cheek_pixels
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
    picture, points = seen.frame.bgr, seen.face.mesh
    return {"colour_cast": colour_cast(picture, points), "skin_chroma": skin_chroma(picture, points)}


def colour_cast(picture: Picture, points: Points) -> float | None:
    """Return the CIELAB distance of the eyes' white from how it looks in neutral light, L made usual."""
    white = white_of_eyes(picture, points)
    if white is None:
        return None
    light, a, b = _lab(white)
    if light < LEAST_L:
        return None
    as_usual = WHITE_L / light
    return math.hypot(a * as_usual - WHITE_A, b * as_usual - WHITE_B)


def skin_chroma(picture: Picture, points: Points) -> float | None:
    """Return the CIELAB chroma of the cheeks' mean colour, the more colourful cheek's; None if neither shows.

    Skin of every tone is coloured by blood and melanin. A picture without colour comes of the camera: set to
    black and white, to no saturation, or to the infrared of the dark. The mean leaves the sensor's coloured
    noise out, and one cheek is enough: a grey thing may lie over the other.
    """
    cheeks = [cheek_pixels(picture, points, outline) for outline in (mesh.CHEEK_RIGHT, mesh.CHEEK_LEFT)]
    found = [_lab(pixels.mean(axis=0, dtype=np.float32)) for pixels in cheeks if pixels is not None]
    return max((math.hypot(a, b) for _, a, b in found), default=None)


def _lab(bgr: NDArray[np.float32]) -> tuple[float, float, float]:
    light, a, b = cv2.cvtColor((bgr / np.float32(255)).reshape(1, 1, 3), cv2.COLOR_BGR2LAB).reshape(3)
    return float(light), float(a), float(b)
