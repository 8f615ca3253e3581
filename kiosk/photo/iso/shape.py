"""Components of place, size, pose, eyes and mouth: what the landmarks say."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.photo.iso.scale import Scale, bounded
from kiosk.photo.spec import PhotoSpec
from kiosk.vision import mesh
from kiosk.vision.observation import Observation

IDEAL_HEAD = 0.45
"""T / height of the picture at which the standard scores the head's size highest."""
AGAINST = 50
"""A component that a photo exactly as the spec asks scores below this contradicts the spec, and is hidden."""
POSES = {"yaw": "yaw_deg", "pitch": "pitch_deg", "roll": "roll_deg"}


@dataclass(frozen=True)
class Layout:
    """Where the eyes are, how far apart, and T (eye middle to chin), px of a picture of this size."""

    width: float
    height: float
    right_eye_x: float
    left_eye_x: float
    eyes_y: float
    eyes_apart: float
    face: float


def shape_components(
    observation: Observation, scales: Mapping[str, Scale]
) -> dict[str, tuple[float, int] | None]:
    """Return every component that needs landmarks, pose or the count of faces only."""
    made: dict[str, tuple[float, int] | None] = {"single_face_present": _single(observation)}
    for name, measure in POSES.items():
        angle = observation.value(measure)
        made[f"head_pose_{name}"] = None if angle is None else (angle, pose_score(angle))
    points = observation.landmarks
    layout = None if points is None else _layout(observation, points)
    placed = None if layout is None else layout_components(layout, scales)
    for name in _PLACES:
        made[name] = None if placed is None else placed[name]
    made["eyes_open"] = made["mouth_closed"] = None
    if points is not None and layout is not None and layout.face > 0:
        eyes = min(_widest(points, lids) for lids in (mesh.EYE_LIDS_RIGHT, mesh.EYE_LIDS_LEFT)) / layout.face
        lips = tuple(zip(mesh.LIP_INNER_UPPER, mesh.LIP_INNER_LOWER, strict=True))
        mouth = _widest(points, lips) / layout.face
        made["eyes_open"] = eyes, scales["eyes_open"].score(eyes)
        made["mouth_closed"] = mouth, scales["mouth_closed"].score(mouth)
    return made


def hidden(spec: PhotoSpec, scales: Mapping[str, Scale]) -> frozenset[str]:
    """Return the components that even a photo laid out exactly as the spec aims at scores badly in."""
    placed = layout_components(asked(spec), scales)
    return frozenset(name for name, (_, score) in placed.items() if score < AGAINST)


def asked(spec: PhotoSpec) -> Layout:
    """Return the layout of a typical head at the spec's aims."""
    guide, width, height = spec.guide, spec.size.width_px, spec.size.height_px
    if spec.face_width is not None:
        face = spec.face_width.aim
    elif spec.head_height is not None:
        face = spec.head_height.aim / (guide.hair_to_eyes + guide.eyes_to_chin)
    elif spec.eye_distance is not None:
        face = spec.eye_distance.aim / guide.eyes_apart
    else:
        face = guide.face_of_width * width
    if spec.eye_line is not None:
        eyes_y = spec.eye_line.aim
    else:
        top = guide.hair_of_height * height if spec.hair_top is None else spec.hair_top.aim
        eyes_y = top + guide.hair_to_eyes * face
    middle = width / 2 if spec.centre_x is None else spec.centre_x.aim
    apart = guide.eyes_apart * face
    return Layout(
        width, height, middle - apart / 2, middle + apart / 2, eyes_y, apart, guide.eyes_to_chin * face
    )


def layout_components(layout: Layout, scales: Mapping[str, Scale]) -> dict[str, tuple[float, int]]:
    """Return head size, eye distance and the four margins of a layout, each value with its score."""
    apart, face = layout.eyes_apart, layout.face
    values = {
        "inter_eye_distance": apart,
        "head_size": face / layout.height,
        "leftward_crop": layout.right_eye_x / apart,
        "rightward_crop": (layout.width - layout.left_eye_x) / apart,
        "margin_above": layout.eyes_y / face,
        "margin_below": (layout.height - layout.eyes_y) / face,
    }
    judged = values | {"head_size": abs(values["head_size"] - IDEAL_HEAD)}
    return {name: (value, scales[name].score(judged[name])) for name, value in values.items()}


def pose_score(angle_deg: float) -> int:
    """Return 100 · cos² of an angle: 10° still scores 97, so poses are gated on degrees instead."""
    return bounded(100 * max(0.0, math.cos(math.radians(angle_deg))) ** 2)


def _layout(observation: Observation, points: NDArray[np.float32]) -> Layout | None:
    right, left = (
        points[list(corners), :2].mean(axis=0) for corners in (mesh.EYE_CORNERS_RIGHT, mesh.EYE_CORNERS_LEFT)
    )
    middle = (right + left) / 2
    apart, face = float(np.linalg.norm(left - right)), float(np.linalg.norm(points[mesh.CHIN, :2] - middle))
    if apart <= 0 or face <= 0:
        return None
    # A turned head shows its eyes nearer together than they are.
    yaw = observation.value("yaw_deg") or 0.0
    return Layout(
        observation.width,
        observation.height,
        float(right[0]),
        float(left[0]),
        float(middle[1]),
        apart / max(0.1, math.cos(math.radians(yaw))),
        face,
    )


def _single(observation: Observation) -> tuple[float, int]:
    """Root of the second largest face's area / the largest's: 0 with one face, 1 with none."""
    areas = sorted((box.width * box.height for box in observation.faces), reverse=True)
    value = 1.0 if not areas else 0.0 if len(areas) == 1 else math.sqrt(areas[1] / areas[0])
    return value, bounded(100 * (1 - value))


def _widest(points: NDArray[np.float32], pairs: tuple[tuple[int, int], ...]) -> float:
    return max(float(np.linalg.norm(points[a, :2] - points[b, :2])) for a, b in pairs)


_PLACES = (
    "inter_eye_distance", "head_size", "leftward_crop", "rightward_crop", "margin_above", "margin_below",
)  # fmt: skip
