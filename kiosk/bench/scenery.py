"""Facts of a drawn scene about things worn, light, wall and clothes; None where one hides the other."""

from __future__ import annotations

import math

from kiosk.bench.shown import LUMA, Shown, difference, lab, share_inside
from kiosk.camera.sitter.scene import Colour, Truth
from kiosk.geometry import Box

_NEUTRAL_K = 6500.0
_DARK_LENS = 0.3
_HAIR_OVER_EYES = 0.2
_HIDDEN_SHARE = 0.3
"""Another face with so much behind the sitter's own head is neither seen nor absent."""
_BLUE_HUE_DEG = (245.0, 300.0)
"""CIELAB hue angles that are called blue: sRGB sky blue lies at 250, pure blue at 306, jeans at 280."""
_BLUE_GREY_ZONE_DEG = 30.0
_COLOURED, _COLOURLESS = 14.0, 7.0
"""CIELAB chroma from which a cloth has a colour, and up to which it has none."""


def people(shown: Shown) -> float | None:
    """Return how many heads the photo would show; a head half in, or half behind, cannot be said."""
    truth, count = shown.truth, 1.0
    if truth.scene.lens_cover > 0:
        return None  # what the camera does not show, nobody can count
    if not truth.present:
        return 2.0  # nobody to photograph is as wrong as two
    assert truth.face is not None
    for other in truth.others:
        inside = share_inside(other, shown.target.crop)
        hidden = share_inside(other, _head(truth.face))
        if inside <= 0.02:
            continue
        if inside < 0.35 or hidden > _HIDDEN_SHARE:
            return None
        count += 1
    return count


def _head(face: Box) -> Box:
    """Return the head with its hair: it stands about a sixth of the face's width beyond it."""
    return Box(face.x - face.width / 6, face.y - face.height / 2, face.width * 4 / 3, face.height * 3 / 2)


def shoulders_inside(shown: Shown) -> float | None:
    """Return how many shoulder joints lie inside the picture, which the target tells the height of."""
    left, right = shown.truth.shoulder_left, shown.truth.shoulder_right
    if left is None or right is None:
        return None
    width, height = shown.target.head.centre.x * 2, shown.target.crop.bottom + shown.target.crop.y
    margin = 0.02 * width
    if any(-margin < x < margin or abs(x - width) < margin for x in (left.x, right.x)):
        return None
    return float(sum(0 < point.x < width and point.y < height for point in (left, right)))


def wraps_ears(truth: Truth) -> bool:
    """Whether something worn, not hair, is about the ears; a mask's loops hang on them."""
    look = truth.scene.look
    return look.headphones or look.scarf or look.hat or look.face_mask


def eyes_hidden(truth: Truth) -> bool:
    look = truth.scene.look
    return (
        look.tint > _DARK_LENS
        or look.glare > _DARK_LENS
        or (truth.eyes_covered or look.hair_over_eyes) > _HAIR_OVER_EYES
    )


def mouth_hidden(truth: Truth) -> bool:
    return truth.scene.look.face_mask or truth.scene.look.hand > 0 or not truth.present


def headphones(shown: Shown) -> float | None:
    look = shown.truth.scene.look
    return None if look.scarf or not shown.truth.present else float(look.headphones)


def covered_face(shown: Shown) -> float | None:
    look = shown.truth.scene.look
    return None if not shown.truth.present else 1.0 if look.face_mask else look.hand


def glare(shown: Shown) -> float | None:
    look = shown.truth.scene.look
    return None if not shown.truth.present else look.glare if look.glasses else 0.0


def tint(shown: Shown) -> float | None:
    look = shown.truth.scene.look
    return None if not shown.truth.present else look.tint if look.glasses else 0.0


def exposure(shown: Shown) -> float | None:
    """Return 0 for a good exposure, 1 for one that is wrong and leaves too little of the face."""
    level, lit = shown.truth.scene.light.level, shown.lit
    if lit is None:
        return None
    face = (lit.cheek_left + lit.cheek_right) / 2
    if 0.85 <= level <= 1.15:
        return 0.0
    wrong = (level <= 0.4 and face < 48) or (level >= 1.5 and face > 235)
    return 1.0 if wrong else None


def side_light(shown: Shown) -> float | None:
    """Return how many times brighter the one cheek was drawn than the other."""
    lit = shown.lit
    if lit is None or shown.truth.scene.light.spot > 0:
        return None
    low, high = sorted((lit.cheek_left, lit.cheek_right))
    return high / max(low, 1.0)


def top_light(shown: Shown) -> float | None:
    """Return how many times brighter the one of forehead and chin was drawn."""
    lit, look = shown.lit, shown.truth.scene.look
    bare = not look.hat and (shown.truth.brows_covered or look.hair_over_brows) < 0.02
    if lit is None or not bare or shown.truth.scene.light.spot > 0:
        return None
    low, high = sorted((lit.forehead, lit.chin))
    return high / max(low, 1.0)


def shine(shown: Shown) -> float | None:
    light = shown.truth.scene.light
    return None if shown.lit is None or light.level > 1.15 else light.spot


def red_eye(shown: Shown) -> float | None:
    closed = shown.truth.scene.pose.eyes_closed > 0.3
    return None if closed or eyes_hidden(shown.truth) else shown.truth.scene.light.red_eye


def cast(shown: Shown) -> float | None:
    scene = shown.truth.scene
    if scene.lens_cover > 0 or scene.light.level < 0.5 or not shown.truth.present:
        return None
    return abs(1e6 / scene.light.temperature_k - 1e6 / _NEUTRAL_K)


def _wall(shown: Shown, fact: float) -> float | None:
    """Return a fact of the wall where it is all that is behind, in usable light."""
    scene = shown.truth.scene
    veiled = scene.lens_dirt > 0 or scene.lens_cover > 0 or scene.light.level < 0.5
    return None if shown.truth.others or veiled else fact


def uneven_wall(shown: Shown) -> float | None:
    wall = shown.truth.scene.wall
    return None if wall.clutter > 0 or wall.shadow > 0.05 else _wall(shown, wall.uneven)


def clutter(shown: Shown) -> float | None:
    return _wall(shown, shown.truth.scene.wall.clutter)


def shadow(shown: Shown) -> float | None:
    wall = shown.truth.scene.wall
    return None if wall.clutter > 0 or wall.uneven > 0.05 else _wall(shown, wall.shadow)


def outline(shown: Shown) -> float | None:
    """Return the lesser distance of hair and skin from the wall; what is worn hides the hair."""
    look, wall = shown.truth.scene.look, shown.truth.scene.wall
    if wraps_ears(shown.truth) or wall.clutter > 0 or wall.uneven > 0.05 or wall.shadow > 0.05:
        return None
    distance = min(difference(look.hair_colour, wall.colour), difference(look.skin, wall.colour))
    return _wall(shown, distance)


def clothes(shown: Shown) -> float | None:
    look, wall = shown.truth.scene.look, shown.truth.scene.wall
    if wall.clutter > 0 or wall.uneven > 0.05 or look.pattern != "plain":
        return None
    return _wall(shown, difference(look.shirt, wall.colour))


def blueness(shown: Shown) -> float | None:
    """Return 1 for cloth that is blue, 0 for cloth that is not; None between, or in coloured light."""
    scene = shown.truth.scene
    tinted = abs(1e6 / scene.light.temperature_k - 1e6 / _NEUTRAL_K) > 20
    if tinted or scene.lens_cover > 0 or scene.light.level < 0.5 or scene.look.pattern != "plain":
        return None
    return blue(scene.look.shirt)


def blue(colour: Colour) -> float | None:
    """Return 1 for a blue, 0 for another colour, None between."""
    _, a, b = lab(colour)
    chroma, hue = math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360
    low, high = _BLUE_HUE_DEG
    if chroma <= _COLOURLESS or not low - _BLUE_GREY_ZONE_DEG < hue < high + _BLUE_GREY_ZONE_DEG:
        return 0.0
    return 1.0 if chroma >= _COLOURED and low <= hue <= high else None


def colour(shown: Shown) -> float | None:
    return 1.0 if shown.truth.present else None


def veil(shown: Shown) -> float | None:
    return max(shown.truth.scene.lens_dirt, shown.truth.scene.lens_cover)


def luma(colour: Colour) -> float:
    """Return the luma 0..255 of an sRGB colour."""
    return float((LUMA[::-1] * colour).sum())
