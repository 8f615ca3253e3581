"""The background as it is in the photo: its colour and evenness."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.camera.frame import Picture
from kiosk.geometry import Box
from kiosk.photo.checks.geometry import SURE
from kiosk.photo.checks.judged import judged
from kiosk.photo.finished import Check
from kiosk.photo.person import person_in
from kiosk.photo.spec import PhotoSpec
from kiosk.vision.observation import Observation

PLAIN_GAP = 0.1
"""The background is judged this many face widths away from the person, clear of the finest hair."""
SPREAD_PERCENTILE = 95.0
"""A shadow or gradient covers more than the rest; a strand of hair that stands off does not."""


def background_checks(bgr: Picture, observation: Observation, spec: PhotoSpec) -> list[Check]:
    """Return ``background_colour`` and ``background_evenness``."""
    off = spread = None
    if observation.mask is not None and observation.head is not None:
        size = (bgr.shape[1], bgr.shape[0])
        person = person_in(observation.mask, size, Box(0, 0, *size), size)
        away = cv2.distanceTransform((person < SURE).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        plain = bgr[away > PLAIN_GAP * observation.head.face_width].astype(np.float64)
        if len(plain):
            middle = np.median(plain, axis=0)
            allowed = [np.array(rgb[::-1], np.float64) for rgb in spec.background.colours.values()]
            off = min(float(np.abs(middle - colour).max()) for colour in allowed)
            spread = float(np.percentile(np.abs(plain - middle).max(axis=1), SPREAD_PERCENTILE))
    return [
        judged("background_colour", off, "level", None, spec.plain.off_max),
        judged("background_evenness", spread, "level", None, spec.plain.spread_max),
    ]
