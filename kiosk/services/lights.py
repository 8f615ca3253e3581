"""Whether the lamps are on: in the dark nobody can be photographed, and the screen says why."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.camera.frame import Frame
from kiosk.errors import KioskError
from kiosk.session.events import Event, Fault, FaultCleared

DARK_LEVEL, LIGHT_LEVEL = 45.0, 70.0
"""8-bit level that all but the brightest fiftieth of a picture stays below in a dark room or before a covered
lens, and that it reaches again as soon as any lamp is on."""
BRIGHT_SHARE_PERCENT = 98.0
DARK_AFTER_S = 4.0
"""Cameras are dark for a moment after they were opened, and so is a picture somebody's hand passes over."""
LIGHT_AFTER_S = 1.0
STEP_PX = 8
EVERY_S = 0.25


class Lights:
    """Looks at a few pixels of a few frames a second; keeps none of them."""

    def __init__(self) -> None:
        self._dark = False
        self._other_since: float | None = None
        self._looked_at = float("-inf")

    def look(self, frame: Frame) -> Event | None:
        """Return ``Fault`` (``lights-off``) when the lights went out, ``FaultCleared`` when they are on."""
        at_s = frame.taken_at
        if at_s - self._looked_at < EVERY_S:
            return None
        self._looked_at = at_s
        level = brightness(frame)
        other = level >= LIGHT_LEVEL if self._dark else level < DARK_LEVEL
        if not other:
            self._other_since = None
            return None
        if self._other_since is None:
            self._other_since = at_s
        if at_s - self._other_since < (LIGHT_AFTER_S if self._dark else DARK_AFTER_S):
            return None
        self._dark, self._other_since = not self._dark, None
        return Fault(lights_off()) if self._dark else FaultCleared(lights_off().code)


def brightness(frame: Frame) -> float:
    """Return the level, 0 to 255, that all but the brightest pixels of a frame stay below."""
    few = np.ascontiguousarray(frame.bgr[::STEP_PX, ::STEP_PX])
    return float(np.percentile(cv2.cvtColor(few, cv2.COLOR_BGR2GRAY), BRIGHT_SHARE_PERCENT))


def lights_off() -> KioskError:
    """Return what the screen says in the dark."""
    return KioskError(
        "lights-off", "The lamps are off, or the lens is covered.", "Switch the lamps on; uncover the lens."
    )
