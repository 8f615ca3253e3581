"""Laying the person over the plain background of the spec, and finding the hair's top in a matte."""

from __future__ import annotations

import numpy as np

from kiosk.camera.frame import Picture
from kiosk.photo.person import Alpha
from kiosk.photo.spec import Rgb

HAIR_COLUMNS = 0.35
"""The hair's top is looked for within so many face widths either side of the face's middle."""
HAIR_AMOUNT = 0.03
"""How much of a face width a row must hold to count as hair; a few stray hairs do not."""


def over_background(bgr: Picture, alpha: Alpha, colour: Rgb) -> Picture:
    """Return the person over a plain ``colour``; where alpha is 1 the pixels are untouched."""
    # Imported here, for it loads the compiler: see matte.warm_up().
    from kiosk.photo.colours import own_colours

    soft = (alpha > 0) & (alpha < 1)
    weight, plain = alpha[soft][:, None], np.array(colour[::-1], np.float32)
    picture = bgr.copy()
    picture[alpha <= 0] = colour[::-1]
    person = np.round(own_colours(bgr, alpha, soft))
    picture[soft] = np.round(weight * person + (1 - weight) * plain).astype(np.uint8)
    return picture


def hair_top(alpha: Alpha, centre_x: float, face_width_px: float, eye_line_y: float) -> float | None:
    """Return the top of the hair in px, or None when it is cut by the picture's edge or not there.

    The first row, going down, from which the person's share of the central columns stays at
    :data:`HAIR_AMOUNT` of the face's width or more all the way to the eyes.
    """
    first = max(0, round(centre_x - HAIR_COLUMNS * face_width_px))
    last = min(alpha.shape[1], round(centre_x + HAIR_COLUMNS * face_width_px))
    rows = alpha[: max(0, int(eye_line_y)), first:last].sum(axis=1)
    empty = np.flatnonzero(rows < HAIR_AMOUNT * face_width_px)
    if rows.size == 0 or empty.size == 0 or empty[-1] + 1 >= rows.size:
        return None
    return float(empty[-1] + 1)
