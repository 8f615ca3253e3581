"""Every group of measures, how often each is needed live, and the observation they make."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from kiosk.camera.frame import Picture
from kiosk.geometry import Point
from kiosk.vision import (
    backdrop,
    clothes,
    colour,
    covering,
    ears,
    expression,
    frown,
    gaze,
    glasses,
    hair,
    headwear,
    lens,
    light,
    mesh,
    mimic,
    mouth,
    red_eye,
    sharpness,
    shoulders,
    torso,
)
from kiosk.vision.landmarks import Points
from kiosk.vision.observation import Measure
from kiosk.vision.seen import Seen
from kiosk.vision.units import UNITS

Values = Mapping[str, float | None]


@dataclass(frozen=True)
class Group:
    """Measures that are made together.

    Attributes
    ----------
    names
        What ``measure`` returns.
    every
        Live, renewed once in so many observations and carried in between: what changes slowly needs no
        measuring at camera rate.
    turn
        In which of them. All but the quickest have their turn while the body's model is still at work
        (:data:`kiosk.vision.observe.SLOW_EVERY`), so that nobody waits for them; the slow ones take turns.
    """

    names: tuple[str, ...]
    measure: Callable[[Seen], Values]
    every: int
    turn: int = 0


CLOSELY_EVERY = 6
"""Live: the slowest pace of what is watched closely, five times a second."""


GROUPS = (
    Group(("motion",), sharpness.measure_motion, every=1),
    Group(("eye_open_left", "eye_open_right"), expression.measure, every=1),
    Group(("gaze_yaw_deg",), gaze.measure_aside, every=2),
    Group(("lip_gap", "teeth"), mouth.measure, every=3),
    Group(("smile", "grimace", "brow_raise"), mimic.measure, every=3),
    Group(("sharpness",), sharpness.measure, every=3),
    Group(("brow_frown",), frown.measure, every=6),
    Group(("gaze_pitch_deg",), gaze.measure_up, every=6, turn=3),
    Group(("shoulder_tilt_deg", "shoulders_seen"), shoulders.measure, every=6, turn=3),
    Group(("light_level", "light_left_right", "light_top_bottom", "highlights"), light.measure, every=6),
    Group(("face_covered",), covering.measure, every=15),
    Group(("torso_turn_deg", "shoulder_raise"), torso.measure, every=15, turn=3),
    Group(("hair_over_brows", "hair_over_eyes"), hair.measure, every=15, turn=6),
    Group(("glasses", "lens_glare", "lens_tint"), glasses.measure, every=15, turn=9),
    Group(("ear_left_visible", "ear_right_visible", "ears_uneven"), ears.measure, every=15, turn=12),
    Group(("head_covering", "headphones"), headwear.measure, every=30, turn=12),
    Group(("clothes_blue", "clothes_wall"), clothes.measure, every=30, turn=24),
    Group(
        ("wall_uneven", "wall_clutter", "wall_shadow", "wall_contrast"), backdrop.measure, every=30, turn=6
    ),
    Group(("lens_veil",), lens.measure, every=30, turn=9),
    Group(("colour_cast", "skin_chroma"), colour.measure, every=30, turn=27),
    Group(("red_eye",), red_eye.measure, every=30, turn=3),
)
"""Everything but the head's own place and pose, which every observation has."""

WITHOUT_FACE: tuple[Callable[[Picture], Values], ...] = (lens.covered,)
"""What is measured in a picture that shows no face; names as of a group's."""


def due(group: Group, count: int, closely: Collection[str]) -> bool:
    """Return whether the group is renewed in observation ``count``, some measures being watched closely."""
    watched = any(name in closely for name in group.names)
    every = min(group.every, CLOSELY_EVERY) if watched else group.every
    return (count - group.turn) % every == 0


def named(values: Values) -> MappingProxyType[str, Measure | None]:
    """Give every value its unit; a value that is not a finite number cannot be assessed."""
    return MappingProxyType(
        {
            name: None if value is None or not math.isfinite(value) else Measure(float(value), UNITS[name])
            for name, value in values.items()
        }
    )


def of_head(seen: Seen) -> dict[str, float | None]:
    """Return the measures that are places, sizes and angles of the head."""
    return {
        "eye_distance_px": seen.head.eye_distance,
        "face_width_px": seen.head.face_width,
        "centre_x_px": seen.head.centre_x,
        "eye_line_y_px": seen.head.eye_line_y,
        "hair_top_px": seen.head.hair_top_y,
        "yaw_deg": seen.yaw_deg,
        "pitch_deg": seen.pitch_deg,
        "roll_deg": seen.roll_deg,
    }


def ear_point(points: Points, side: tuple[int, ...]) -> Point:
    """Return where the ear is to be expected: beside the end of the face mesh."""
    edge = points[list(side[:3]), :2].mean(axis=0)
    centre = points[[mesh.PUPIL_LEFT, mesh.PUPIL_RIGHT], :2].mean(axis=0)
    outwards = math.copysign(0.06 * float(np.ptp(points[list(mesh.OVAL), 0])), float(edge[0] - centre[0]))
    return Point(float(edge[0]) + outwards, float(edge[1]))
