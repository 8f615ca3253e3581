"""How sharp the face is and how fast it moves."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.camera.frame import Picture
from kiosk.vision import mesh
from kiosk.vision.expression import face_height
from kiosk.vision.landmarks import Points
from kiosk.vision.seen import Seen

JUDGED_WIDTH_PX = 240
"""Face width at which sharpness is judged: that of the finished photo (see ``config/specs``)."""
DENOISE_SIGMA_PX = 0.8
"""Camera noise looks like detail; this much blur first takes it away."""
REBLUR_PX = 9


def measure(seen: Seen) -> dict[str, float | None]:
    """Return the group's measures, see :mod:`kiosk.vision.units`; ``motion`` needs a frame before."""
    moved = None
    if seen.before is not None:
        taken_at, face = seen.before
        moved = motion(face.mesh, seen.face.mesh, seen.frame.taken_at - taken_at)
    return {"sharpness": sharpness(seen.frame.bgr, seen.face.mesh), "motion": moved}


def sharpness(picture: Picture, points: Points) -> float | None:
    """Return how much of the finest detail of eyes, nose and mouth is there, 0 (blurred) … 1.

    The share of neighbouring-pixel variation that goes away when the picture is blurred once more, the
    lesser of the two directions so that motion blur counts; judged at the photo's own face width, never
    enlarged. Source: Crété et al., "The blur effect", SPIE 6492, 2007 (here 1 − their blur measure).
    """
    face_width = float(np.ptp(points[list(mesh.OVAL), 0]))
    middle = points[[mesh.PUPIL_LEFT, mesh.PUPIL_RIGHT], :2].mean(axis=0)
    height, width = picture.shape[:2]
    x, right = (int(np.clip(middle[0] + side * 0.36 * face_width, 0, width)) for side in (-1, 1))
    y, bottom = (int(np.clip(middle[1] + down * face_width, 0, height)) for down in (-0.2, 0.5))
    if right - x < 2 * REBLUR_PX or bottom - y < 2 * REBLUR_PX:
        return None
    grey = cv2.cvtColor(picture[y:bottom, x:right], cv2.COLOR_BGR2GRAY)
    scale = JUDGED_WIDTH_PX / face_width
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    fine = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), DENOISE_SIGMA_PX)
    shares = []
    for axis, kernel in ((0, (1, REBLUR_PX)), (1, (REBLUR_PX, 1))):
        before = np.abs(np.diff(fine, axis=axis))
        after = np.abs(np.diff(cv2.blur(fine, kernel), axis=axis))
        variation = float(before.sum())
        if variation <= 0:
            return None
        shares.append(float(np.maximum(before - after, 0).sum()) / variation)
    return min(shares)


def motion(earlier: Points, later: Points, seconds: float) -> float | None:
    """Return the mean speed of the head's steady points in T per second; None without a time between."""
    if seconds <= 0:
        return None
    steady = list(mesh.STEADY)
    moved = np.linalg.norm(later[steady, :2] - earlier[steady, :2], axis=1).mean()
    return float(moved) / face_height(later) / seconds
