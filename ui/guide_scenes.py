"""What the photographing guide shows: one good example and the usual mistakes, as scenes of the sitter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kiosk.camera.sitter.scene import FrameStyle, HairStyle, HatStyle, Light, Look, Pose, Scene

_SHORT = Look(shirt=(92, 88, 96))
_LONG = Look(
    skin=(233, 194, 166),
    hair=HairStyle.LONG,
    hair_colour=(44, 36, 36),
    shirt=(120, 70, 74),
    face_width=0.97,
    jaw_width=0.93,
    eye_size=1.06,
    brow_thickness=0.85,
)
_DARK = Look(
    skin=(198, 150, 118),
    hair_colour=(30, 26, 30),
    iris=(60, 42, 32),
    shirt=(70, 86, 70),
    face_width=1.02,
    lip_fullness=1.1,
    brow_thickness=1.15,
)
"""Three invented people; their shirts differ from every background a standard asks for."""

SCENES: Mapping[str, Scene] = {
    "good": Scene(look=_LONG),
    "ears": Scene(look=replace(_LONG, hair_over_left_ear=1.0, hair_over_right_ear=1.0)),
    "brows": Scene(look=replace(_SHORT, hair_over_brows=1.0)),
    "glare": Scene(look=replace(_DARK, glasses=True, frame=FrameStyle.THICK, glare=1.0)),
    "glasses": Scene(look=replace(_DARK, glasses=True, frame=FrameStyle.THICK)),
    "hat": Scene(look=replace(_SHORT, hat=True, hat_style=HatStyle.PEAKED)),
    "blue": Scene(look=replace(_DARK, shirt=(100, 190, 245))),
    "white": Scene(look=replace(_DARK, shirt=(250, 250, 250))),
    "mouth": Scene(look=_LONG, pose=Pose(mouth_open=0.35, teeth=1.0, smile=0.6)),
    "shoulders": Scene(look=_SHORT, pose=Pose(shoulder_tilt_deg=10.0, y=0.38, scale_px=15.0)),
    "tilted": Scene(look=_SHORT, pose=Pose(roll_deg=14.0)),
    "turned": Scene(look=_DARK, pose=Pose(yaw_deg=-15.0)),
    "half-shadow": Scene(look=_SHORT, light=Light(azimuth_deg=82.0, elevation_deg=10.0, strength=0.85)),
    "eyes": Scene(look=_DARK, pose=Pose(eyes_closed=1.0)),
    "gaze": Scene(look=_SHORT, pose=Pose(gaze_x=1.0)),
    "headphones": Scene(look=replace(_SHORT, headphones=True, worn=(40, 42, 48))),
    "mask": Scene(look=replace(_LONG, face_mask=True, worn=(206, 216, 222))),
    "near": Scene(look=_SHORT, pose=Pose(scale_px=25.0)),
    "far": Scene(look=_DARK, pose=Pose(scale_px=9.0, y=0.45)),
}
"""Name of the picture → what it shows."""
