"""Neck, shirt and shoulders, drawn flat with soft shading."""

from __future__ import annotations

import numpy as np

from kiosk.camera.sitter.canvas import Canvas, Points, mix, shifted, smooth
from kiosk.camera.sitter.scene import Light, Look

UNIT_PX = 20.0
"""Sheet px per cm."""
SIZE = (1080, 920)
ORIGIN = (540.0, -60.0)
"""Sheet px of the head's origin: the sheet begins below the lips."""
PIVOT_CM = (0.0, -13.0)
"""Where the shoulders tilt about."""
SHOULDERS_CM = ((-14.2, -18.0), (14.2, -18.0))
"""The shoulder joints of the picture's left and right, cm."""

_HALF = np.array(  # right half of the shirt's outline from the neck outwards, cm
    [
        (5.3, -12.4),
        (8.6, -14.2),
        (12.4, -15.7),
        (16.4, -17.1),
        (18.9, -19.1),
        (20.4, -23.0),
        (21.6, -31.0),
        (22.4, -50.0),
    ]
)
_NECK = np.array(
    [
        (-5.0, -3.0),
        (-5.2, -9.0),
        (-5.9, -12.6),
        (-7.2, -14.4),
        (0.0, -19.0),
        (7.2, -14.4),
        (5.9, -12.6),
        (5.2, -9.0),
        (5.0, -3.0),
    ]
)


def draw_body(look: Look, light: Light) -> Canvas:
    """Return the sheet with the sitter's neck and shirt, upright; one a look and light."""
    canvas = Canvas(*SIZE)
    side = float(np.sin(np.radians(light.azimuth_deg)))
    _neck(canvas, look, light, side)
    shadow, glow = mix(look.shirt, (40, 44, 58), 0.42), mix(look.shirt, (255, 255, 255), 0.5)
    outline = np.vstack([(_HALF * (-1, 1))[::-1], _HALF])
    neckline = np.array([(4.4, -14.4), (2.2, -16.4), (0.0, -17.3), (-2.2, -16.4), (-4.4, -14.4)])
    shirt = _sheet(np.vstack([outline[: len(_HALF)], neckline[::-1], outline[len(_HALF) :]]))
    canvas.fill(smooth(shirt, rounds=2), look.shirt)
    canvas.stroke(smooth(shirt, rounds=2), mix(look.shirt, (40, 44, 58), 0.30), 2, closed=True)
    cover = canvas.mask(smooth(shirt, rounds=2))

    def soft(points: object, colour: tuple[int, int, int], opacity: float, blur_cm: float) -> None:
        canvas.soft(_sheet(np.asarray(points, np.float64)), colour, opacity, blur_cm * UNIT_PX, cover)

    for hand in (-1, 1):
        dark = 0.55 + 0.5 * light.strength * max(0.0, -side * hand)
        arm = np.array([(16.0, -17.0), (23.5, -17.0), (25.5, -50.0), (18.4, -50.0), (17.6, -30.0)]) * (
            hand,
            1,
        )
        soft(arm, shadow, dark, 1.7)
        crease = np.array([(15.6, -25.0), (16.3, -25.0), (17.0, -50.0), (16.1, -50.0)]) * (hand, 1)
        soft(crease, shadow, 0.65, 0.35)
        top = np.array([(8.0, -14.6), (16.3, -17.9), (15.0, -19.4), (8.5, -16.2)]) * (hand, 1)
        soft(top, glow, 0.75, 0.8)
        fold = np.array([(9.0, -20.5), (14.5, -25.5), (15.0, -25.0), (9.6, -19.8)]) * (hand, 1)
        soft(fold, shadow, 0.28, 0.5)
    soft([(-14, -38.0), (14, -38.0), (16, -52.0), (-16, -52.0)], shadow, 0.20, 3.0)
    if look.collar:
        _collar(canvas, look, shadow)
    else:
        _neckband(canvas, look, shadow)
    return canvas


def _neck(canvas: Canvas, look: Look, light: Light, side: float) -> None:
    skin = mix(look.skin, (150, 84, 60), 0.16)
    outline = smooth(_sheet(_NECK), rounds=2)
    canvas.fill(outline, skin)
    inside = canvas.mask(outline)
    deep = mix(look.skin, (96, 40, 26), 0.72)
    jaw = np.array(
        [(-7.5, -4.0), (7.5, -4.0), (6.2, -8.6), (2.6, -11.4), (0, -12.0), (-2.6, -11.4), (-6.2, -8.6)]
    )
    canvas.soft(_sheet(jaw), deep, 0.62, 0.8 * UNIT_PX, inside)
    for hand in (-1, 1):
        edge = np.array([(4.0, -5.0), (6.5, -5.0), (8.5, -15.0), (4.6, -15.0)]) * (hand, 1)
        shade = 0.30 + 0.5 * light.strength * max(0.0, -side * hand)
        canvas.soft(_sheet(edge), deep, shade, 0.7 * UNIT_PX, inside)
        tendon = np.array([(3.6, -9.0), (1.1, -16.2), (1.5, -16.2), (4.0, -9.6)]) * (hand, 1)
        canvas.soft(_sheet(tendon), deep, 0.26, 0.25 * UNIT_PX, inside)


def _collar(canvas: Canvas, look: Look, shadow: tuple[int, int, int]) -> None:
    inner = mix(look.shirt, (40, 44, 58), 0.26)
    for hand in (-1, 1):
        stand = np.array(
            [(5.5, -10.6), (6.7, -11.6), (6.2, -13.6), (0.2, -17.9), (0.0, -16.9), (3.6, -13.8), (5.2, -11.6)]
        ) * (hand, 1)
        canvas.fill(smooth(_sheet(stand), rounds=1), inner)
    cloth = mix(look.shirt, (255, 255, 255), 0.35)
    for hand in (-1, 1):
        wing = np.array(
            [
                (5.4, -10.8),
                (6.6, -11.2),
                (8.0, -13.2),
                (6.9, -19.6),
                (6.3, -20.0),
                (0.15, -17.2),
                (0.1, -16.8),
                (3.4, -14.8),
                (5.0, -12.6),
            ]
        ) * (hand, 1)
        canvas.soft(_sheet(shifted(wing, 0.25 * hand, -0.75)), shadow, 0.60, 0.5 * UNIT_PX)
        shape = smooth(_sheet(wing), rounds=2)
        canvas.fill(shape, cloth)
        canvas.stroke(shape, mix(look.shirt, (40, 44, 58), 0.30), 1, closed=True)
    placket = np.array([(-1.2, -18.2), (1.2, -18.2), (1.3, -50.0), (-1.3, -50.0)])
    canvas.soft(_sheet(shifted(placket, 0.3, 0)), shadow, 0.30, 0.3 * UNIT_PX)
    canvas.soft(_sheet(placket), cloth, 0.85, 0.08 * UNIT_PX)
    for edge in (-1.25, 1.25):
        canvas.stroke(_sheet(np.array([(edge, -18.0), (edge, -50.0)])), mix(look.shirt, (40, 44, 58), 0.22))
    for height in (-19.6, -27.0, -34.5, -42.0):
        centre = _sheet(np.array([(0.0, height)]))[0]
        canvas.disc(shifted(centre, 0, 2), 0.42 * UNIT_PX, shadow)
        canvas.disc(centre, 0.40 * UNIT_PX, mix(look.shirt, (255, 255, 255), 0.2))
        canvas.disc(centre, 0.10 * UNIT_PX, shadow)


def _neckband(canvas: Canvas, look: Look, shadow: tuple[int, int, int]) -> None:
    outer = np.array(
        [(6.6, -12.0), (5.4, -15.2), (2.8, -17.6), (0.0, -18.5), (-2.8, -17.6), (-5.4, -15.2), (-6.6, -12.0)]
    )
    inner = np.array(
        [(5.6, -11.8), (4.5, -14.6), (2.3, -16.6), (0.0, -17.3), (-2.3, -16.6), (-4.5, -14.6), (-5.6, -11.8)]
    )
    band = smooth(_sheet(np.vstack([outer, inner[::-1]])), rounds=2)
    canvas.soft(shifted(band, 0, 8), shadow, 0.5, 0.4 * UNIT_PX)
    canvas.fill(band, mix(look.shirt, (255, 255, 255), 0.25))
    canvas.stroke(band, mix(look.shirt, (40, 44, 58), 0.25), 1, closed=True)


def _sheet(points: Points) -> Points:
    return np.asarray(points * (UNIT_PX, -UNIT_PX) + np.asarray(ORIGIN))
