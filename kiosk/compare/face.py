"""A face to compare: where its five points are, whether it can be used, and how it is cut out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.errors import KioskError
from kiosk.geometry import Box

SIDE_PX = 112
"""Width and height of the cut-out face, as the model was trained."""
TEMPLATE = np.array(
    [(38.2946, 51.6963), (73.5318, 51.5014), (56.0252, 71.7366), (41.5493, 92.3655), (70.7299, 92.2041)],
    np.float64,
)
"""Where picture-left eye, picture-right eye, nose tip and both mouth corners come to lie, px; the places that
ArcFace (Deng et al. 2019) introduced and SFace (Zhong et al. 2021) was trained with."""
_MARGIN_PX = 24
"""Kept round what is cut out: at its very edge an averaged pixel would want for neighbours."""
RIVAL = 0.6
"""A second face with this share of the first one's width might as well be the one that is meant."""


@dataclass(frozen=True, eq=False)
class FoundFace:
    """A face in a picture: its box and, shape (5, 2), the points of :data:`TEMPLATE`, px of the picture."""

    box: Box
    points: NDArray[np.float64]

    @property
    def eye_distance_px(self) -> float:
        return float(np.linalg.norm(self.points[1] - self.points[0]))


@dataclass(frozen=True, eq=False)
class AlignedFace:
    """A face cut out upright; ``bgr`` has the shape (112, 112, 3) and is kept out of every text."""

    bgr: Picture = field(repr=False)


def the_face(faces: Sequence[FoundFace], least_eye_px: float, name: str) -> FoundFace:
    """Return the one face that is meant.

    Parameters
    ----------
    least_eye_px
        Distance of the eyes that is needed, px.
    name
        What to call the picture in an error.

    Raises
    ------
    KioskError
        ``compare-no-face``, ``compare-two-faces`` or ``compare-face-small``.
    """
    by_size = sorted(faces, key=lambda face: face.box.width, reverse=True)
    if not by_size:
        raise KioskError(
            "compare-no-face",
            f"No face was found in {name}.",
            "Use a picture that shows one face from the front.",
        )
    first = by_size[0]
    if len(by_size) > 1 and by_size[1].box.width >= RIVAL * first.box.width:
        raise KioskError(
            "compare-two-faces",
            f"{name} shows more than one face, and it is not clear which one is meant.",
            "Use a picture of one person only.",
        )
    if first.eye_distance_px < least_eye_px:
        raise KioskError(
            "compare-face-small",
            f"The face in {name} is too small: {first.eye_distance_px:.0f} px between the eyes.",
            f"Use a picture with at least {least_eye_px:g} px between the eyes.",
        )
    return first


def align(bgr: Picture, face: FoundFace) -> AlignedFace:
    """Cut the face out: turned, moved and sized so that its points come nearest to :data:`TEMPLATE`.

    A larger face is first made smaller by averaging: cut out directly, its fine texture turns to noise, and
    two pictures of one person (68 people) come out less alike, 0.83 instead of 0.85 for the least alike.
    """
    shrink = min(1.0, 1.4 * float(np.linalg.norm(TEMPLATE[1] - TEMPLATE[0])) / face.eye_distance_px)
    points = face.points
    if shrink < 1.0:
        bgr, corner = _round_the_face(bgr, similarity_transform(points, TEMPLATE))
        height, width = bgr.shape[:2]
        size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
        bgr = np.asarray(cv2.resize(bgr, size, interpolation=cv2.INTER_AREA), np.uint8)
        points = (points - corner) * (size[0] / width, size[1] / height)
    move = similarity_transform(points, TEMPLATE)
    cut = cv2.warpAffine(bgr, move, (SIDE_PX, SIDE_PX), flags=cv2.INTER_LINEAR)
    return AlignedFace(np.asarray(cut, np.uint8))


def _round_the_face(bgr: Picture, move: NDArray[np.float64]) -> tuple[Picture, NDArray[np.int64]]:
    """Return the part of a picture that ``move`` brings into the cut-out, and its corner, px.

    Averaging the rest of a full frame would cost more than finding the face.
    """
    corners = np.array([(0, 0), (SIDE_PX, 0), (SIDE_PX, SIDE_PX), (0, SIDE_PX)]) - move[:, 2]
    seen = corners @ np.linalg.inv(move[:, :2]).T
    height, width = bgr.shape[:2]
    left, top = np.clip(np.floor(seen.min(axis=0)).astype(int) - _MARGIN_PX, 0, (width - 1, height - 1))
    right, bottom = np.clip(np.ceil(seen.max(axis=0)).astype(int) + _MARGIN_PX, 1, (width, height))
    return bgr[top:bottom, left:right], np.array([left, top])


def similarity_transform(source: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the turn, scale and shift, shape (2, 3), that brings ``source`` nearest to ``target``.

    Least squares over shape (n, 2) points without mirroring (Umeyama 1991).
    """
    from_mean, to_mean = source.mean(axis=0), target.mean(axis=0)
    a, b = source - from_mean, target - to_mean
    # In the plane the best turn and scale have a closed form: the complex regression of b on a.
    power = float((a * a).sum())
    if power == 0.0:
        raise ValueError("five points at one place have no direction")
    along = float((a * b).sum()) / power
    across = float((a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum()) / power
    turn = np.array([[along, -across], [across, along]])
    return np.column_stack([turn, to_mean - turn @ from_mean])
