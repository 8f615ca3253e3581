"""Where the person ends: the cut through the segmenter's doubt that crosses the fewest alike pixels.

A segmenter doubts pale clothes before a pale wall over a whole collar or shoulder. The outline is there
all the same: a shadow, a seam, a fold a few levels deep. The minimum cut of the pixel grid (Boykov and
Jolly 2001) finds it: neighbours of like colour are dear to part, neighbours at an edge are cheap, and the
segmenter's confidence only decides where no edge does.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from kiosk.camera.frame import Picture
from kiosk.errors import KioskError
from kiosk.geometry import Point
from kiosk.photo.areas import grown, largest, product, strongest

Floats = NDArray[np.float32]
Area = NDArray[np.bool_]

GRID_FACE_PX = 120
"""The cut is made on a picture so much smaller that a face is about this wide: half the noise, a
quarter of the nodes. The matting finds the exact edge within the band laid around the cut."""
CERTAIN = 0.98
"""Mask confidences above this (and below 1 − this), well off the doubt, are not asked again."""
DOUBT = 0.045
"""How far around the doubt the cut may run, face widths."""
TRUST = 0.03
"""Cost of a pixel against a sure segmenter, in units of one link between pixels of one colour.

Measured on drawn sitters in pale shirts (share of the person's own pixels with alpha < 0.9 in the worst
photo): 20 ‰ with 0.3, 5.8 ‰ with 0.1, 5.7 ‰ with 0.03.
"""
NOISES = 2.2
"""Neighbours that differ by so many medians of the wall's own differences are at an edge (1 sigma)."""
LEAST_EDGE = 1.5
"""That difference is never taken smaller than this, levels of 255 (a wall may be blown out)."""
_LEAST_LINK = 0.01
"""What even the strongest edge costs, so that a shorter outline is preferred."""
_UNITS = 1000
"""The flow is computed in whole numbers; one link is worth so many."""
_NEIGHBOURS = ((0, 1), (1, 0), (1, 1), (1, -1))
"""Rows down and columns to the right of half of the eight neighbours; the others follow by symmetry."""

TRUNK_TOP, TRUNK_SLOPE, TRUNK_MOST = 0.2, 0.4, 0.6
"""Half width of what must be neck or chest, face widths: at the chin, its growth a face width further
down, and at most. No background lies in it in any of 18 composites and 198 drawn or composed photos."""

RIM = 0.02
"""An edge is looked for within so many face widths of the outline."""
SEEN = 6.0
"""Largest step of a channel, levels of 255, in a smoothed picture: below it no edge can be seen."""


def trunk(shape: tuple[int, int], chin: Point, face_width_px: float) -> Area:
    """Return the neck and chest below ``chin`` that every upright person covers."""
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    below = (rows - chin.y) / face_width_px
    half = np.minimum(TRUNK_MOST, TRUNK_TOP + TRUNK_SLOPE * below)
    return np.asarray((below >= 0) & (np.abs(columns - chin.x) / face_width_px < half))


def outline(bgr: Picture, person: Floats, face_width_px: float, chin: Point) -> Area:
    """Return which pixels lie inside the person's outline; one connected area.

    Parameters
    ----------
    bgr
        The picture.
    person
        The segmenter's confidence 0..1 at the picture's size.
    face_width_px, chin
        Of the subject, px of the picture.

    Raises
    ------
    KioskError
        ``photo-person-unclear`` when the mask shows no certain person or no certain background.
    """
    height, width = person.shape
    step = max(1, round(face_width_px / GRID_FACE_PX))
    size = (max(1, width // step), max(1, height // step))
    small = cv2.resize(bgr, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    mask = np.asarray(cv2.resize(person, size, interpolation=cv2.INTER_AREA), np.float32)
    face = face_width_px * size[0] / width
    inside = ~grown(mask < CERTAIN, DOUBT * face)
    outside = ~grown(mask > 1 - CERTAIN, DOUBT * face)
    if not inside.any() or not outside.any():
        raise KioskError(
            "photo-person-unclear",
            "The person cannot be told from the background.",
            "Sit about one metre in front of a plain wall and try again.",
        )
    body = trunk(mask.shape, Point(chin.x * size[0] / width, chin.y * size[1] / height), face)
    labels = largest(_cut(small, mask, inside | body, outside & ~body))
    again = cv2.resize(labels.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(again > 0.5)


def unseen(bgr: Picture, inside: Area, face_width_px: float, chin: Point) -> float:
    """Return how much of the outline below the chin follows no edge in the picture, face widths.

    There the outline is only believed: a white shirt may go on into a blown-out white wall. Of 36
    real people composed before pale walls the two whose wall outshone the shirt have 0.24 and 0.35
    (one keeps a piece of wall), the others 0; of 41 drawn ones all have 0.
    """
    size = 2 * max(2, round(RIM * face_width_px)) + 1
    around = np.ones((size, size), np.uint8)
    smooth = cv2.GaussianBlur(bgr, (0, 0), 1.0)
    step = strongest(cv2.subtract(cv2.dilate(smooth, around), cv2.erode(smooth, around)))
    body = inside.astype(np.uint8)
    rim = inside & (cv2.erode(body, np.ones((3, 3), np.uint8)) == 0)
    rim[: max(0, int(chin.y))] = False
    rim[:, [0, -1]] = False
    rim[-1] = False
    return float((rim & (step < SEEN)).sum()) / face_width_px


def _cut(picture: Floats, mask: Floats, inside: Area, outside: Area) -> Area:
    """Label every open pixel so that the sum of parted links and of cost against the mask is least."""
    is_open = ~(inside | outside)
    count = int(is_open.sum())
    number = np.full(mask.shape, -1, np.int32)
    number[is_open] = np.arange(count)
    lean = TRUST * (2 * mask[is_open] - 1)
    to_person, to_wall = np.maximum(lean, 0).astype(np.float64), np.maximum(-lean, 0).astype(np.float64)
    edge = _edge(picture, outside)
    sources, targets, capacities = [], [], []
    for down, right in _NEIGHBOURS:
        here = (slice(0, mask.shape[0] - down), slice(max(0, -right), mask.shape[1] - max(0, right)))
        there = (slice(down, None), slice(max(0, right), mask.shape[1] + min(0, right)))
        step = picture[here] - picture[there]
        unlike = product(step, step) / (2 * edge**2)
        link = np.exp(-unlike) / np.hypot(down, right) + _LEAST_LINK
        a, b = number[here], number[there]
        both = (a >= 0) & (b >= 0)
        sources += [a[both], b[both]]
        targets += [b[both], a[both]]
        capacities += [link[both], link[both]]
        for own, other in ((here, there), (there, here)):
            for seeds, total in ((inside, to_person), (outside, to_wall)):
                touching = (number[own] >= 0) & seeds[other]
                np.add.at(total, number[own][touching], link[touching])
    person, wall, nodes = count, count + 1, np.arange(count, dtype=np.int32)
    sources += [np.full(count, person, np.int32), nodes]
    targets += [nodes, np.full(count, wall, np.int32)]
    whole = np.round(np.concatenate([*capacities, to_person, to_wall]) * _UNITS).astype(np.int32)
    graph = csr_matrix(
        (whole, (np.concatenate(sources), np.concatenate(targets))), shape=(count + 2, count + 2)
    )
    residual = graph - maximum_flow(graph, person, wall).flow
    residual.data = np.maximum(residual.data, 0)
    residual.eliminate_zeros()
    reached = np.zeros(count + 2, bool)
    reached[breadth_first_order(residual, person, return_predecessors=False)] = True
    labels = inside.copy()
    labels[is_open] = reached[:count]
    return labels


def _edge(picture: Floats, wall: Area) -> float:
    """Return the difference between neighbours, levels, from which on they count as unlike."""
    step = picture[1:] - picture[:-1]
    difference = np.sqrt(product(step, step))
    quiet = difference[wall[1:] & wall[:-1]]
    return max(LEAST_EDGE, NOISES * float(np.median(quiet))) if quiet.size else LEAST_EDGE
