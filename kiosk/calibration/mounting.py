"""How the camera hangs, told from a seated person, the printed sheet or the room's upright edges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from kiosk.calibration.limits import Limits
from kiosk.calibration.record import Advice, Mounting, Remark
from kiosk.calibration.uprights import Upright

PUPILS_CM = 6.3
"""Mean distance of adults' pupils, cm (Dodgson 2004, SPIE 5291: 63 mm, sd 3.7 mm)."""


@dataclass(frozen=True)
class SeenEyes:
    """One look at a person's eyes, px: their line's height and the pupils' distance."""

    line_y_px: float
    distance_px: float


def eyes_high_cm(eyes: list[SeenEyes], wanted_y_px: float) -> float | None:
    """Return how far the eyes are above where they should be, cm at the person's place; None without any."""
    if not eyes:
        return None
    off_px = wanted_y_px - float(np.median([each.line_y_px for each in eyes]))
    return off_px * PUPILS_CM / float(np.median([each.distance_px for each in eyes]))


def middle(found: list[Upright]) -> Upright | None:
    """Return the median of several looks; tilt only where most of them could tell it."""
    if not found:
        return None
    tilts = [each.tilt_deg for each in found if each.tilt_deg is not None]
    roll = float(np.median([each.roll_deg for each in found]))
    return Upright(roll, float(np.median(tilts)) if 2 * len(tilts) > len(found) else None)


def judge_mounting(
    upright: Upright | None,
    eyes_cm: float | None,
    by: str,
    before: Mounting | None,
    limits: Limits,
    now: datetime,
) -> Mounting:
    """Return what is known now; what this look could not tell stays as it was found before.

    The place of the eyes alone does not tell a low camera from one that looks up. Where a tilt beyond
    its limit is known it is named first: put right, it moves the eyes too.
    """
    roll, tilt, high, used = None, None, None, {by}
    if before is not None:
        roll, tilt, high = before.roll_deg, before.tilt_deg, before.eyes_high_cm
        used |= set(before.by)
    if upright is not None:
        roll = round(upright.roll_deg, 2)
        tilt = tilt if upright.tilt_deg is None else round(upright.tilt_deg, 1)
    if eyes_cm is not None:
        high = round(eyes_cm, 1)
    pairs = (
        (roll, limits.roll_deg, Advice.CAMERA_ROLLED_LEFT, Advice.CAMERA_ROLLED_RIGHT),
        (tilt, limits.tilt_deg, Advice.CAMERA_TILTED_UP, Advice.CAMERA_TILTED_DOWN),
        (high, limits.eyes_high_cm, Advice.CAMERA_LOW, Advice.CAMERA_HIGH),
    )
    remarks = tuple(
        Remark(above if value > 0 else below, round(abs(value), 1))
        for value, limit, above, below in pairs
        if value is not None and abs(value) > limit
    )
    return Mounting(now, roll, tilt, high, tuple(sorted(used)), remarks)
