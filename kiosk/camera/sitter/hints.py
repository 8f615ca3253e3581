"""What the sitter does when told something: one table from hint code to movement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

IDEAL: Mapping[str, float] = MappingProxyType(
    {
        "x": 0.5, "y": 0.40, "scale_px": 16.0, "yaw_deg": 0.0, "pitch_deg": 0.0, "roll_deg": 0.0,
        "shoulder_tilt_deg": 0.0, "gaze_x": 0.0, "gaze_y": 0.0, "eyes_closed": 0.0, "mouth_open": 0.0,
        "smile": 0.0, "teeth": 0.0, "grimace": 0.0, "brow_raise": 0.0, "frown": 0.0, "shrug": 0.0,
        "torso_turn_deg": 0.0, "hair_over_left_ear": 0.0, "hair_over_right_ear": 0.0,
        "hair_over_brows": 0.0, "hair_over_eyes": 0.0, "hand": 0.0, "glasses": 0.0, "hat": 0.0, "scarf": 0.0,
        "headphones": 0.0, "face_mask": 0.0, "second_person": 0.0,
    }
)  # fmt: skip
"""Every measure the sitter can change, at the value a good sitter would choose.

Units as in ``Pose`` and ``Look``; what is worn is 1, taken off 0.
"""


@dataclass(frozen=True)
class Step:
    """One measure a hint is about.

    Attributes
    ----------
    measure
        Its name in :data:`IDEAL`.
    nudge
        How far to go on in the asked direction when the measure is at its ideal already and the hint
        stays; 0 where there is no such direction.
    """

    measure: str
    nudge: float = 0.0


# Directions are the mirror's: the sitter's own left is on the mirror's left and on the picture's right.
RESPONSES: Mapping[str, tuple[Step, ...]] = MappingProxyType(
    {
        "come-in": (Step("x"), Step("y")),
        "one-person": (Step("second_person"),),
        "nearer": (Step("scale_px", 0.8),),
        "farther": (Step("scale_px", -0.8),),
        "move-left": (Step("x", 0.02),),
        "move-right": (Step("x", -0.02),),
        "move-up": (Step("y", -0.025),),
        "move-down": (Step("y", 0.025),),
        "turn-left": (Step("yaw_deg", 2.5),),
        "turn-right": (Step("yaw_deg", -2.5),),
        "chin-up": (Step("pitch_deg", 2.5),),
        "chin-down": (Step("pitch_deg", -2.5),),
        "tilt-left": (Step("roll_deg", 1.5),),
        "tilt-right": (Step("roll_deg", -1.5),),
        "shoulders-level": (Step("shoulder_tilt_deg"),),
        "square-shoulders": (Step("torso_turn_deg"),),
        "drop-shoulders": (Step("shrug"),),
        "shoulders-in": (Step("x"), Step("scale_px", -0.5)),
        "show-left-ear": (Step("hair_over_right_ear"), Step("headphones"), Step("scarf")),
        "show-right-ear": (Step("hair_over_left_ear"), Step("headphones"), Step("scarf")),
        "ears-even": (Step("yaw_deg"), Step("hair_over_left_ear"), Step("hair_over_right_ear")),
        "hair-off-brows": (Step("hair_over_brows"), Step("hair_over_eyes")),
        "hair-off-eyes": (Step("hair_over_eyes"), Step("hair_over_brows")),
        "take-off-hat": (Step("hat"), Step("scarf")),
        "take-off-headphones": (Step("headphones"),),
        "free-face": (Step("face_mask"), Step("hand")),
        "take-off-glasses": (Step("glasses"),),
        "no-lens-glare": (Step("glasses"),),
        "take-off-tinted": (Step("glasses"),),
        "look-at-lens": (Step("gaze_x"), Step("gaze_y")),
        "open-eyes": (Step("eyes_closed"),),
        "close-mouth": (Step("mouth_open"), Step("teeth")),
        "smile-less": (Step("smile"),),
        "relax-mouth": (Step("grimace"),),
        "relax-brows": (Step("brow_raise"),),
        "relax-frown": (Step("frown"),),
    }
)

BEYOND = frozenset(
    {
        "more-light", "less-light", "even-light", "lower-lamps", "raise-lamps", "no-blue-clothes",
        "clothes-like-wall", "even-wall", "clear-wall", "no-wall-shadow", "head-like-wall",
        "white-balance", "clean-lens", "no-flash", "camera-grey",
    }
)  # fmt: skip
"""Hints about what no sitter can mend: lamps, lens, wall, clothes. Holding still and praise ask nothing."""
