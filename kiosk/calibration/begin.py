"""Which step measures which part of a calibration."""

from __future__ import annotations

from kiosk.calibration.light_step import LightStep
from kiosk.calibration.mounting_step import MountingStep
from kiosk.calibration.record import Part
from kiosk.calibration.room_steps import LampsStep, PlateStep
from kiosk.calibration.step import Before, Step


def begin(part: Part, before: Before) -> Step:
    """Return a fresh step."""
    match part:
        case Part.MOUNTING:
            return MountingStep(before)
        case Part.LIGHT:
            return LightStep(before)
        case Part.LAMPS:
            return LampsStep(before)
        case Part.PLATE:
            return PlateStep()
