"""Hair that hangs beside the neck and that the segmenter took for the wall.

Long straight hair on either side of a neck may look to a segmenter like a curtain behind it. Before a plain
wall nothing need be guessed: the wall is known from above and from the sides, and what hangs down from the
head and is neither that wall nor its shadow belongs to the person.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.geometry import Point
from kiosk.photo.areas import Area, grown, strongest

Floats = NDArray[np.float32]

ASIDE = 0.85
"""Hair hangs no farther from the chin's column, face widths; beyond, the picture shows the wall."""
EYES = 0.7
"""The eyes are so many face widths above the chin: from there down hair is looked for."""
FRINGE = 0.1
"""The wall is taken no nearer to what may be the person, and no hair stands off farther above the eyes, face
widths: what does is a thing behind the head, a chair's back, say."""
SOME_PERSON = 0.02
ROUNDS, OUTLIER = 4, 12.0
"""The wall's surface is fitted so often, without what lies off by so many levels."""
RIDGE = 1e-6
"""Keeps the surface flat in directions that the seen wall says nothing about."""
PLAIN_SHARE, PLAIN_LEVELS = 0.97, 5.0
"""A wall is plain when so much of it lies on the surface, by that many levels (root mean square).

So is the wall of 68 studio portraits, and of none of 18 composites with shelves, curtains and uneven walls.
"""
LEAST_PIXELS = 400
SMALL_FACE_PX = 120
"""Looked for in a picture so much smaller that a face is about this wide."""
UNLIKE = 20.0
"""Levels from which a pixel is not the wall …"""
SHADED, TINT = 0.5, 0.12
"""… and a shadow on it is not darker than this, and dims no channel by so much more than another."""
LEAST = 0.008
"""Pieces smaller than so many face widths squared are left to the matting."""
SPECK = 0.012
"""What is narrower, face widths, joins nothing."""
_FIT_EVERY = 3


def hanging_hair(bgr: Picture, person: Floats, face_width_px: float, chin: Point) -> Area:
    """Return the hair beside the neck that ``person`` leaves out; empty before a wall that is not plain.

    Parameters
    ----------
    bgr
        The picture.
    person
        The segmenter's confidence 0..1.
    face_width_px, chin
        Of the subject, px of the picture.
    """
    height, width = person.shape
    step = max(1, round(face_width_px / SMALL_FACE_PX))
    size = (max(1, width // step), max(1, height // step))
    small = cv2.resize(bgr, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    mask = np.asarray(cv2.resize(person, size, interpolation=cv2.INTER_AREA), np.float32)
    scale = size[0] / width
    found = _beside_neck(small, mask, face_width_px * scale, Point(chin.x * scale, chin.y * scale))
    if not found.any():
        return np.zeros(person.shape, bool)
    return np.asarray(cv2.resize(found.astype(np.float32), (width, height)) > 0.5)


def _beside_neck(bgr: Floats, person: Floats, face: float, chin: Point) -> Area:
    rows, columns = np.ogrid[: person.shape[0], : person.shape[1]]
    beside = np.abs(columns - chin.x) < ASIDE * face
    eyes = chin.y - EYES * face
    surface = _surface(bgr, ~grown(person > SOME_PERSON, FRINGE * face) & ~((rows > eyes) & beside))
    if surface is None:
        return np.zeros(person.shape, bool)
    light = (bgr + 1) / (np.maximum(surface, 0) + 1)
    darkest, brightest = light.min(axis=2), light.max(axis=2)
    shadow = (brightest - darkest < TINT) & (darkest > SHADED)
    other = (strongest(np.abs(bgr - surface)) > UNLIKE) & ~shadow & beside & (person < 0.5)
    side = 2 * round(SPECK * face / 2) + 1
    other = cv2.morphologyEx(other.astype(np.uint8), cv2.MORPH_OPEN, np.ones((side, side), np.uint8)) > 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(other.astype(np.uint8), connectivity=4)
    top, height = stats[:, cv2.CC_STAT_TOP], stats[:, cv2.CC_STAT_HEIGHT]
    kept = (stats[:, cv2.CC_STAT_AREA] > LEAST * face**2) & (top < chin.y) & (top + height > chin.y)
    kept[0] = False
    kept[labels[(rows < eyes) & ~grown(person > 0.5, FRINGE * face)]] = False
    return np.asarray(kept[labels])


def _surface(bgr: Floats, wall: Area) -> Floats | None:
    """Return the wall as it must look everywhere if it is plain: second order in place; None if it is not."""
    height, width = wall.shape
    down, across = np.arange(height, dtype=np.float32) / height, np.arange(width, dtype=np.float32) / width
    terms = _terms(down[:, None], across[None])
    some = np.zeros(wall.shape, bool)
    some[::_FIT_EVERY, ::_FIT_EVERY] = wall[::_FIT_EVERY, ::_FIT_EVERY]
    if some.sum() < LEAST_PIXELS:
        return None
    known, seen = terms[some].astype(np.float64), bgr[some].astype(np.float64)
    kept = np.ones(len(seen), bool)
    for _ in range(ROUNDS):
        square = known[kept].T @ known[kept] + RIDGE * np.eye(known.shape[1])
        factors = np.linalg.solve(square, known[kept].T @ seen[kept])
        off = np.abs(seen - known @ factors).max(axis=1)
        kept = off < OUTLIER
        if kept.mean() < PLAIN_SHARE:
            return None
    if float(np.sqrt((off[kept] ** 2).mean())) > PLAIN_LEVELS:
        return None
    return np.asarray(terms @ factors.astype(np.float32), np.float32)


def _terms(down: Floats, across: Floats) -> Floats:
    one = np.ones(np.broadcast_shapes(down.shape, across.shape), np.float32)
    squares = (down * down * one, down * across, across * across * one)
    return np.stack([one, down * one, across * one, *squares], axis=-1)
