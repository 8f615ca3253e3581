"""Straight edges round the head: the rim of a screen, a print or a picture frame."""

from __future__ import annotations

from enum import StrEnum

import cv2
import numpy as np

from kiosk.camera.frame import Picture
from kiosk.photo.checks.face_part import Floats
from kiosk.vision.observation import HeadGeometry

FACE_PX = 120.0
"""The picture is made so small that the face has this width: rims are long, and noise goes."""
SMOOTH_PX = 1.0
LEAST_PIECE = 0.25
"""Shorter pieces of an edge are not added up, face widths."""
LONG = 1.15
"""An edge of this length beside a head is no hair and no collar, face widths."""
SLANT_DEG = 25.0
"""As far as a rim may lean against the picture's own edge."""
IN_LINE = 0.08
"""Pieces this near to one line belong together, face widths."""
ABOVE, BESIDE = 0.7, 0.2
"""Beyond the head: this far above the eyes, this far outside the cheeks, face widths."""


class Side(StrEnum):
    ABOVE = "above"
    LEFT = "left"
    RIGHT = "right"


def sides(bgr: Picture, head: HeadGeometry) -> frozenset[Side]:
    """Return the sides of the head along which a long straight edge runs; left is the picture's left."""
    height, width = bgr.shape[:2]
    bottom = min(height, int(head.chin.y + head.face_width))
    scale = min(1.0, FACE_PX / head.face_width)
    size = (max(8, round(width * scale)), max(8, round(bottom * scale)))
    small = cv2.resize(cv2.cvtColor(bgr[:bottom], cv2.COLOR_BGR2GRAY), size, interpolation=cv2.INTER_AREA)
    found = cv2.createLineSegmentDetector().detect(cv2.GaussianBlur(small, (0, 0), SMOOTH_PX))[0]
    if found is None:
        return frozenset()
    unit = head.face_width * scale
    pieces = np.asarray(found, np.float64).reshape(-1, 4)
    lengths = np.hypot(pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1])
    pieces = pieces[lengths >= LEAST_PIECE * unit]
    x, y = (pieces[:, 0] + pieces[:, 2]) / 2, (pieces[:, 1] + pieces[:, 3]) / 2
    slope = np.degrees(np.arctan2(pieces[:, 3] - pieces[:, 1], pieces[:, 2] - pieces[:, 0]))
    flat = np.abs((slope + 90) % 180 - 90) <= SLANT_DEG
    steep = np.abs(slope % 180 - 90) <= SLANT_DEG
    left, right = (head.face_left_x * scale - BESIDE * unit, head.face_right_x * scale + BESIDE * unit)
    chosen = {
        Side.ABOVE: flat & (y < head.eye_line_y * scale - ABOVE * unit),
        Side.LEFT: steep & (x < left),
        Side.RIGHT: steep & (x > right),
    }
    return frozenset(
        side for side, mine in chosen.items() if _longest(pieces[mine], IN_LINE * unit) >= LONG * unit
    )


def _longest(pieces: Floats, near: float) -> float:
    """Return the greatest length that pieces along one line cover together."""
    best = 0.0
    for x_1, y_1, x_2, y_2 in pieces:
        start, step = np.array([x_1, y_1]), np.array([x_2 - x_1, y_2 - y_1])
        along = step / max(1e-9, float(np.linalg.norm(step)))
        across = np.array([-along[1], along[0]])
        away = np.maximum(np.abs((pieces[:, :2] - start) @ across), np.abs((pieces[:, 2:] - start) @ across))
        mine = pieces[away <= near]
        ends = np.sort(np.stack([(mine[:, :2] - start) @ along, (mine[:, 2:] - start) @ along]), axis=0)
        covered, until = 0.0, -np.inf
        for low, high in ends[:, np.argsort(ends[0])].T:
            covered += max(0.0, high - max(low, until))
            until = max(until, high)
        best = max(best, covered)
    return best
