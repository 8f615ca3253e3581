"""What lies before the face: a mask by its colour, a hand by what only a hand brings with it.

A mask covers nose, cheeks and chin with something that is not this person's skin; the skin itself is known
from brow, nose bridge and below the eyes, where masks end. A hand has the face's own colour. It is told by
three things together: the body pose sees wrist or fingers there, skin stands out beside the jaw on one side
only, and one cheek has edges that the other has not.

Under a mask the mesh invents lips, so nothing here looks at them.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.vision import mesh, upright
from kiosk.vision.complexion import colour
from kiosk.vision.landmarks import Body
from kiosk.vision.observation import HeadGeometry
from kiosk.vision.seen import Seen

WINDOW = upright.Window(-1.9, 1.9, -1.1, 2.2, scale_px=40)
SPREAD = np.array([0.09, 0.14, 0.45], np.float32)
"""Usual spread of ln(R/G), ln(G/B) and ln(luma) over one person's skin."""
KNOWN = (9, 8, 168, 151, 108, 337, 118, 347, 117, 346, 119, 348)
"""Points whose median is the person's skin: brow, nose bridge, below the eyes."""
BARE = (4, 5, 195, 50, 280, 36, 266, 123, 352, 205, 425, 187, 411, 147, 376)
"""Points of nose and cheeks where no beard grows."""
BEARDED = (164, 167, 393, 212, 432, 214, 434, 202, 422, 204, 424, 200, 199, 175, 208, 428)
"""Points of upper lip, jaw and chin, where one may."""
UNLIKE = 1.6
"""Spreads of colour from which a point is not this person's skin; on bare faces even the median is 0.3."""
CLOTH_EVEN, CLOTH_LIPS, CLOTH_OFF = 0.16, 0.45, 0.5
"""A mask of nearly the skin's own colour: its points scatter less than skin's do, no lips stand out from
it, and it still is so far from the skin; spreads."""
SCATTER = np.array([1.0, 1.0, 0.3], np.float32)
"""Light and shadow scatter the luma of anything."""
LIPS = (0, 37, 267, 17, 84, 314, 13, 14)
UNSHAVEN = 0.5
"""Share of nose and cheeks that no beard covers: from here on what is dark on the chin is none either."""
FLUSH = 0.5
"""Noses and cheeks are redder than brows: a step towards red counts only this much."""
SHADE = 1.0
"""Spreads of ln(luma) that light and shadow may make."""
HAIR_ACROSS, HAIR_UP = (-0.3, -0.15, 0.0, 0.15, 0.3), (0.4, 0.55, 0.7)
"""Where hair is sampled: eye distances aside, and shares of the way from the forehead to the hair's top."""
PERSON_SHARE = 0.3
"""Least mask confidence beside the jaw; low, because the mask is coarse there."""
POSE_HAND = slice(15, 23)
"""Wrists, little fingers, index fingers and thumbs of the body pose."""
HAND_REACH = 0.95
"""Face widths from the face's middle within which a hand is at the face."""
ALIKE = 1.3
"""Spreads of colour up to which what shows beside the jaw is this person's skin."""
JAW = ((132, 58, 172), (361, 288, 397))
BESIDE = (0.125, 0.21, 0.29, 0.375)
"""Eye distances outwards from the jaw where a wall, hair or collar shows, but no skin of a bare face."""
SOFT = 0.005
"""ln(luma) a pixel that even the smoothest cheek varies."""
HAND_POSE, HAND_BESIDE, HAND_CHEEKS, HAND_BIAS = 6.0, 9.8, 6.7, -7.8
"""Weights of the three signs of a hand (logistic): any two of them together are enough, one hardly is."""
HAND_SHARE = 0.5
"""Share of cheek, nose, mouth and chin that a hand on cheek or chin covers."""

Colours = NDArray[np.float32]


def measure(seen: Seen) -> dict[str, float | None]:
    """Return ``face_covered``, see :mod:`kiosk.vision.units`; None when the face is cut off."""
    part = upright.cut(seen.frame.bgr, seen.head, WINDOW)
    if part is None:
        return {"face_covered": None}
    at = (upright.placed(seen.face.mesh, seen.head) - (WINDOW.left, WINDOW.top)) * WINDOW.scale_px
    smooth = np.asarray(cv2.blur(part, (5, 5)), np.uint8)
    skin = np.median(_colours(smooth, at[list(KNOWN)]), axis=0)
    share = _unlike(smooth, at, skin)
    hand = HAND_SHARE * _hand(seen, part, smooth, at, skin)
    return {"face_covered": max(share, hand)}


def _unlike(smooth: Picture, at: NDArray[np.float64], skin: Colours) -> float:
    """Return the share of the points that do not look like skin, or like a beard where one grows."""
    colours = _colours(smooth, at[list(BARE + BEARDED)])
    away = _distance(colours - skin)
    middle = np.median(colours, axis=0)
    scatter = np.median(np.linalg.norm((colours - middle) / SPREAD * SCATTER, axis=1))
    lips = np.linalg.norm((np.median(_colours(smooth, at[list(LIPS)]), axis=0) - middle) / SPREAD)
    if scatter < CLOTH_EVEN and lips < CLOTH_LIPS and np.median(away) > CLOTH_OFF:
        return 1.0
    unlike = away > UNLIKE
    if unlike[: len(BARE)].mean() <= UNSHAVEN:
        # A beard darkens; what is as light as skin, or of another hue, is none.
        unlike[len(BARE) :] &= (colours - skin)[len(BARE) :, 2] > -SHADE * SPREAD[2]
    return float(unlike.mean())


def _hand(seen: Seen, part: Picture, smooth: Picture, at: NDArray[np.float64], skin: Colours) -> float:
    """Return how surely a hand lies at the face, 0..1."""
    beside, hair = [], _hair(seen, skin)
    for jaw, side in zip(JAW, (-1, 1), strict=True):
        places = _outwards(at[list(jaw)], side)
        colours = _colours(smooth, places)
        alike = _distance(colours - skin) < ALIKE
        if hair is not None:
            alike &= _distance(colours - skin) < _distance(colours - hair)
        beside.append(float((alike & _person(seen, places)).mean()))
    grey = cv2.cvtColor(part, cv2.COLOR_BGR2GRAY)
    rough = [_roughness(grey, at[list(cheek)]) for cheek in (mesh.CHEEK_RIGHT, mesh.CHEEK_LEFT)]
    seen_rough = [one + SOFT for one in rough if one is not None]
    uneven = abs(math.log(seen_rough[0] / seen_rough[1])) if len(seen_rough) == len(rough) else 0.0
    sign = (
        HAND_POSE * _posed(seen.body, seen.head)
        + HAND_BESIDE * abs(beside[0] - beside[1])
        + HAND_CHEEKS * uneven
        + HAND_BIAS
    )
    return 1 / (1 + math.exp(-min(sign, 30.0)))


def _posed(body: Body | None, head: HeadGeometry) -> float:
    """Return how surely the body pose sees a hand at the face, 0..1; 0 where it sees no body."""
    if body is None:
        return 0.0
    middle = np.array([head.centre_x, (head.eye_line_y + head.chin.y) / 2])
    away = np.linalg.norm(body.points[POSE_HAND] - middle, axis=1) / head.face_width
    return float((body.certainty[POSE_HAND] * (away < HAND_REACH)).max())


def _hair(seen: Seen, skin: Colours) -> Colours | None:
    """Return the colour of the hair above the forehead, None when unknown or too near the skin's."""
    if seen.head.hair_top_y is None:
        return None
    forehead = upright.placed(seen.face.mesh[[mesh.FOREHEAD]], seen.head)[0, 1]
    top = (seen.head.hair_top_y - seen.head.eye_line_y) / seen.head.eye_distance
    x, y = np.meshgrid(HAIR_ACROSS, forehead + np.array(HAIR_UP) * (top - forehead))
    at = upright.in_picture(np.stack([x.ravel(), y.ravel()], axis=1), seen.head)
    hair = np.median(_colours(seen.frame.bgr, at), axis=0)
    return hair if float(_distance((hair - skin)[None])[0]) > ALIKE / 2 else None


def _person(seen: Seen, at: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which window px ``at`` show the person and not a wall of skin's colour; all without a mask."""
    if seen.mask is None:
        return np.ones(len(at), np.bool_)
    places = upright.in_picture(at / WINDOW.scale_px + (WINDOW.left, WINDOW.top), seen.head)
    rows, columns = seen.mask.shape
    column = np.clip(places[:, 0] * columns / seen.frame.width, 0, columns - 1).astype(int)
    row = np.clip(places[:, 1] * rows / seen.frame.height, 0, rows - 1).astype(int)
    return np.asarray(seen.mask[row, column] > PERSON_SHARE)


def _outwards(jaw: NDArray[np.float64], side: int) -> NDArray[np.float64]:
    shift = side * WINDOW.scale_px * np.array(BESIDE)
    return np.asarray(np.stack([jaw[:, :1] + shift, jaw[:, 1:] + 0 * shift], axis=2).reshape(-1, 2))


def _roughness(grey: NDArray[np.uint8], outline: NDArray[np.float64]) -> float | None:
    """Return the slope in ln(luma) a pixel that nine tenths of a cheek do not exceed, None where unseen."""
    corners = np.round(outline).astype(np.int32)
    (x, y), (right, bottom) = corners.min(axis=0), corners.max(axis=0) + 1
    x, y = max(0, x), max(0, y)
    if min(right, grey.shape[1]) <= x or min(bottom, grey.shape[0]) <= y:
        return None  # a head that has just moved away
    log = np.log(grey[y:bottom, x:right].astype(np.float32) + 8)
    log = np.asarray(cv2.GaussianBlur(log, (0, 0), 0.8), np.float32)
    slope = np.hypot(cv2.Sobel(log, cv2.CV_32F, 1, 0), cv2.Sobel(log, cv2.CV_32F, 0, 1)) / 8
    inside = np.zeros(log.shape, np.uint8)
    cv2.fillPoly(inside, [corners - (x, y)], (1,))
    values = slope[cv2.erode(inside, np.ones((3, 3), np.uint8), borderValue=0).astype(bool)]
    if values.size == 0:
        return None
    place = int(0.9 * (values.size - 1))
    return float(np.partition(values, place)[place])


def _colours(smooth: Picture, at: NDArray[np.float64]) -> Colours:
    """Return the colours (as of :func:`kiosk.vision.complexion.colour`) at window px ``at``, shape (n, 3)."""
    height, width = smooth.shape[:2]
    columns = np.clip(np.round(at[:, 0]).astype(int), 0, width - 1)
    rows = np.clip(np.round(at[:, 1]).astype(int), 0, height - 1)
    return colour(smooth[rows, columns])


def _distance(off: Colours) -> Colours:
    """Return how many spreads colours are from skin, flush and shade allowed for; ``off`` shape (n, 3)."""
    spreads = off / SPREAD
    red = np.where(spreads[:, 0] > 0, spreads[:, 0] * FLUSH, spreads[:, 0])
    shade = np.maximum(0, np.abs(spreads[:, 2]) - SHADE)
    return np.asarray(np.sqrt(red**2 + spreads[:, 1] ** 2 + shade**2), np.float32)
