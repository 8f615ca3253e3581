"""One head as measures of what it wears see it: crown and surroundings as colours, and its own skin."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture
from kiosk.vision import upright
from kiosk.vision.complexion import colour
from kiosk.vision.seen import Seen

CROWN = upright.Window(-0.62, 0.62, -2.6, 0.0, scale_px=40)
"""Forehead and what lies above it, fine enough for edges and strands."""
AROUND = upright.Window(-2.4, 2.4, -2.7, 2.3, scale_px=16)
"""The head with neck and wall; a pixel is about 4 mm."""
SPREAD = np.array([0.09, 0.14, 0.45], np.float32)
"""Usual spread of ln(R/G), ln(G/B) and ln(luma) over one person's skin."""
KNOWN = (151, 9, 8, 168, 6, 197, 195)
"""Points whose median is the person's skin; neither fringe, mask nor dark lenses cover most of them."""

Colours = NDArray[np.float32]
"""ln(R/G), ln(G/B) and ln(luma) in the last axis."""


@dataclass(frozen=True, eq=False)
class HeadLook:
    """One head.

    Attributes
    ----------
    crown, crown_colours
        BGR pixels of :data:`CROWN`, and their slightly smoothed colours.
    around
        Colours of :data:`AROUND`.
    points
        The mesh in eye distances, shape (478, 2).
    top
        Height of the hair's top, eye distances below the eye line (so below 0).
    skin
        The typical colour of the face's skin.
    """

    crown: Picture
    crown_colours: Colours
    around: Colours
    points: NDArray[np.float64]
    top: float
    skin: Colours

    @staticmethod
    def of(seen: Seen) -> HeadLook | None:
        """Cut out the head; None when its top or the face's middle is not in the picture."""
        head = seen.head
        if head.hair_top_y is None:
            return None
        crown = upright.cut(seen.frame.bgr, head, CROWN)
        around = upright.cut(seen.frame.bgr, head, AROUND)
        if crown is None or around is None:
            return None
        points = upright.placed(seen.face.mesh, head)
        colours = _colours(around)
        rows = [_clip(AROUND.row(y), colours.shape[0]) for y in points[list(KNOWN), 1]]
        columns = [_clip(AROUND.column(x), colours.shape[1]) for x in points[list(KNOWN), 0]]
        skin = np.asarray(np.median(colours[rows, columns], axis=0), np.float32)
        top = max(CROWN.top, (head.hair_top_y - head.eye_line_y) / head.eye_distance)
        smooth = np.asarray(cv2.blur(crown, (3, 3)), np.uint8)
        return HeadLook(crown, _colours(smooth), colours, points, top, skin)


def apart(one: Colours, other: Colours, spread: Colours = SPREAD) -> Colours:
    """Return how many spreads colours are from each other, over the last axis."""
    return np.asarray(np.sqrt((((one - other) / spread) ** 2).sum(axis=-1)), np.float32)


def likely(bias: float, weights: NDArray[np.float64], signs: tuple[float, ...]) -> float:
    """Return the logistic of a weighted sum, 0..1."""
    return 1 / (1 + math.exp(-float(np.clip(bias + weights @ np.array(signs), -30, 30))))


def _colours(picture: Picture) -> Colours:
    return np.asarray(colour(picture.reshape(-1, 3)).reshape(picture.shape), np.float32)


def _clip(value: int, size: int) -> int:
    return min(max(value, 0), size - 1)
