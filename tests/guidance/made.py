"""Observations and verdicts made up for tests of rules, coach and shutter."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kiosk.camera.frame import Frame
from kiosk.geometry import Box, Point
from kiosk.guidance.rules import Rules
from kiosk.guidance.verdict import Severity, Status, Target, Verdict
from kiosk.vision.measures import named
from kiosk.vision.observation import HeadGeometry, Observation
from kiosk.vision.units import UNITS

HEAD = HeadGeometry(Point(580, 300), Point(700, 300), Point(640, 500), 120, 515, 765)
TARGET = Target(Box(380, 20, 510, 680), Box(512, 105, 255, 380), 300, 690)
FACE = Box(515, 200, 250, 300)
MASK = np.zeros((72, 128), np.float32)
GOOD: dict[str, float | None] = {
    "face_count": 1,
    "eye_distance_px": 120,
    "face_width_px": 250,
    "centre_x_px": 640,
    "eye_line_y_px": 300,
    "hair_top_px": 120,
    "yaw_deg": 0,
    "pitch_deg": 0,
    "roll_deg": 0,
    "eye_open_left": 0.3,
    "eye_open_right": 0.3,
    "gaze_yaw_deg": 0,
    "gaze_pitch_deg": 0,
    "lip_gap": 0.003,
    "smile": 0.1,
    "grimace": 0.1,
    "brow_raise": 0.2,
    "brow_frown": 0.05,
    "ear_left_visible": 1,
    "ear_right_visible": 1,
    "ears_uneven": 0.2,
    "hair_over_brows": 0,
    "hair_over_eyes": 0,
    "shoulder_tilt_deg": 0,
    "shoulders_seen": 2,
    "torso_turn_deg": 2,
    "shoulder_raise": 0,
    "clothes_blue": 0,
    "wall_uneven": 12,
    "wall_clutter": 0,
    "wall_shadow": 4,
    "wall_contrast": 40,
    "clothes_wall": 60,
    "head_covering": 0,
    "headphones": 0,
    "face_covered": 0,
    "glasses": 0.1,
    "lens_glare": 0,
    "lens_tint": 0,
    "light_level": 150,
    "light_left_right": 0,
    "light_top_bottom": 0,
    "highlights": 0,
    "red_eye": 0.03,
    "colour_cast": 5,
    "skin_chroma": 17,
    "lens_veil": 0.1,
    "sharpness": 0.42,
    "motion": 0.05,
}


def observation(head: HeadGeometry | None = HEAD, **values: float | None) -> Observation:
    """Return what a well-posed person shows, but for ``values``."""
    assert set(values) <= set(UNITS)
    return Observation(1, 0.0, 1280, 720, named({**GOOD, **values}), head=head, mask=MASK, faces=(FACE,))


def with_another(face: Box) -> Observation:
    """Return the well-posed person and somebody else's face."""
    return replace(observation(face_count=2), faces=(FACE, face))


def nobody() -> Observation:
    return Observation(1, 0.0, 1280, 720, named({**dict.fromkeys(UNITS), "face_count": 0}))


def moved(dx: float = 0, dy: float = 0, size: float = 1) -> HeadGeometry:
    """Return the good head moved in px of the picture and scaled about its eyes."""
    half = 125 * size
    return replace(
        HEAD,
        eye_left=Point(640 - 60 * size + dx, 300 + dy),
        eye_right=Point(640 + 60 * size + dx, 300 + dy),
        hair_top_y=300 - 180 * size + dy,
        face_left_x=640 - half + dx,
        face_right_x=640 + half + dx,
    )


def frame(seq: int, at_s: float) -> Frame:
    return Frame(seq, at_s, np.zeros((4, 4, 3), np.uint8))


def verdicts(rules: Rules, **failing: str | None) -> tuple[Verdict, ...]:
    """Return all rules passing, but those named (``_`` for ``-``): ``below``, ``above`` or None (unknown)."""
    made = []
    for rule in rules.rules:
        side = failing.get(rule.name.replace("-", "_"), "pass")
        if side == "pass":
            made.append(Verdict(rule.name, Status.PASS, rule.severity, None, rule.enter[0], "ratio"))
        elif side is None:
            made.append(Verdict(rule.name, Status.UNKNOWN, rule.severity))
        else:
            remedy = rule.below if side == "below" else rule.above
            value = rule.leave[0] - 1 if side == "below" else rule.leave[1] + 1
            assert remedy is not None
            made.append(Verdict(rule.name, Status.FAIL, rule.severity, remedy.hint, value, "ratio"))
    assert Severity.MUST in {v.severity for v in made}
    return tuple(made)
