"""Measures that are judged against the drawn shape, or made from two others."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from kiosk.guidance.verdict import Target
from kiosk.vision.observation import Measure, Observation

SURELY_PERSON = 0.5
"""Mask confidence from which a pixel counts as the person."""


def _shape_x(observation: Observation, target: Target) -> Measure | None:
    if observation.head is None:
        return None
    return Measure((observation.head.centre_x - target.head.centre.x) / target.head.width, "ratio")


def _shape_y(observation: Observation, target: Target) -> Measure | None:
    if observation.head is None:
        return None
    return Measure((observation.head.eye_line_y - target.eye_line_y) / target.head.width, "ratio")


def _shape_size(observation: Observation, target: Target) -> Measure | None:
    if observation.head is None:
        return None
    return Measure(observation.head.face_width / target.head.width, "ratio")


def _headroom(observation: Observation, target: Target) -> Measure | None:
    head, mask = observation.head, observation.mask
    if head is None or mask is None:
        return None
    top = head.hair_top_y
    if top is None:
        to_column = mask.shape[1] / observation.width
        above = mask[0, max(0, int(head.face_left_x * to_column)) : int(head.face_right_x * to_column) + 1]
        if above.size == 0 or float(above.max()) < SURELY_PERSON:
            return None
        top = 0.0  # the hair leaves the picture: there is at most this much room
    return Measure((top - target.crop.y) / target.crop.height, "ratio")


def _heads_in_crop(observation: Observation, target: Target) -> Measure:
    """Return the subject and whoever else the photo would show."""
    return Measure(float(min(1, len(observation.faces)) + len(observation.rivals(target.crop))), "count")


def _eyes_open(observation: Observation, target: Target) -> Measure | None:
    left, right = observation.value("eye_open_left"), observation.value("eye_open_right")
    return None if left is None or right is None else Measure(min(left, right), "ratio")


Derive = Callable[[Observation, Target], Measure | None]
DERIVED: MappingProxyType[str, Derive] = MappingProxyType(
    {
        "shape_x": _shape_x,
        "shape_y": _shape_y,
        "shape_size": _shape_size,
        "headroom": _headroom,
        "eyes_open": _eyes_open,
        "heads_in_crop": _heads_in_crop,
    }
)
"""Name → how it is made; the names are explained in ``config/rules.toml``."""
SOURCES = MappingProxyType({"heads_in_crop": "face_count"})
"""Derived name → what the observer measures for it at a slow pace."""
