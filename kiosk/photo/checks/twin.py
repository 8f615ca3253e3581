"""Whether two files show the very same exposure: a photo that was handed in before, cut or stored anew."""

from __future__ import annotations

import contextlib

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.vision.observation import HeadGeometry

SIZE = (128, 160)
"""Width and height of the face as it is compared, px."""
EYES_Y, EYES_APART = 58.0, 56.0
"""Where its eyes lie, px."""
SMOOTH_PX, SHAPE_PX = 1.2, 4.0
"""What is compared lies between these sizes: folds, lashes and hair, neither noise nor shading."""
LAID_OVER = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 40, 1e-5)
"""When laying one face over the other ends (landmarks of two copies differ by a little)."""
EDGE_PX = 8
LEAST_EYES_PX = 40.0


def likeness(
    one: tuple[Picture, HeadGeometry | None], other: tuple[Picture, HeadGeometry | None]
) -> float | None:
    """Return the correlation -1..1 of both faces' fine structure, eyes laid over each other.

    No face recognition: another photo of the same person has other folds, hairs and lashes in other
    places, a copy has the same. None where a face is missing or small.
    """
    first, second = _face(*one), _face(*other)
    if first is None or second is None:
        return None
    warp = np.eye(2, 3, dtype=np.float32)
    with contextlib.suppress(cv2.error):  # faces too unlike to be laid over each other stay where they are
        _, warp = cv2.findTransformECC(first, second, warp, cv2.MOTION_AFFINE, LAID_OVER, None, 5)
    second = cv2.warpAffine(second, warp, SIZE, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    inner = (slice(EDGE_PX, -EDGE_PX), slice(EDGE_PX, -EDGE_PX))
    first, second = (_fine(face)[inner].ravel() for face in (first, second))
    if min(first.std(), second.std()) <= 0:
        return None
    return float(np.corrcoef(first, second)[0, 1])


def _face(bgr: Picture, head: HeadGeometry | None) -> NDArray[np.float32] | None:
    if head is None or head.eye_distance < LEAST_EYES_PX:
        return None
    left, right = np.array(head.eye_left), np.array(head.eye_right)
    scale = EYES_APART / head.eye_distance
    along = (right - left) / head.eye_distance * scale
    turn = np.array([[along[0], along[1]], [-along[1], along[0]]])
    shift = np.array([SIZE[0] / 2, EYES_Y]) - turn @ ((left + right) / 2)
    grey = cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY).astype(np.float32)
    # Made small by area first, so that warping does not alias.
    if scale < 1:
        size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
        turn = turn @ np.diag([grey.shape[1] / size[0], grey.shape[0] / size[1]])
        grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    face = cv2.warpAffine(grey, np.column_stack([turn, shift]), SIZE, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(face, np.float32)


def _fine(face: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(face, (0, 0), SMOOTH_PX) - cv2.GaussianBlur(face, (0, 0), SHAPE_PX))
