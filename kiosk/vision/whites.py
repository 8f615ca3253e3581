"""How far the light or the camera turns the picture blue, by the white of the eyes.

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
"""A difference beyond this, about 15000 K, is no light's: the whites were missed."""


class BlueLight(NamedTuple):
    """What bluish light adds to ln(B/R) and ln(B/G) of everything."""

    blue_red: float
    blue_green: float


def blue_light(picture: Picture, points: Points) -> BlueLight:
    """Return the part of the whites' blueness that people's own differences do not explain.

    Nothing where the whites cannot be seen, and nothing for light that is warmer than neutral: that only
    hides a pale blue, while yellowish whites would make a white shirt look blue.
    """
    white = sclera.white_of_eyes(picture, points)
    if white is None:
        return BlueLight(0.0, 0.0)
    blue, green, red = (float(value) + 1 for value in white)
    off = math.log(blue / red) - NEUTRAL[0]
    if not USUAL < off < WIDEST:
        return BlueLight(0.0, 0.0)
    surely = TRUST * (off - USUAL)
    return BlueLight(surely, surely / off * (math.log(blue / green) - NEUTRAL[1]))
