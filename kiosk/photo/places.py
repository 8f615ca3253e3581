"""Where in a finished photo a check is marked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kiosk.geometry import Box, Point
from kiosk.photo.words import Place
from kiosk.vision.observation import HeadGeometry, Observation

LIPS = (13, 14)
"""Vertices of the face mesh: the middle of the upper and of the lower lip's inner rim."""
BROWS = (105, 334)
"""Vertices of the face mesh: the middle of either brow."""
TINY, SMALL, LARGE = 0.1, 0.16, 0.3
"""Radii of marks, face widths."""
CORNER = 0.09
"""The background is marked so far inside the photo's upper left corner, photo widths."""


@dataclass(frozen=True)
class Spot:
    """A mark: its centre and half-axes, px of the photo."""

    centre: Point
    half_width: float
    half_height: float


def spots(observation: Observation) -> dict[Place, tuple[Spot, ...]]:
    """Return where things are; a place that was not located is left out.

    In the photo the person's own left is at the right.
    """
    corner = CORNER * observation.width
    found: dict[Place, tuple[Spot, ...]] = {
        Place.BACKGROUND: (_round(Point(corner, corner), 0.6 * corner),),
    }
    head, mesh = observation.head, observation.landmarks
    if head is None:
        return found
    width = head.face_width
    right_eye, left_eye = (_round(eye, TINY * width) for eye in (head.eye_left, head.eye_right))
    found |= {Place.EYE_LEFT: (left_eye,), Place.EYE_RIGHT: (right_eye,), Place.EYES: (right_eye, left_eye)}
    middle = Point(head.centre_x, (head.eye_line_y + head.chin.y) / 2)
    found[Place.FACE] = (Spot(middle, 0.55 * width, 0.62 * width),)
    found[Place.CLOTHES] = (
        Spot(Point(head.centre_x, head.chin.y + 0.6 * width), LARGE * width, TINY * width),
    )
    if head.hair_top_y is not None:
        found[Place.HAIR] = (
            Spot(Point(head.centre_x, head.hair_top_y + SMALL * width), LARGE * width, SMALL * width),
        )
    right_ear, left_ear = (_round(ear, SMALL * width) for ear in _ears(observation, head))
    found |= {Place.EAR_LEFT: (left_ear,), Place.EAR_RIGHT: (right_ear,), Place.EARS: (right_ear, left_ear)}
    shoulders = tuple(_round(point, SMALL * width) for point in observation.shoulders if point is not None)
    if shoulders:
        found[Place.SHOULDERS] = shoulders
    if mesh is not None:
        x, y = np.mean(mesh[list(LIPS), :2], axis=0)
        found[Place.MOUTH] = (Spot(Point(float(x), float(y)), 0.22 * width, 0.12 * width),)
        found[Place.BROWS] = tuple(
            Spot(Point(float(mesh[i, 0]), float(mesh[i, 1])), SMALL * width, 0.07 * width) for i in BROWS
        )
    return found


def in_photo(seen: Observation, crop: Box, scale: float) -> Observation:
    """Move what was seen in a source to the photo cut from it: what the lines need, without mask or measures.

    Parameters
    ----------
    crop, scale
        As of :class:`kiosk.photo.finished.FinishedPhoto`: px of the source, and source px per photo px.
    """

    def moved(point: Point) -> Point:
        return Point((point.x - crop.x) / scale, (point.y - crop.y) / scale)

    def both(points: tuple[Point | None, Point | None]) -> tuple[Point | None, Point | None]:
        left, right = points
        return (left and moved(left), right and moved(right))

    head = seen.head
    if head is not None:
        left, right = moved(Point(head.face_left_x, 0)).x, moved(Point(head.face_right_x, 0)).x
        top = None if head.hair_top_y is None else moved(Point(0, head.hair_top_y)).y
        head = HeadGeometry(moved(head.eye_left), moved(head.eye_right), moved(head.chin), top, left, right)
    mesh = seen.landmarks
    if mesh is not None:
        mesh = ((mesh - np.array([crop.x, crop.y, 0])) / scale).astype(np.float32)
    return Observation(
        seen.seq,
        seen.taken_at,
        round(crop.width / scale),
        round(crop.height / scale),
        {},
        head=head,
        ears=both(seen.ears),
        shoulders=both(seen.shoulders),
        landmarks=mesh,
    )


def _ears(observation: Observation, head: HeadGeometry) -> tuple[Point, Point]:
    """Return the ears in the picture's order; one that is hidden lies beside the cheek."""
    left, right = observation.ears
    y = head.eye_line_y + SMALL * head.face_width
    return (
        Point(head.face_left_x, y) if left is None else left,
        Point(head.face_right_x, y) if right is None else right,
    )


def _round(centre: Point, radius: float) -> Spot:
    return Spot(centre, radius, radius)
