"""What was seen in one frame: measures with units, or None for *cannot assess*."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.geometry import Box, Point

LEAST_INSIDE = 0.1
"""Share of another person's face inside the crop from which the photo shows them."""
AS_LARGE = 0.75
"""A face with this share of the subject's width might as well be the subject, wherever it is."""


@dataclass(frozen=True)
class Measure:
    """One measured number and its unit (``px``, ``deg``, ``ratio``, ``count``, ``level``…)."""

    value: float
    unit: str


PUPILS_SHARE = 0.4
"""Of the pupils in the face's middle. No face is symmetric: of 68 marked by hand, in photos of 480 px, the
cheeks' middle is up to 8.2 px from the pupils'; this one is at most 4.9 px from the pupils' and 5.5 from the
cheeks'."""


@dataclass(frozen=True)
class HeadGeometry:
    """Where the head is, in px of the unmirrored picture; *left* is the picture's left.

    Attributes
    ----------
    eye_left, eye_right
        Pupil centres.
    chin
        Lowest point of the chin.
    hair_top_y
        Top of the hair from the person mask; None when the mask does not reach it or leaves the picture.
    face_left_x, face_right_x
        Cheek to cheek at the face mesh's widest.
    """

    eye_left: Point
    eye_right: Point
    chin: Point
    hair_top_y: float | None
    face_left_x: float
    face_right_x: float

    @property
    def eye_line_y(self) -> float:
        return (self.eye_left.y + self.eye_right.y) / 2

    @property
    def eye_distance(self) -> float:
        return float(np.hypot(self.eye_right.x - self.eye_left.x, self.eye_right.y - self.eye_left.y))

    @property
    def face_width(self) -> float:
        return self.face_right_x - self.face_left_x

    @property
    def centre_x(self) -> float:
        return (self.face_left_x + self.face_right_x) / 2

    @property
    def middle_x(self) -> float:
        """Where the eye sees the face's middle: between that of the cheeks and that of the pupils."""
        return (1 - PUPILS_SHARE) * self.centre_x + PUPILS_SHARE * self.pupils_x

    @property
    def pupils_x(self) -> float:
        """Middle between the pupils."""
        return (self.eye_left.x + self.eye_right.x) / 2


@dataclass(frozen=True, eq=False)
class Closeup:
    """Person confidence 0..1, float32 (height, width), of the part ``box`` of a picture, px."""

    box: Box
    mask: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Observation:
    """Everything seen in one picture.

    Attributes
    ----------
    seq, taken_at
        Of the frame it was made from.
    width, height
        Of the frame, px.
    measures
        Name → :class:`Measure`, or None where it could not be assessed. Never a guessed 0.
        Names and units are listed in :mod:`kiosk.vision.units`.
    head
        Geometry of the subject's head; None when there is no face.
    faces
        Boxes of all faces found, largest first; the first is the subject's.
    ears, shoulders
        (picture-left, picture-right) points in px for the overlay; None where not located.
    mask
        Person confidence, float32 in 0..1, shape (height, width) of the *segmenter's* grid
        (not the frame's), or None.
    closeup
        Of a still: a second, nearer look at the person; None of a clip's frames.
    """

    seq: int
    taken_at: float
    width: int
    height: int
    measures: Mapping[str, Measure | None]
    head: HeadGeometry | None = None
    faces: tuple[Box, ...] = ()
    ears: tuple[Point | None, Point | None] = (None, None)
    shoulders: tuple[Point | None, Point | None] = (None, None)
    landmarks: NDArray[np.float32] | None = None
    """Face mesh of the subject, shape (478, 3), x and y in px of the frame."""
    mask: NDArray[np.float32] | None = None
    closeup: Closeup | None = None

    def value(self, name: str) -> float | None:
        """Return the measure's number, or None when it could not be assessed."""
        measure = self.measures.get(name)
        return None if measure is None else measure.value

    def rivals(self, crop: Box) -> tuple[Box, ...]:
        """Return the other faces that stand in the way of a photo cut by ``crop``.

        People behind who stay outside the photo do not count; who is as near as the subject does.
        """
        return tuple(
            box
            for box in self.faces[1:]
            if _inside(box, crop) > LEAST_INSIDE or box.width > AS_LARGE * self.faces[0].width
        )


def _inside(box: Box, crop: Box) -> float:
    """Return the share of ``box`` that lies in ``crop``."""
    width = min(box.right, crop.right) - max(box.x, crop.x)
    height = min(box.bottom, crop.bottom) - max(box.y, crop.y)
    return max(0.0, width) * max(0.0, height) / (box.width * box.height)
