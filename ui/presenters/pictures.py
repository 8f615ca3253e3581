"""Which drawing shows what to do about a check of a finished photo."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.photo.finished import Check

ONE_WAY: dict[str, str] = {
    "one_face": "one-person", "shoulders_level": "shoulders", "eye_left_open": "eyes",
    "eye_right_open": "eyes", "gaze_x": "lens", "gaze_y": "lens", "eyes_free": "hair",
    "brows_free": "hair", "lips_closed": "mouth", "smile": "calm", "grimace": "calm",
    "ear_left_visible": "ear", "ears_even": "ear",
    "head_covering": "headwear", "headphones": "headphones", "face_free": "face-free", "glasses": "glasses",
    "lens_glare": "lens-glare", "lens_tint": "glasses", "clothes_blue": "clothes", "light_level": "light",
    "light_even": "light", "light_top_bottom": "light", "highlights": "light", "red_eye": "light",
    "sharpness": "still", "background_evenness": "wall", "background_marks": "wall",
}  # fmt: skip
"""Check → a file of ``assets/pictograms``, whichever way it failed."""

BELOW_AND_ABOVE: dict[str, tuple[str, str]] = {
    "pitch": ("chin-up", "chin-down"),
    "hair_top": ("lower", "higher"),
    "eye_line": ("lower", "higher"),
    "face_width": ("nearer", "farther"),
    "head_height": ("nearer", "farther"),
    "eye_distance": ("nearer", "farther"),
}
"""Check → the drawing for a value below what is allowed, and for one above it."""

SIDED: dict[str, str] = {"yaw": "turn", "roll": "tilt", "centre_x": "move"}
"""Check → the drawing for a value below, drawn for the left; with its sides changed over for one above."""


@dataclass(frozen=True)
class Drawing:
    """``name`` of ``assets/pictograms``; ``turned``: left and right changed over."""

    name: str
    turned: bool = False


def drawing_of(check: Check) -> Drawing | None:
    """Return the drawing of what to do about a check that failed; None where no drawing would help."""
    if check.check in SIDED or check.check in BELOW_AND_ABOVE:
        above = _is_above(check)
        if above is None:
            return None
        if check.check in SIDED:
            return Drawing(SIDED[check.check], turned=above)
        return Drawing(BELOW_AND_ABOVE[check.check][above])
    if check.check == "ear_right_visible":
        return Drawing("ear", turned=True)
    name = ONE_WAY.get(check.check)
    return None if name is None else Drawing(name)


def _is_above(check: Check) -> bool | None:
    """Return whether a value lies above what is allowed; None when it lies on neither side."""
    if check.value is None:
        return None
    if check.high is not None and check.value > check.high:
        return True
    return False if check.low is not None and check.value < check.low else None
