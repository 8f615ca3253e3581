"""The light on the face, as pure functions of picture and mesh.

A patch of the face is made small first: light is smooth, and pores, stubble and noise are not. What is
compared between the sides is the skin at points of the mesh that mirror each other, and the mean of the
middle half of them is taken, so that a strand of hair, a mole or a shine on one side does not count.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.vision import mesh, sclera
from kiosk.vision.landmarks import Points
from kiosk.vision.seen import Seen

LEAST_PIXELS = 40
"""A cheek with fewer pixels than this is not judged."""
PATCH_WIDTH_PX = 96
"""The face's width in the patch that is judged."""
SMOOTH_PX = 5
LEAST_INSIDE = 0.8
"""Share of the mesh's points that the picture must show."""
CHEEKS_RIGHT = (117, 118, 100, 101, 36, 50, 205, 203, 206, 207, 187, 216, 192, 123, 147, 116, 137, 177, 213)
CHEEKS_LEFT = (346, 347, 329, 330, 266, 280, 425, 423, 426, 427, 411, 436, 416, 352, 376, 345, 366, 401, 433)
"""Skin between eye and mouth, nose and ear, each point at its mirror image's place."""
FRONT = slice(13)
"""Those on the front of the cheeks. Farther out the skin turns away from the lamps, so that two good lamps
that stand a little differently make 17 % of difference there, and 4 % here (136 pictures)."""
PER_YAW, MOST_YAW_DEG = 0.011, 10.0
"""How much a degree of turning to the own left darkens the left cheek against the right one, and up to where
it does: light from before the face falls flatter on the cheek that turns away. cos(35° + 1°) / cos(35° − 1°)
at a gamma of 2.2, and the slope over 136 pictures alike."""
FOREHEAD = (108, 337, 151, 69, 299, 9)
CHIN = (199, 208, 428, 200, 201, 421)
HOLES = (
    mesh.EYE_RIGHT,
    mesh.EYE_LEFT,
    (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146),
)
"""What of the face is no skin: eyes and lips."""
WHITE_LEVEL = 245
"""All channels from here on: nothing of the skin's colour is left."""
MIDDLE_LEVEL = 128.0
"""The white of the eyes can show that there is enough light on dark skin, not that there is too much."""
SHINE_LEVEL, SHINE_RATIO = 225, 1.3
"""A mirrored lamp on darker skin: nearly white and so much brighter than the skin beside it."""


def measure(seen: Seen) -> dict[str, float | None]:
    """Return the group's measures, see :mod:`kiosk.vision.units`."""
    return light(seen.frame.bgr, seen.face.mesh, seen.yaw_deg)


def light(picture: Picture, points: Points, yaw_deg: float) -> dict[str, float | None]:
    """Measure the light on the face.

    Parameters
    ----------
    yaw_deg
        The head's turn: what it alone makes of even light is taken off.

    Returns
    -------
    ``light_level``
        Luma (ITU-R BT.601) of the cheeks. Dark skin in good light is dark, the white of its eyes is not:
        where that is brighter it is taken instead, up to :data:`MIDDLE_LEVEL`.
    ``light_left_right``
        Over mirrored points of both cheeks' fronts the interquartile mean of (left − right) / mean;
        > 0: brighter from the person's own left. Source: the comparison of both cheeks of
        ISO/IEC 29794-5, point by point.
    ``light_top_bottom``
        (forehead − chin) / their mean, > 0: brighter from above.
    ``highlights``
        Share 0..1 of the face's skin that is burnt out.

    Each is None when the face is cut off or too small.
    """
    found = _patch(picture, points)
    if found is None:
        return dict.fromkeys(("light_level", "light_left_right", "light_top_bottom", "highlights"))
    patch, places = found
    luma = np.asarray(cv2.cvtColor(patch, cv2.COLOR_BGR2GRAY), np.uint8)
    smooth = cv2.blur(luma, (SMOOTH_PX, SMOOTH_PX))

    def at(indices: tuple[int, ...]) -> NDArray[np.float32]:
        spots = places[list(indices)]
        return np.asarray(smooth[spots[:, 1], spots[:, 0]], np.float32) + 1

    left, right = at(CHEEKS_LEFT), at(CHEEKS_RIGHT)
    skin = float(np.median(np.concatenate([left, right])))
    forehead, chin = float(np.median(at(FOREHEAD))), float(np.median(at(CHIN)))
    white = sclera.white_of_eyes(picture, points)
    return {
        "light_level": skin if white is None else max(skin, min(float(white @ sclera.LUMA), MIDDLE_LEVEL)),
        "light_left_right": _sides_apart(left[FRONT], right[FRONT], yaw_deg),
        "light_top_bottom": 2 * (forehead - chin) / (forehead + chin),
        "highlights": _burnt_out(patch, luma, places, skin),
    }


def _sides_apart(left: NDArray[np.float32], right: NDArray[np.float32], yaw_deg: float) -> float:
    """Return how much brighter the left is than the right, as a share, were the head not turned."""
    apart = np.sort(2 * (left - right) / (left + right))
    quarter = apart.size // 4
    turned = PER_YAW * max(-MOST_YAW_DEG, min(MOST_YAW_DEG, yaw_deg))
    return float(apart[quarter : apart.size - quarter].mean()) + turned


def cheek_pixels(picture: Picture, points: Points, outline: tuple[int, ...]) -> Picture | None:
    """Return the BGR pixels, shape (n, 3), inside the mesh polygon ``outline``; None when cut off or tiny."""
    corners = np.round(points[list(outline), :2]).astype(np.int32)
    (x, y), (right, bottom) = corners.min(axis=0), corners.max(axis=0) + 1
    height, width = picture.shape[:2]
    if x < 0 or y < 0 or right > width or bottom > height:
        return None
    inside = np.zeros((bottom - y, right - x), np.uint8)
    cv2.fillPoly(inside, [corners - (x, y)], (1,))
    pixels: Picture = picture[y:bottom, x:right][inside.astype(bool)]
    return pixels if len(pixels) >= LEAST_PIXELS else None


def _patch(picture: Picture, points: Points) -> tuple[Picture, NDArray[np.int32]] | None:
    """Return the face, small, and every mesh point's pixel in it."""
    height, width = picture.shape[:2]
    low, high = np.floor(points[:, :2].min(axis=0)), np.ceil(points[:, :2].max(axis=0)) + 1
    first, last = np.maximum(low, 0).astype(int), np.minimum(high, (width, height)).astype(int)
    shown = np.prod(np.maximum(last - first, 0)) / max(1.0, float(np.prod(high - low)))
    scale = PATCH_WIDTH_PX / float(high[0] - low[0])
    if shown < LEAST_INSIDE or scale > 2:
        return None
    face = picture[first[1] : last[1], first[0] : last[0]]
    size = (max(1, round(face.shape[1] * scale)), max(1, round(face.shape[0] * scale)))
    patch = np.asarray(cv2.resize(face, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    places = np.round((points[:, :2] - first) * (size[0] / face.shape[1], size[1] / face.shape[0]) - 0.5)
    return patch, places.clip(0, (size[0] - 1, size[1] - 1)).astype(np.int32)


def _burnt_out(
    patch: Picture, luma: NDArray[np.uint8], places: NDArray[np.int32], skin: float
) -> float | None:
    face = np.zeros(patch.shape[:2], np.uint8)
    cv2.fillPoly(face, [places[list(mesh.OVAL)]], (255,))
    cv2.fillPoly(face, [places[list(hole)] for hole in HOLES], (0,))
    blue, green, red = cv2.split(patch)
    white = cv2.compare(cv2.min(cv2.min(blue, green), red), WHITE_LEVEL, cv2.CMP_GE)
    shine = cv2.compare(luma, max(SHINE_LEVEL, SHINE_RATIO * skin), cv2.CMP_GT)
    area = cv2.countNonZero(face)
    return cv2.countNonZero(cv2.bitwise_and(face, cv2.bitwise_or(white, shine))) / area if area else None
