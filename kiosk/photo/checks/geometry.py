"""Where the head is in the photo, against the spec's bands."""

from __future__ import annotations

from kiosk.photo.checks.judged import judged
from kiosk.photo.finished import Check
from kiosk.photo.spec import PhotoSpec
from kiosk.vision.observation import Observation

SURE = 0.5
"""Mask confidence from which a pixel counts as the person."""


def geometry_checks(observation: Observation, spec: PhotoSpec) -> list[Check]:
    """Return a check a band of the standard, each named like its band, scaled to this photo's size."""
    head = observation.head
    values: dict[str, float | None] = {"hair_top": hair_top(observation)}
    if head is not None:
        values |= {
            "eye_line": head.eye_line_y,
            "centre_x": spec.middle_of(head),
            "face_width": head.face_width,
            "head_height": None if head.hair_top_y is None else head.chin.y - head.hair_top_y,
            "eye_distance": head.eye_distance,
        }
    bands = spec.bands((observation.width, observation.height))
    return [judged(name, values.get(name), "px", band.low, band.high) for name, band in bands.items()]


def hair_top(observation: Observation) -> float | None:
    """Return the hair's distance from the top edge: 0 when the person reaches that edge above the face."""
    head, mask = observation.head, observation.mask
    if head is None or head.hair_top_y is not None or mask is None:
        return None if head is None else head.hair_top_y
    to_column = mask.shape[1] / observation.width
    above = mask[0, max(0, int(head.face_left_x * to_column)) : int(head.face_right_x * to_column) + 1]
    return 0.0 if above.size and float(above.max()) >= SURE else None
