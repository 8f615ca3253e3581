"""When a rule is truly met: every rule's truth as one number of the drawn scene, with two limits.

Between the two limits lies a grey zone, where people would differ and an error of the size the measures
are allowed (2° of an angle, a fifth of what a feature covers) changes the answer; pictures in it are
left out of the rates. The limits are the standard's, not those of ``config/rules.toml``: a rule cannot
become better by being moved.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kiosk.bench import scenery
from kiosk.bench.shown import Shown, eye_distance, eyes_to_chin
from kiosk.camera.sitter.scene import Truth

Fact = Callable[[Shown], float | None]


@dataclass(frozen=True)
class Criterion:
    """The truth of one rule.

    Attributes
    ----------
    fact
        A number of the scene; None where not even the truth can say (the thing is hidden).
    met, unmet
        The rule is met up to (or from) the one, not met from (or up to) the other, whichever is larger.
    what
        The number in words, with its unit.
    """

    fact: Fact
    met: float
    unmet: float
    what: str

    def judge(self, shown: Shown) -> bool | None:
        """Return whether the rule should pass; None in the grey zone."""
        value = self.fact(shown)
        if value is None:
            return None
        towards = math.copysign(1.0, self.unmet - self.met)
        if value * towards <= self.met * towards:
            return True
        return False if value * towards >= self.unmet * towards else None


def of_pose(name: str) -> Fact:
    """Return the size of one angle or strength of the drawn pose."""
    return lambda shown: abs(float(getattr(shown.truth.scene.pose, name)))


def _on(shown: Shown, value: float) -> float | None:
    """Return ``value`` while somebody is there."""
    return value if shown.truth.present else None


def _aside(shown: Shown) -> float | None:
    face, head = shown.truth.face, shown.target.head
    return None if face is None else abs(face.centre.x - head.centre.x) / head.width


def _height(shown: Shown) -> float | None:
    left, right = shown.truth.pupil_left, shown.truth.pupil_right
    if left is None or right is None:
        return None
    return abs((left.y + right.y) / 2 - shown.target.eye_line_y) / shown.target.head.width


def _size(shown: Shown) -> float | None:
    width = shown.truth.face_width_px
    turned = abs(shown.truth.scene.pose.yaw_deg) > _PROFILE_DEG  # a turned face is drawn narrower or wider
    return None if width is None or turned else abs(width / shown.target.head.width - 1)


def _headroom(shown: Shown) -> float | None:
    top, crop = shown.truth.hair_top_y, shown.target.crop
    return None if top is None else (top - crop.y) / crop.height


def _roll(shown: Shown) -> float | None:
    """Return the roll, where the head's own and that of the line between the pupils agree."""
    truth = shown.truth
    if truth.pupil_left is None or truth.pupil_right is None:
        return None
    line = math.degrees(
        math.atan2(truth.pupil_right.y - truth.pupil_left.y, truth.pupil_right.x - truth.pupil_left.x)
    )
    own = truth.scene.pose.roll_deg
    return None if abs(own - line) > _ROLL_DIFFERS_DEG else abs(own)


def _ear(visible: Callable[[Truth], float | None]) -> Fact:
    def fact(shown: Shown) -> float | None:
        return None if scenery.wraps_ears(shown.truth) else visible(shown.truth)

    return fact


def _uneven_ears(shown: Shown) -> float | None:
    left, right = shown.truth.ear_left_visible, shown.truth.ear_right_visible
    if left is None or right is None or left + right < _SOME_EAR or scenery.wraps_ears(shown.truth):
        return None
    return abs(left - right) / ((left + right) / 2)


def _covered(name: str) -> Fact:
    def fact(shown: Shown) -> float | None:
        return None if shown.truth.scene.look.hat else getattr(shown.truth, name)

    return fact


def _eyes_closed(shown: Shown) -> float | None:
    hidden = scenery.eyes_hidden(shown.truth)
    return None if hidden else _on(shown, shown.truth.scene.pose.eyes_closed)


def _gaze(name: str) -> Fact:
    def fact(shown: Shown) -> float | None:
        closed = shown.truth.scene.pose.eyes_closed > _LIDS_HIDE
        return None if closed or scenery.eyes_hidden(shown.truth) else of_pose(name)(shown)

    return fact


def _lips(shown: Shown) -> float | None:
    gap, size = shown.truth.mouth_gap_px, eyes_to_chin(shown.truth)
    if gap is None or not size or scenery.mouth_hidden(shown.truth):
        return None
    return gap / size


def _mouth(name: str) -> Fact:
    return lambda shown: None if scenery.mouth_hidden(shown.truth) else of_pose(name)(shown)


def _brow(name: str) -> Fact:
    def fact(shown: Shown) -> float | None:
        look = shown.truth.scene.look
        hidden = look.hat or (shown.truth.brows_covered or 0.0) > _BROWS_HIDDEN or look.tint > 0
        return None if hidden else of_pose(name)(shown)

    return fact


def _blur(shown: Shown) -> float | None:
    """Return the standard deviation of the blur, defocus and motion together, in eye distances."""
    scene, eyes = shown.truth.scene, eye_distance(shown.truth)
    if eyes is None or scene.lens_dirt > 0 or scene.lens_cover > 0:
        return None
    motion_px = scene.motion_blur_px / math.sqrt(12) if scene.motion_blur_px >= 2 else 0.0
    return math.hypot(scene.defocus_px, motion_px) / eyes


_PROFILE_DEG = 12.0
_ROLL_DIFFERS_DEG = 1.5
_SOME_EAR = 0.3
_LIDS_HIDE = 0.4
_BROWS_HIDDEN = 0.2

CRITERIA: Mapping[str, Criterion] = MappingProxyType(
    {
        "one-face": Criterion(scenery.people, 1, 2, "heads: the sitter and every other in the photo"),
        "place-x": Criterion(_aside, 0.11, 0.17, "face's middle off the shape's, in its widths"),
        "place-y": Criterion(_height, 0.13, 0.19, "eye line off the shape's, in its widths"),
        "distance": Criterion(_size, 0.13, 0.20, "face's width off the shape's, share"),
        "headroom": Criterion(_headroom, 0.05, 0.01, "room above the hair, in heights of the photo"),
        "yaw": Criterion(of_pose("yaw_deg"), 3, 8, "turn of the head, °; ISO/IEC 19794-5: 5"),
        "pitch": Criterion(of_pose("pitch_deg"), 5, 13, "nod of the head, °; widened as the rule says"),
        "roll": Criterion(_roll, 2, 5, "lean of the head, °; level pupils, 3"),
        "shoulders-level": Criterion(
            lambda s: None if s.truth.shoulder_tilt_deg is None else abs(s.truth.shoulder_tilt_deg),
            2,
            5.5,
            "tilt of the shoulders, °",
        ),
        "shoulders-turned": Criterion(of_pose("torso_turn_deg"), 6, 20, "turn of the chest, °"),
        "shoulders-raised": Criterion(of_pose("shrug"), 0.1, 0.7, "shrug, 0..1"),
        "shoulders-in": Criterion(scenery.shoulders_inside, 2, 1, "shoulders inside the picture"),
        "ear-left": Criterion(_ear(lambda t: t.ear_right_visible), 0.85, 0.5, "share of the ear that shows"),
        "ear-right": Criterion(_ear(lambda t: t.ear_left_visible), 0.85, 0.5, "share of the ear that shows"),
        "ears-even": Criterion(_uneven_ears, 0.15, 0.6, "difference of what shows of the ears / mean"),
        "brows-free": Criterion(_covered("brows_covered"), 0.05, 0.4, "share of the brows under hair"),
        "eyes-free": Criterion(_covered("eyes_covered"), 0.02, 0.3, "share of the eyes under hair"),
        "head-covering": Criterion(
            lambda s: _on(s, float(s.truth.scene.look.hat or s.truth.scene.look.scarf)), 0, 1, "hat or scarf"
        ),
        "headphones": Criterion(scenery.headphones, 0, 1, "headphones"),
        "face-free": Criterion(scenery.covered_face, 0, 0.5, "mask, or hand 0..1"),
        "glasses": Criterion(lambda s: _on(s, float(s.truth.scene.look.glasses)), 0, 1, "glasses"),
        "lens-glare": Criterion(scenery.glare, 0.05, 0.5, "strength of the reflection, 0..1"),
        "lens-tint": Criterion(scenery.tint, 0.08, 0.5, "darkness of the lenses, 0..1"),
        "eyes-open": Criterion(_eyes_closed, 0.25, 0.75, "lids' way down, 0..1"),
        "gaze-x": Criterion(_gaze("gaze_x"), 0.2, 0.7, "look aside, 0..1 of what eyes can"),
        "gaze-y": Criterion(_gaze("gaze_y"), 0.2, 0.8, "look up or down, 0..1 of what eyes can"),
        "mouth-closed": Criterion(_lips, 0.010, 0.035, "gap between the lips, in T"),
        "smile": Criterion(_mouth("smile"), 0.35, 0.95, "smile, 0..1"),
        "grimace": Criterion(_mouth("grimace"), 0.1, 0.8, "grimace, 0..1"),
        "brows-raised": Criterion(_brow("brow_raise"), 0.1, 0.8, "brows lifted, 0..1"),
        "frown": Criterion(_brow("frown"), 0.1, 0.8, "brows drawn down, 0..1"),
        "light-level": Criterion(scenery.exposure, 0, 1, "0 well exposed, 1 too dark or burnt"),
        # Twice the light gives 2 ** (1 / 2.2) = 1.37 times the pixel value.
        "light-even": Criterion(scenery.side_light, 1.15, 1.37, "luma of the brighter cheek / the darker"),
        "light-top-bottom": Criterion(scenery.top_light, 1.3, 1.8, "luma of forehead / chin, or inverse"),
        "highlights": Criterion(scenery.shine, 0.05, 0.7, "blown-out reflection, 0..1"),
        "red-eye": Criterion(scenery.red_eye, 0, 0.6, "red pupils, 0..1"),
        "colour-cast": Criterion(scenery.cast, 20, 90, "lamps off white, mired (1e6 / K)"),
        "natural-colour": Criterion(scenery.colour, 1, 0, "1: the drawn camera shows colours"),
        "wall-even": Criterion(scenery.uneven_wall, 0.05, 0.7, "one side brighter, 0..1"),
        "wall-clutter": Criterion(scenery.clutter, 0, 0.5, "things on the wall, 0..1"),
        "wall-shadow": Criterion(scenery.shadow, 0.05, 0.7, "shadow on the wall, 0..1"),
        "wall-contrast": Criterion(scenery.outline, 20, 6, "ΔE of hair and of skin from the wall"),
        "clothes-wall": Criterion(scenery.clothes, 18, 5, "ΔE of the clothes from the wall"),
        "clothes-blue": Criterion(scenery.blueness, 0, 1, "0 not blue, 1 blue by hue and chroma"),
        "lens-clean": Criterion(scenery.veil, 0, 0.6, "dirt on the lens, or what covers it, 0..1"),
        "sharpness": Criterion(_blur, 0.004, 0.015, "σ of the blur in eye distances; asked: 3 px of 200"),
        "motion": Criterion(lambda s: s.speed, 0.2, 0.45, "speed of the head, T/s; clips only"),
    }
)
"""Rule → its truth; rules that no configuration names are simply not asked for."""
