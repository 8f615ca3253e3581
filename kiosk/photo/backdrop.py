"""A real backdrop that already is what the spec asks for stays in the photo, untouched."""

from __future__ import annotations

import numpy as np

from kiosk.camera.frame import Picture
from kiosk.cie import delta_e, lab
from kiosk.photo.areas import grown
from kiosk.photo.checks.background import (
    EVERY,
    LEAST_PIXELS,
    MARK,
    PLAIN_GAP,
    SPREAD_PERCENTILE,
    unlike,
)
from kiosk.photo.person import Alpha
from kiosk.photo.spec import PhotoSpec

SOME_PERSON = 0.02
"""Alpha from which a pixel may show something of the person."""
MARKS_MOST = 0.001
"""Share of the backdrop that may be something else: noise, not a switch or a poster."""


def backdrop_stays(photo: Picture, alpha: Alpha, face_width_px: float, spec: PhotoSpec) -> bool:
    """Whether the backdrop of a cut photo is of the spec's chosen colour and as even as the spec asks.

    Measured as the finished photo's inspection measures it, but against the chosen colour alone: of three
    allowed ones the site has chosen this.

    Parameters
    ----------
    alpha
        The person's share of each pixel; the backdrop is judged clear of the finest hair.
    """
    area = ~grown(alpha > SOME_PERSON, PLAIN_GAP * face_width_px)
    sample = photo[::EVERY, ::EVERY][area[::EVERY, ::EVERY]].astype(np.float64)
    if len(sample) < LEAST_PIXELS:
        return False
    seen = lab(sample)
    middle = seen.mean(axis=0)
    off = float(delta_e(middle, lab(np.array([spec.background.rgb[::-1]], np.float64))).max())
    if off > spec.plain.off_max:
        return False
    spread = float(np.percentile(delta_e(seen, middle), SPREAD_PERCENTILE))
    marks = float((unlike(photo, np.median(sample, axis=0))[area] > MARK).mean())
    return spread <= spec.plain.spread_max and marks <= MARKS_MOST
