"""Neck, shirt and shoulders, drawn with soft shading on the trunk's form."""

from __future__ import annotations

import numpy as np

from kiosk.camera.sitter.canvas import Canvas, Mask, Points, mix, shifted, smooth
from kiosk.camera.sitter.scene import Colour, Light, Look, ShirtPattern
from kiosk.camera.sitter.torso import ORIGIN as ORIGIN
from kiosk.camera.sitter.torso import UNIT_PX as UNIT_PX
from kiosk.camera.sitter.torso import Torso

WIDTH = 1080
NEAR, FAR = 920, 2400
"""Height of the sheet, px, for whom the picture cuts off at the chest and for small people behind."""
PIVOT_CM = (0.0, -13.0)
"""Where the shoulders tilt about."""
FACE_CLOTH, DARK = (255, 255, 255), (40, 44, 58)

_NECK = np.array(
    [
        (-5.0, -3.0), (-5.2, -9.0), (-5.9, -12.6), (-7.2, -14.4), (0.0, -19.0), (7.2, -14.4), (5.9, -12.6),
        (5.2, -9.0), (5.0, -3.0),
    ]
)  # fmt: skip
_ON_TRUNK_Y = -12.5
"""Below this the neck's skin lies on the trunk and turns with it."""
_NECKLINE = np.array([(4.4, -14.4), (2.2, -16.4), (0.0, -17.3), (-2.2, -16.4), (-4.4, -14.4)])
_BAND_CM = 1.1
_STRIPE_CM = 1.8


def draw_body(look: Look, light: Light, torso: Torso, height_px: int) -> Canvas:
    """Return the sheet with the sitter's neck and shirt, upright; one a look, light and attitude."""
    canvas = Canvas(WIDTH, height_px)
    side = float(np.sin(np.radians(light.azimuth_deg)))
    neckline = _neckline(look)
    if look.neckline > 0:
        _chest(canvas, look, torso)
    _neck(canvas, look, light, side, torso)
    shadow, glow = mix(look.shirt, DARK, 0.42), mix(look.shirt, FACE_CLOTH, 0.5)
    outline = torso.outline(float(neckline[0, 0]) + 0.9)
    middle = len(outline) // 2
    shirt = smooth(np.vstack([outline[:middle], torso.front(neckline)[::-1], outline[middle:]]), rounds=2)
    canvas.fill(shirt, look.shirt)
    cover = canvas.mask(shirt)
    _pattern(canvas, look, torso, cover)
    canvas.stroke(shirt, mix(look.shirt, DARK, 0.30), 2, closed=True)

    def soft(points: object, colour: Colour, opacity: float, blur_cm: float) -> None:
        canvas.soft(torso.front(points), colour, opacity, blur_cm * UNIT_PX, cover)

    for hand in (-1, 1):
        dark = 0.55 + 0.5 * light.strength * max(0.0, -side * hand)
        mirror = np.array((hand, 1))
        arm = np.array([(16.0, -17.0), (23.5, -17.0), (25.5, -50.0), (26.5, -130.0), (18.4, -130.0),
                        (18.4, -50.0), (17.6, -30.0)])  # fmt: skip
        soft(arm * mirror, shadow, dark, 1.7)
        crease = np.array([(15.6, -25.0), (16.3, -25.0), (17.0, -50.0), (17.4, -120.0), (16.1, -50.0)])
        soft(crease * mirror, shadow, 0.65, 0.35)
        first = max(8.0, float(neckline[0, 0]) + 1.5)
        top = np.array([(first, -14.6), (16.3, -17.9), (15.0, -19.4), (first + 0.5, -16.2)])
        soft(top * mirror, glow, 0.75, 0.8)
        fold = np.array([(9.0, -20.5), (14.5, -25.5), (15.0, -25.0), (9.6, -19.8)])
        soft(fold * mirror, shadow, 0.28, 0.5)
    soft([(-14, -38.0), (14, -38.0), (16, -52.0), (-16, -52.0)], shadow, 0.20, 3.0)
    if look.collar:
        _collar(canvas, look, shadow, torso, height_px)
    else:
        _neckband(canvas, look, shadow, torso, neckline)
    return canvas


def _neckline(look: Look) -> Points:
    """Return the shirt's upper edge on the chest, cm, from the picture's right to its left."""
    wide = 1.0 if look.collar else 1.0 + 1.4 * look.neckline
    deep = 0.0 if look.collar else 5.5 * look.neckline
    depth = (_NECKLINE[:, 1] + 14.4) / (-17.3 + 14.4)
    return np.column_stack([_NECKLINE[:, 0] * wide, _NECKLINE[:, 1] - 1.2 * look.neckline - deep * depth])


def _chest(canvas: Canvas, look: Look, torso: Torso) -> None:
    """Bare skin under a wide neckline, with the collar bones."""
    skin = mix(look.skin, (150, 84, 60), 0.10)
    shape = smooth(torso.outline(), rounds=2)
    canvas.fill(shape, skin)
    cover = canvas.mask(shape)
    for hand in (-1, 1):
        bone = np.array(
            [(1.4, -16.6), (5.0, -16.0), (11.0, -15.2), (11.0, -15.9), (5.0, -17.0), (1.4, -17.4)]
        )
        canvas.soft(torso.front(bone * (hand, 1)), mix(look.skin, (96, 40, 26), 0.6), 0.35, 7.0, cover)


def _neck(canvas: Canvas, look: Look, light: Light, side: float, torso: Torso) -> None:
    skin = mix(look.skin, (150, 84, 60), 0.16)
    on_trunk = torso.front(_NECK)
    bare = np.where(_NECK[:, 1:] < _ON_TRUNK_Y, on_trunk, _NECK * (UNIT_PX, -UNIT_PX) + np.asarray(ORIGIN))
    outline = smooth(bare, rounds=2)
    canvas.fill(outline, skin)
    inside = canvas.mask(outline)
    deep = mix(look.skin, (96, 40, 26), 0.72)
    jaw = np.array(
        [(-7.5, -4.0), (7.5, -4.0), (6.2, -8.6), (2.6, -11.4), (0, -12.0), (-2.6, -11.4), (-6.2, -8.6)]
    )
    canvas.soft(jaw * (UNIT_PX, -UNIT_PX) + np.asarray(ORIGIN), deep, 0.62, 0.8 * UNIT_PX, inside)
    for hand in (-1, 1):
        edge = np.array([(4.0, -5.0), (6.5, -5.0), (8.5, -15.0), (4.6, -15.0)]) * (hand, 1)
        shade = 0.30 + 0.5 * light.strength * max(0.0, -side * hand)
        canvas.soft(edge * (UNIT_PX, -UNIT_PX) + np.asarray(ORIGIN), deep, shade, 0.7 * UNIT_PX, inside)
        tendon = np.array([(3.6, -9.0), (1.1, -16.2), (1.5, -16.2), (4.0, -9.6)]) * (hand, 1)
        canvas.soft(torso.front(tendon), deep, 0.26, 0.25 * UNIT_PX, inside)


def _pattern(canvas: Canvas, look: Look, torso: Torso, cover: Mask) -> None:
    """Stripes across, or squares of two crossing rows of stripes, half of the cloth each."""
    if look.pattern is ShirtPattern.PLAIN:
        return
    lowest = (ORIGIN[1] - canvas.pixels.shape[0]) / UNIT_PX
    across = np.linspace(-24.0, 24.0, 25)
    bands = [
        np.vstack(
            [
                np.column_stack([across, 0 * across + y]),
                np.column_stack([across, 0 * across + y - _STRIPE_CM])[::-1],
            ]
        )
        for y in np.arange(-12.0, lowest, -2 * _STRIPE_CM)
    ]
    opacity = 1.0
    if look.pattern is ShirtPattern.CHECKS:
        opacity = 0.55
        down = np.linspace(-12.0, lowest, 20)
        bands += [
            np.vstack(
                [
                    np.column_stack([0 * down + x, down]),
                    np.column_stack([0 * down + x + _STRIPE_CM, down])[::-1],
                ]
            )
            for x in np.arange(-24.0, 24.0, 2 * _STRIPE_CM)
        ]
    for band in bands:
        stripe = canvas.mask(torso.front(band))
        canvas.tint(np.asarray(np.minimum(stripe, cover), np.uint8), look.pattern_colour, opacity)


def _collar(canvas: Canvas, look: Look, shadow: Colour, torso: Torso, height_px: int) -> None:
    inner = mix(look.shirt, DARK, 0.26)
    for hand in (-1, 1):
        stand = np.array(
            [(5.5, -10.6), (6.7, -11.6), (6.2, -13.6), (0.2, -17.9), (0.0, -16.9), (3.6, -13.8), (5.2, -11.6)]
        ) * (hand, 1)
        canvas.fill(smooth(torso.front(stand), rounds=1), inner)
    cloth = mix(look.shirt, FACE_CLOTH, 0.35)
    for hand in (-1, 1):
        wing = np.array(
            [
                (5.4, -10.8), (6.6, -11.2), (8.0, -13.2), (6.9, -19.6), (6.3, -20.0), (0.15, -17.2),
                (0.1, -16.8), (3.4, -14.8), (5.0, -12.6),
            ]
        ) * (hand, 1)  # fmt: skip
        canvas.soft(torso.front(shifted(wing, 0.25 * hand, -0.75)), shadow, 0.60, 0.5 * UNIT_PX)
        shape = smooth(torso.front(wing), rounds=2)
        canvas.fill(shape, cloth)
        canvas.stroke(shape, mix(look.shirt, DARK, 0.30), 1, closed=True)
    lowest = (ORIGIN[1] - height_px) / UNIT_PX
    placket = np.array([(-1.2, -18.2), (1.2, -18.2), (1.3, lowest), (-1.3, lowest)])
    canvas.soft(torso.front(shifted(placket, 0.3, 0)), shadow, 0.30, 0.3 * UNIT_PX)
    canvas.soft(torso.front(placket), cloth, 0.85, 0.08 * UNIT_PX)
    for edge in (-1.25, 1.25):
        canvas.stroke(torso.front([(edge, -18.0), (edge, lowest)]), mix(look.shirt, DARK, 0.22))
    for height in (-19.6, -27.0, -34.5, -42.0):
        centre = torso.front([(0.0, height)])[0]
        canvas.disc(shifted(centre, 0, 2), 0.42 * UNIT_PX, shadow)
        canvas.disc(centre, 0.40 * UNIT_PX, mix(look.shirt, FACE_CLOTH, 0.2))
        canvas.disc(centre, 0.10 * UNIT_PX, shadow)


def _neckband(canvas: Canvas, look: Look, shadow: Colour, torso: Torso, neckline: Points) -> None:
    if look.neckline > 0:
        inner, outer = neckline, neckline * (1.1, 1.0) - (0, _BAND_CM)
    else:
        outer = np.array(
            [(6.6, -12.0), (5.4, -15.2), (2.8, -17.6), (0.0, -18.5), (-2.8, -17.6), (-5.4, -15.2),
             (-6.6, -12.0)]
        )  # fmt: skip
        inner = np.array(
            [(5.6, -11.8), (4.5, -14.6), (2.3, -16.6), (0.0, -17.3), (-2.3, -16.6), (-4.5, -14.6),
             (-5.6, -11.8)]
        )  # fmt: skip
    band = smooth(torso.front(np.vstack([outer, inner[::-1]])), rounds=2)
    canvas.soft(shifted(band, 0, 8), shadow, 0.5, 0.4 * UNIT_PX)
    canvas.fill(band, mix(look.shirt, FACE_CLOTH, 0.25))
    canvas.stroke(band, mix(look.shirt, DARK, 0.25), 1, closed=True)
