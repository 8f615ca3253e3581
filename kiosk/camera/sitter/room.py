"""The wall behind the sitter: plain, unevenly lit, cluttered, or with the sitter's shadow on it."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.camera.frame import Picture
from kiosk.camera.sitter.canvas import Points, blend, fixed
from kiosk.camera.sitter.clutter import draw_clutter
from kiosk.camera.sitter.scene import Light, Wall

UNEVEN_TONE = 0.30
"""At ``uneven`` 1 the wall is so much darker at one edge of the picture and brighter at the other."""
SHADOW_TONE = 0.45
"""At ``shadow`` 1 the wall loses so much of its light there."""
BEHIND_CM = 30.0
"""Distance of the wall that sets how far the shadow falls aside."""
FARTHEST_CM = 22.0
PENUMBRA_CM = 1.6


def draw_wall(wall: Wall, light: Light, size: tuple[int, int]) -> Picture:
    """Return the empty room, ``size`` (width, height) px: soft light from the lamp's side, darker corners."""
    width, height = size
    across = np.linspace(-1.0, 1.0, width, dtype=np.float32)[None, :]
    down = np.linspace(-1.0, 1.0, height, dtype=np.float32)[:, None]
    side = np.float32(np.sin(np.radians(light.azimuth_deg)) * light.strength)
    tone = 1.0 + 0.07 * side * across - 0.035 * down - 0.05 * (across**2 + 0.6 * down**2)
    glow = np.exp(-((across - 0.5 * side) ** 2 / 0.5 + (down + 0.1) ** 2 / 0.9))
    tone = tone + 0.045 * glow
    brighter = 1.0 if light.azimuth_deg > 0 else -1.0
    tone = tone * (1.0 + UNEVEN_TONE * wall.uneven * brighter * across)
    colour = np.array(wall.colour[::-1], np.float32)
    picture: Picture = np.clip(tone[..., None] * colour, 0, 255).round().astype(np.uint8)
    if wall.clutter > 0:
        sheet = draw_clutter(wall, width, height).pixels
        blend(picture, cv2.cvtColor(sheet, cv2.COLOR_BGRA2BGR), cv2.merge([sheet[..., 3]] * 3))
    return picture


def cast_shadow(picture: Picture, strength: float, light: Light, outlines: list[Points], unit: float) -> None:
    """Darken ``picture`` in place where the sitter keeps the key light from the wall.

    Parameters
    ----------
    strength
        0..1, see :class:`~kiosk.camera.sitter.scene.Wall`.
    outlines
        Closed outlines of the sitter's parts, px of the picture.
    unit
        px a cm.
    """
    aside, below = (
        float(np.clip(BEHIND_CM * np.tan(np.radians(angle)), -FARTHEST_CM, FARTHEST_CM)) * unit
        for angle in (-light.azimuth_deg, light.elevation_deg)
    )
    height, width = picture.shape[:2]
    shade = np.zeros((height // 4, width // 4), np.uint8)
    for outline in outlines:
        cv2.fillPoly(shade, [fixed((outline + np.array((aside, below))) / 4)], (255,), cv2.LINE_AA, 4)
    shade = np.asarray(cv2.GaussianBlur(shade, (0, 0), max(0.5, PENUMBRA_CM * unit / 4)), np.uint8)
    kept = cv2.convertScaleAbs(shade, alpha=-SHADOW_TONE * strength, beta=0)
    kept = cv2.bitwise_not(cv2.resize(kept, (width, height), interpolation=cv2.INTER_LINEAR))
    cv2.multiply(picture, cv2.merge([kept] * 3), dst=picture, scale=1 / 255)
