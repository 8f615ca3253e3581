"""Whether a photo was enlarged: detail between its pixels that no lens has drawn."""

from __future__ import annotations

import numpy as np

from kiosk.photo.checks.face_part import FacePart

FINE = (0.275, 0.4)
COARSE = (0.1, 0.2)
"""Bands of the spectrum that are compared, cycles a px: an enlarged picture's fine band is empty."""


def fine_detail(part: FacePart | None) -> float | None:
    """Return log10 of the power of fine detail / that of coarser detail in the face."""
    if part is None:
        return None
    spectrum, down, across = part.power
    radius = np.hypot(down, across)
    fine, coarse = (float(spectrum[(radius >= low) & (radius < high)].mean()) for low, high in (FINE, COARSE))
    return float(np.log10(fine / coarse)) if fine > 0 and coarse > 0 else None
