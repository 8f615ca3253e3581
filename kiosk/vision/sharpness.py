"""How sharp the face is and how fast it moves."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.vision import mesh
from kiosk.vision.expression import face_height
from kiosk.vision.landmarks import Points
from kiosk.vision.seen import Seen

JUDGED_WIDTH_PX = 240
"""Face width at which sharpness is judged: that of the finished photo (see ``config/specs``)."""
JUDGED_HALF_WIDTH, JUDGED_ABOVE, JUDGED_BELOW = 0.36, -0.2, 0.5
"""The part of the face with the eyes, nose and mouth, from the eyes' middle, in face widths."""
LEAST_SIDE_PX = 40
SMOOTH_PX, REBLUR_PX = 0.8, 5
"""Standard deviation of the blur that tames camera noise; width of the blur that detail is tested with."""
BLOCK_PX = 8
RICHEST = 0.12
"""Share of the blocks that are judged, those with most detail: lids, lashes, nostrils, lips."""
PLAIN = 0.4
"""This share of the blocks shows skin: what they vary by is noise and pores, and is taken off all blocks."""


def measure(seen: Seen) -> dict[str, float | None]:
    """Return ``sharpness``, see :mod:`kiosk.vision.units`."""
    return {"sharpness": sharpness(seen.frame.bgr, seen.face.mesh)}


def measure_motion(seen: Seen) -> dict[str, float | None]:
    """Return ``motion``, see :mod:`kiosk.vision.units`; None without a frame before."""
    if seen.before is None:
        return {"motion": None}
    taken_at, face = seen.before
    return {"motion": motion(face.mesh, seen.face.mesh, seen.frame.taken_at - taken_at)}


def sharpness(picture: Picture, points: Points) -> float | None:
    """Return how much of the finest detail of eyes, nose and mouth is there, 0 (blurred) … 1.

    The share of the variation between neighbouring pixels that goes away when the picture is blurred once
    more, the lesser of the two directions so that motion blur counts; judged at the photo's own face width.
    A face with fewer pixels than that is not enlarged, but has less to show in proportion.

    After Crété et al., "The blur effect", SPIE 6492, 2007 (1 − their measure), but of energies, which those
    of independent noise add to, so that the noise's share can be measured on plain skin and taken off:
    noise is not sharpness, and a dim picture is not a blurred one.
    """
    face_width = float(np.ptp(points[list(mesh.OVAL), 0]))
    grey = _judged_part(picture, points, face_width)
    if grey is None:
        return None
    fine = cv2.GaussianBlur(grey, (0, 0), SMOOTH_PX)
    shares = []
    for kernel, along in (((1, REBLUR_PX), 0), ((REBLUR_PX, 1), 1)):
        before, after = _energy(fine, along), _energy(cv2.blur(fine, kernel), along)
        count = max(1, round(RICHEST * before.size))
        richest = np.argpartition(before, -count)[-count:]
        plain = int(PLAIN * before.size)
        detail, rest = (
            float(np.sum(energy[richest] - np.partition(energy, plain)[plain])) for energy in (before, after)
        )
        if detail <= 0:
            return None
        shares.append(max(0.0, 1.0 - math.sqrt(max(0.0, rest / detail))))
    return min(shares) * min(1.0, face_width / JUDGED_WIDTH_PX)


def motion(earlier: Points, later: Points, seconds: float) -> float | None:
    """Return the mean speed of the head's steady points in T per second; None without a time between."""
    if seconds <= 0:
        return None
    steady = list(mesh.STEADY)
    moved = np.linalg.norm(later[steady, :2] - earlier[steady, :2], axis=1).mean()
    return float(moved) / face_height(later) / seconds


def _judged_part(picture: Picture, points: Points, face_width: float) -> NDArray[np.float32] | None:
    middle = points[[mesh.PUPIL_LEFT, mesh.PUPIL_RIGHT], :2].mean(axis=0)
    height, width = picture.shape[:2]
    half = JUDGED_HALF_WIDTH * face_width
    x, right = (int(np.clip(middle[0] + side * half, 0, width)) for side in (-1, 1))
    y, bottom = (int(np.clip(middle[1] + d * face_width, 0, height)) for d in (JUDGED_ABOVE, JUDGED_BELOW))
    if right - x < LEAST_SIDE_PX or bottom - y < LEAST_SIDE_PX:
        return None
    grey = cv2.cvtColor(picture[y:bottom, x:right], cv2.COLOR_BGR2GRAY)
    scale = JUDGED_WIDTH_PX / face_width
    if scale < 1:
        size = (round(grey.shape[1] * scale), round(grey.shape[0] * scale))
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    return np.asarray(grey, np.float32)


def _energy(grey: NDArray[np.float32], along: int) -> NDArray[np.float32]:
    """Return the mean squared step between neighbours, down (0) or across (1), block by block."""
    step = cv2.subtract(grey[1:], grey[:-1]) if along == 0 else cv2.subtract(grey[:, 1:], grey[:, :-1])
    rows, columns = (side // BLOCK_PX for side in step.shape)
    whole = step[: rows * BLOCK_PX, : columns * BLOCK_PX]
    mean = cv2.resize(cv2.multiply(whole, whole), (columns, rows), interpolation=cv2.INTER_AREA)
    return np.asarray(mean.ravel(), np.float32)
