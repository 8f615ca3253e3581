"""The person in the photo, by those rules of the live picture that can be judged there too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.guidance.verdict import Limit
from kiosk.photo.checks.judged import judged
from kiosk.photo.finished import Check
from kiosk.photo.spec import PhotoSpec
from kiosk.vision.observation import Observation
from kiosk.vision.units import UNITS


@dataclass(frozen=True)
class PersonCheck:
    """A rule of ``config/rules.toml`` that the finished photo is judged by as well.

    Attributes
    ----------
    decides
        Whether failing it fails the photo where the rule is a *must*; else a person must look.
    """

    check: str
    measure: str
    rule: str
    decides: bool = True


PERSON_CHECKS = (
    PersonCheck("eye_left_open", "eye_open_left", "eyes-open"),
    PersonCheck("eye_right_open", "eye_open_right", "eyes-open"),
    PersonCheck("lips_closed", "lip_gap", "mouth-closed"),
    PersonCheck("ear_left_visible", "ear_left_visible", "ear-left", decides=False),
    PersonCheck("ear_right_visible", "ear_right_visible", "ear-right", decides=False),
    PersonCheck("ears_even", "ears_uneven", "ears-even", decides=False),
    PersonCheck("shoulders_level", "shoulder_tilt_deg", "shoulders-level", decides=False),
    PersonCheck("brows_free", "hair_over_brows", "brows-free", decides=False),
    PersonCheck("eyes_free", "hair_over_eyes", "eyes-free", decides=False),
    PersonCheck("head_covering", "head_covering", "head-covering", decides=False),
    PersonCheck("headphones", "headphones", "headphones", decides=False),
    PersonCheck("face_free", "face_covered", "face-free", decides=False),
    PersonCheck("glasses", "glasses", "glasses", decides=False),
    PersonCheck("lens_glare", "lens_glare", "lens-glare", decides=False),
    PersonCheck("lens_tint", "lens_tint", "lens-tint", decides=False),
    PersonCheck("gaze_x", "gaze_yaw_deg", "gaze-x", decides=False),
    PersonCheck("gaze_y", "gaze_pitch_deg", "gaze-y", decides=False),
    PersonCheck("smile", "smile", "smile", decides=False),
    PersonCheck("grimace", "grimace", "grimace", decides=False),
    PersonCheck("light_level", "light_level", "light-level", decides=False),
    PersonCheck("light_even", "light_left_right", "light-even"),
    PersonCheck("light_top_bottom", "light_top_bottom", "light-top-bottom", decides=False),
    PersonCheck("highlights", "highlights", "highlights", decides=False),
    PersonCheck("red_eye", "red_eye", "red-eye", decides=False),
    PersonCheck("clothes_blue", "clothes_blue", "clothes-blue"),
    PersonCheck("natural_colour", "skin_chroma", "natural-colour"),
    PersonCheck("sharpness", "sharpness", "sharpness"),
)
"""The rules a finished photo can be judged by, whatever the campaign.

The others cannot: place, distance and room above the hair have the spec's own bands in the photo; the wall is
no longer there; motion needs a clip; yaw, pitch and roll are judged by the standard's limits. By most
standards that of yaw is what is asked for live (± 5°), that of roll is wider (± 8° against ± 2.5°) and that
of pitch narrower (± 5° against ± 10°), where a miss only asks a person to look. What decides is what a wrong
photo must not be sent with whoever made it, as far as right photos are not turned away for it: of 68 neutral
faces, standardized, none fails light, colour, blue clothes or sharpness; ears, pitch and shoulders they do
(``kiosk standardize frll_neutral --json``).
"""

SHARPNESS_FACE_PX = 150
"""A narrower face has lost the detail that sharpness is judged by to the photo's size."""


def person_checks(observation: Observation, spec: PhotoSpec, limits: Mapping[str, Limit]) -> list[Check]:
    """Return ``one_face``, the pose within the standard's limits, and every row whose rule applies.

    The pose's limits are the standard's, but each has its rule of the same name: who cannot hold the head
    straight is let off both at once.
    """
    pose, value = spec.pose, observation.value
    checks = [
        judged("one_face", float(len(observation.faces)), "count", 1, 1),
        judged("yaw", value("yaw_deg"), "deg", -pose.yaw_deg, pose.yaw_deg, rule="yaw"),
        judged("pitch", value("pitch_deg"), "deg", -pose.pitch_deg, pose.pitch_deg, must=False, rule="pitch"),
        judged("roll", value("roll_deg"), "deg", -pose.roll_deg, pose.roll_deg, rule="roll"),
    ]
    for row in PERSON_CHECKS:
        limit = limits.get(row.rule)
        if limit is not None:
            must = row.decides and limit.must
            unit = UNITS[row.measure]
            found = None if row.check == "sharpness" and _small(observation) else value(row.measure)
            checks.append(judged(row.check, found, unit, limit.low, limit.high, must=must, rule=row.rule))
    return checks


def _small(observation: Observation) -> bool:
    """Whether the photo's own size leaves too little of a face to say whether it is sharp."""
    return observation.head is not None and observation.head.face_width < SHARPNESS_FACE_PX
