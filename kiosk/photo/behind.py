"""Whether things stood behind the person, of which pieces may be left beside hair and shoulders."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.camera.frame import Picture
from kiosk.photo.areas import grown, strongest
from kiosk.photo.person import Alpha

SOME_PERSON = 0.02
GAP, REACH = 0.025, 0.12
"""Looked at is what lies so many face widths off the outline: beyond a hair's own fringe, up to where the
matte may still take a thing for the person."""
WITHIN = 0.01
STEP = 30.0
"""An edge: the largest difference of a channel within so many face widths is above so many levels."""


def things_behind(bgr: Picture, alpha: Alpha, face_width_px: float) -> float:
    """Return the share of the wall next to the outline that lies at an edge of something, 0..1.

    Of 18 composites those before curtains and walls have 0.025 at most and those before shelves 0.30 to 0.43,
    68 studio portraits 0.019 at most, 40 drawn people whose hair the matte keeps 0.01.

    Parameters
    ----------
    bgr
        The photo before its background is laid under the person.
    alpha
        The person's share of each pixel.
    """
    some = alpha > SOME_PERSON
    ring = grown(some, REACH * face_width_px) & ~grown(some, GAP * face_width_px)
    if not ring.any():
        return 0.0
    side = 2 * max(1, round(WITHIN * face_width_px)) + 1
    around = np.ones((side, side), np.uint8)
    smooth = cv2.GaussianBlur(bgr, (0, 0), 1.0)
    step = strongest(cv2.subtract(cv2.dilate(smooth, around), cv2.erode(smooth, around)))
    return float((step[ring] > STEP).mean())
