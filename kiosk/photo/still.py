"""Where the head should be in a picture that is already taken, for the rules that judge its place."""

from __future__ import annotations

from dataclasses import replace

from kiosk.geometry import Box, Point
from kiosk.guidance.verdict import Target
from kiosk.photo.crop import CropInfeasible, solve_crop, target_for
from kiosk.photo.spec import Band, PhotoSpec
from kiosk.vision.observation import Observation


def still_target(observation: Observation, spec: PhotoSpec) -> Target:
    """Say where the head should be in a picture that is already taken.

    Where a photo can be cut, the head is out of place only as far as it lies outside the spec's bands in
    the best photo; else the shape is the one in the middle of the picture, as in the booth.
    """
    size = (observation.width, observation.height)
    if observation.head is None:
        return scaled_target(*size, spec)
    try:
        crop = solve_crop(observation.head, spec, size)
    except CropInfeasible:
        return scaled_target(*size, spec)
    width = _nearest(spec.face_width, crop.face_width) * crop.scale
    eyes = crop.box.y + _nearest(spec.eye_line, crop.eye_line) * crop.scale
    aim = spec.guide.hair_of_height * spec.size.height_px if spec.hair_top is None else spec.hair_top.aim
    top = crop.box.y + aim * crop.scale
    left = crop.box.x + _nearest(spec.centre_x, crop.centre_x) * crop.scale - width / 2
    head = Box(left, top, width, eyes + spec.guide.eyes_to_chin * width - top)
    return Target(crop.box, head, eyes, eyes + spec.guide.eyes_to_shoulders * width)


def _nearest(band: Band | None, value: float) -> float:
    return value if band is None else min(max(value, band.low), band.high)


def scaled_target(width: int, height: int, spec: PhotoSpec) -> Target:
    """Return the booth's target for any picture size, also one with too few pixels for a photo."""
    larger = max(1.0, spec.size.width_px / width, spec.size.height_px / height)
    target = target_for(-int(-width * larger // 1), -int(-height * larger // 1), spec)

    def back(box: Box) -> Box:
        place = Point(box.x / larger, box.y / larger)
        return replace(box, x=place.x, y=place.y, width=box.width / larger, height=box.height / larger)

    return Target(
        back(target.crop),
        back(target.head),
        target.eye_line_y / larger,
        target.shoulder_line_y / larger,
    )
