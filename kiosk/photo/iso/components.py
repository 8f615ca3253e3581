"""All components of one photo, in the standard's order."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.camera.frame import Picture
from kiosk.photo.finished import Component
from kiosk.photo.iso.scale import Scale
from kiosk.photo.iso.shape import hidden, shape_components
from kiosk.photo.iso.skin import light_components
from kiosk.photo.spec import PhotoSpec
from kiosk.vision.observation import Observation

NAMES = (
    "background_uniformity", "illumination_uniformity", "luminance_mean", "luminance_variance",
    "under_exposure_prevention", "over_exposure_prevention", "dynamic_range", "natural_colour",
    "single_face_present", "eyes_open", "mouth_closed", "inter_eye_distance", "head_size",
    "leftward_crop", "rightward_crop", "margin_above", "margin_below", "head_pose_yaw",
    "head_pose_pitch", "head_pose_roll",
)  # fmt: skip
"""The components that need no model beyond landmarks, pose and person mask."""


def components(
    bgr: Picture, observation: Observation, spec: PhotoSpec, scales: Mapping[str, Scale]
) -> tuple[Component, ...]:
    """Score a photo after ISO/IEC 29794-5; the standard publishes no pass marks, so nothing is judged here.

    A component whose best score the spec itself rules out does not apply: a photo that is right by its
    own standard must not be told that its head is too small.
    """
    found = light_components(bgr, observation, scales) | shape_components(observation, scales)
    away = hidden(spec, scales)
    made = []
    for name in NAMES:
        result = found[name]
        value, score = (None, None) if result is None else (round(result[0], 4), result[1])
        made.append(Component(name, value, score, applies=name not in away))
    return tuple(made)
