"""How far the light or the camera colours the picture, by the white of the eyes.

Skin differs from person to person too much to tell a cast by, and a wall may be painted. The whites differ
little: over 68 adults of all complexions in neutral light ln(B/R) is −0.10 with a standard deviation of 0.06
(skin: −0.37 and 0.12).
"""

from __future__ import annotations

import math
from typing import NamedTuple

from kiosk.camera.frame import Picture
from kiosk.vision import sclera
from kiosk.vision.landmarks import Points

NEUTRAL = (-0.10, -0.01)
"""ln(B/R) and ln(B/G) of the whites in neutral light."""
USUAL = 0.06
"""Spread of that among people: so much of a difference says nothing about the light."""
TRUST = 0.8
WIDEST = 0.4
"""A difference beyond this, about 3500 K or 15000 K, is no light's: the whites were missed."""


class Cast(NamedTuple):
    """What the light adds to ln(B/R) and ln(B/G) of everything."""

    blue_red: float
    blue_green: float


def cast(picture: Picture, points: Points) -> Cast | None:
    """Return the part of the whites' colour that people's own differences do not explain.

    None where the whites cannot be seen.
    """
    white = sclera.white_of_eyes(picture, points)
    if white is None:
        return None
    blue, green, red = (float(value) + 1 for value in white)
    off = math.log(blue / red) - NEUTRAL[0]
    if abs(off) > WIDEST:
        return None
    surely = TRUST * max(0.0, abs(off) - USUAL) / max(abs(off), 1e-6)
    return Cast(surely * off, surely * (math.log(blue / green) - NEUTRAL[1]))
