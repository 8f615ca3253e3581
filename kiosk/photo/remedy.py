"""What would bring back a band that no crop of a picture meets: other hair, or another place in it."""

from __future__ import annotations

from dataclasses import replace

from kiosk.geometry import Box, Point
from kiosk.photo.finished import Remedy
from kiosk.photo.search import HEIGHTS, ROWS, search_crop
from kiosk.photo.spec import PhotoSpec
from kiosk.vision.observation import HeadGeometry

ROOM = 64
"""Whether a head can meet the bands at all is tried in a picture this many times as large as the photo."""


def remedy_for(
    band: str, below: bool, box: Box, frame_size: tuple[int, int], head: HeadGeometry, spec: PhotoSpec
) -> Remedy:
    """Say what the person does about a band that the best crop misses.

    Hair is named when moving alone would not do (no crop with any room around the head meets the bands), or
    when hair of average height would do in this very picture and the picture's upper edge is not what is in
    the way; else the edge that stands in the crop's way says where to move.

    Parameters
    ----------
    band
        Its name.
    below
        Whether the value lies below it, else above.
    box
        The best crop, px of the source.
    """
    at_top, at_bottom = box.y <= 0, box.bottom >= frame_size[1]
    if band == "centre_x":
        return Remedy.RIGHT if below else Remedy.LEFT
    too_tall = band in (*ROWS, *HEIGHTS) and (below if band == "hair_top" else not below)
    kept = set(spec.bands())
    if too_tall:
        moving_helps = search_crop(_alone(head, spec), spec, _room(spec), kept, 0.0) is not None
        flat_helps = search_crop(_flattened(head, spec), spec, frame_size, kept, 0.0) is not None
        if not moving_helps or (flat_helps and not at_top):
            return Remedy.FLATTEN_HAIR
    if band not in ROWS:
        return Remedy.NEARER if below else Remedy.FARTHER
    if at_top and at_bottom:
        return Remedy.FARTHER
    if below and at_top:
        return Remedy.DOWN
    if not below and at_bottom:
        return Remedy.UP
    return Remedy.FARTHER if too_tall else Remedy.NEARER


def _flattened(head: HeadGeometry, spec: PhotoSpec) -> HeadGeometry:
    """Return the head with hair of average height."""
    return replace(head, hair_top_y=head.eye_line_y - spec.guide.hair_to_eyes * head.face_width)


def _room(spec: PhotoSpec) -> tuple[int, int]:
    side = ROOM * max(spec.size.width_px, spec.size.height_px)
    return side, side


def _alone(head: HeadGeometry, spec: PhotoSpec) -> HeadGeometry:
    """Return the head in the middle of so much room, and so large, that no edge or pixel is in the way."""
    middle, larger = _room(spec)[0] / 2, spec.size.width_px / head.face_width * ROOM / 8

    def moved(point: Point) -> Point:
        return Point(
            middle + (point.x - head.centre_x) * larger, middle + (point.y - head.eye_line_y) * larger
        )

    top = head.hair_top_y
    return HeadGeometry(
        eye_left=moved(head.eye_left),
        eye_right=moved(head.eye_right),
        chin=moved(head.chin),
        hair_top_y=None if top is None else moved(Point(0.0, top)).y,
        face_left_x=moved(Point(head.face_left_x, 0.0)).x,
        face_right_x=moved(Point(head.face_right_x, 0.0)).x,
    )
