"""Whether the skin still has the grain that every camera gives it; beauty filters take it away."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.camera.frame import Picture
from kiosk.photo.checks.face_part import LEAST_FACE_PX
from kiosk.vision import mesh
from kiosk.vision.observation import Observation

FINE_PX, COARSE_PX = 0.7, 2.5
"""Pores and grain lie between these sizes in a face 240 px wide (standard deviations of two blurs)."""
INWARDS_PX = 3


def skin_grain(bgr: Picture, observation: Observation) -> float | None:
    """Return the standard deviation of the cheeks' fine detail, levels, the lesser cheek's; None if small."""
    points, head = observation.landmarks, observation.head
    if points is None or head is None or head.face_width < LEAST_FACE_PX:
        return None
    found = []
    for outline in (mesh.CHEEK_RIGHT, mesh.CHEEK_LEFT):
        corners = np.round(points[list(outline), :2]).astype(np.int32)
        left, top, width, height = cv2.boundingRect(corners)
        if left < 0 or top < 0 or left + width > bgr.shape[1] or top + height > bgr.shape[0]:
            return None
        grey = cv2.cvtColor(bgr[top : top + height, left : left + width], cv2.COLOR_BGR2GRAY).astype(
            np.float32
        )
        band = cv2.GaussianBlur(grey, (0, 0), FINE_PX) - cv2.GaussianBlur(grey, (0, 0), COARSE_PX)
        inside = np.zeros(grey.shape, np.uint8)
        cv2.fillPoly(inside, [corners - (left, top)], (1,))
        inside = cv2.erode(inside, np.ones((2 * INWARDS_PX + 1,) * 2, np.uint8), borderValue=0)
        if not inside.any():
            return None
        found.append(float(band[inside.astype(bool)].std()))
    return min(found)
