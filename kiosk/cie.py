"""Colours as the eye tells them apart: sRGB to CIELAB, and the CIEDE2000 difference."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture

Lab = NDArray[np.float64]
"""Shape (…, 3): L* 0..100, a*, b*; D65, 2°."""

_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
"""Linear sRGB to XYZ (IEC 61966-2-1)."""
_WHITE = _TO_XYZ.sum(axis=1)
"""XYZ of sRGB's own white, so that greys have a* = b* = 0."""


def linear(levels: NDArray[np.uint8] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the light 0..1 that sRGB levels 0..255 stand for (IEC 61966-2-1)."""
    if levels.dtype == np.uint8:
        return _LINEAR[levels]
    encoded = np.asarray(levels, np.float64) / 255
    return np.where(encoded <= 0.04045, encoded / 12.92, ((np.maximum(encoded, 0) + 0.055) / 1.055) ** 2.4)


def lab(bgr: Picture | NDArray[np.float64]) -> Lab:
    """Return CIELAB of sRGB colours, channels 0..255 in the order blue, green, red (CIE 15)."""
    xyz = linear(bgr)[..., ::-1] @ _TO_XYZ.T / _WHITE
    root = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def delta_e(one: Lab, other: Lab) -> NDArray[np.float64]:
    """Return the CIEDE2000 difference (CIE 142; Sharma, Wu and Dalal 2005), all weights 1; shapes broadcast.

    About 1 is the least difference that a trained eye sees between two patches side by side.
    """
    light_1, a_1, b_1 = one[..., 0], one[..., 1], one[..., 2]
    light_2, a_2, b_2 = other[..., 0], other[..., 1], other[..., 2]
    mean_chroma = (np.hypot(a_1, b_1) + np.hypot(a_2, b_2)) / 2
    stretch = 1.5 - 0.5 * _saturating(mean_chroma)
    a_1, a_2 = a_1 * stretch, a_2 * stretch
    chroma_1, chroma_2 = np.hypot(a_1, b_1), np.hypot(a_2, b_2)
    hue_1, hue_2 = (np.degrees(np.arctan2(b, a)) % 360 for a, b in ((a_1, b_1), (a_2, b_2)))

    grey = chroma_1 * chroma_2 == 0
    turn = np.where(grey, 0.0, (hue_2 - hue_1 + 180) % 360 - 180)
    # The mean hue lies on the shorter arc; of a grey the other colour's hue counts.
    hue = np.where(grey, hue_1 + hue_2, (hue_1 + turn / 2) % 360)
    light, chroma = (light_1 + light_2) / 2, (chroma_1 + chroma_2) / 2

    d_light, d_chroma = light_2 - light_1, chroma_2 - chroma_1
    d_hue = 2 * np.sqrt(chroma_1 * chroma_2) * np.sin(np.radians(turn / 2))
    tone = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    scale_light = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    scale_chroma, scale_hue = 1 + 0.045 * chroma, 1 + 0.015 * chroma * tone
    bend = 60 * np.exp(-(((hue - 275) / 25) ** 2))
    rotation = -2 * _saturating(chroma) * np.sin(np.radians(bend))
    light_part, chroma_part, hue_part = d_light / scale_light, d_chroma / scale_chroma, d_hue / scale_hue
    square = light_part**2 + chroma_part**2 + hue_part**2 + rotation * chroma_part * hue_part
    return np.asarray(np.sqrt(np.maximum(square, 0)))


def _saturating(chroma: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.sqrt(chroma**7 / (chroma**7 + 25.0**7)))


_LINEAR = linear(np.arange(256, dtype=np.float64))
_LINEAR.setflags(write=False)
