"""What the lamps' colour, the lens and the shutter do to the finished picture: the camera's own faults."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.camera.frame import Picture

NEUTRAL_K = 6500.0
"""The colour temperature the drawn camera is balanced for."""
_XYZ_TO_RGB = np.array(
    [
        [3.2404542, -1.5371385, -0.4985314],
        [-0.9692660, 1.8760108, 0.0415560],
        [0.0556434, -0.2040259, 1.0572252],
    ]
)
"""IEC 61966-2-1, linear sRGB."""
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
_HAZE_SHRINK = 16
_FILM_BLUR = 0.004
"""Blur under a greasy film, fractions of the picture's height."""
_COVER_COLOUR = (20, 18, 26)
"""What lies on the lens lets a little light through, BGR."""
_SMEARS = ((0.30, 0.35, 0.30, 0.16), (0.66, 0.55, 0.22, 0.30), (0.52, 0.20, 0.36, 0.10))
"""Smears of the film: middle x and y, half width and half height, fractions of the picture."""


def tinted(picture: Picture, temperature_k: float) -> Picture:
    """Return ``picture`` under lamps of another colour, the camera left balanced for :data:`NEUTRAL_K`.

    Each channel of the linear light is multiplied by what the lamp gives of it; grey keeps its luminance.
    """
    gain = _lamp(temperature_k) / _lamp(NEUTRAL_K)
    gain /= float(gain @ _LUMINANCE)
    level = np.arange(256) / 255.0
    linear = np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)
    shifted = np.clip(linear[:, None] * gain[::-1], 0.0, 1.0)
    coded = np.where(shifted <= 0.0031308, 12.92 * shifted, 1.055 * shifted ** (1 / 2.4) - 0.055)
    return np.asarray(cv2.LUT(picture, (coded * 255).round().astype(np.uint8).reshape(1, 256, 3)), np.uint8)


def filmed(picture: Picture, dirt: float) -> Picture:
    """Return ``picture`` through a greasy film: lights spread over it, detail goes, most of all in smears.

    Parameters
    ----------
    dirt
        0 (clean) … 1.
    """
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (width // _HAZE_SHRINK, height // _HAZE_SHRINK), interpolation=cv2.INTER_AREA)
    glow = cv2.GaussianBlur(small, (0, 0), 0.25 * small.shape[0])
    glow = cv2.resize(glow, (width, height), interpolation=cv2.INTER_LINEAR)
    soft = cv2.GaussianBlur(picture, (0, 0), max(0.5, _FILM_BLUR * dirt * height))
    across, down = np.arange(width) / width, np.arange(height)[:, None] / height
    smear = np.zeros((height, width), np.float32)
    for x, y, wide, tall in _SMEARS:
        smear += np.exp(-(((across - x) / wide) ** 2) - ((down - y) / tall) ** 2).astype(np.float32)
    share = (dirt * (0.35 + 0.30 * np.minimum(smear, 1.0)))[..., None]
    hazy = soft * (1 - share) + (0.75 * glow + 0.25 * 255) * share
    clean = 1 - min(1.0, 2 * dirt)
    return np.asarray((picture * clean + hazy * (1 - clean) + 0.5), np.uint8)


def covered(picture: Picture, cover: float) -> Picture:
    """Return ``picture`` with something dark and far out of focus before the lens.

    It comes from the lower left corner; at ``cover`` 1 nothing else is left.
    """
    height, width = picture.shape[:2]
    across, down = np.arange(width) / height, np.arange(height)[:, None] / height
    far = np.hypot(width / height, 1.0)
    away = np.hypot(across, down - 1.0).astype(np.float32) / np.float32(far)
    shade = np.clip((1.35 * cover - away) / 0.30 + 0.5, 0.0, 1.0)[..., None]
    dark = np.array(_COVER_COLOUR, np.float32)
    return np.asarray(picture * (1 - shade) + dark * shade + 0.5, np.uint8)


def smeared(picture: Picture, length_px: float) -> Picture:
    """Return ``picture`` as if it had moved sideways by ``length_px`` while the shutter was open."""
    half = (length_px - 1) / 2
    whole = int(np.ceil(half))
    kernel = np.ones((1, 2 * whole + 1), np.float32)
    kernel[0, [0, -1]] = 1 - (whole - half)
    return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()), np.uint8)


def defocused(picture: Picture, sigma_px: float) -> Picture:
    """Return ``picture`` evenly blurred with this standard deviation."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma_px), np.uint8)


def _lamp(temperature_k: float) -> NDArray[np.float64]:
    """Linear RGB of a black body. Source: Kim et al., US patent 7024034, 2006 (cubic fit of the locus)."""
    inverse = 1000.0 / temperature_k
    if temperature_k <= 4000:
        x = -0.2661239 * inverse**3 - 0.2343589 * inverse**2 + 0.8776956 * inverse + 0.179910
    else:
        x = -3.0258469 * inverse**3 + 2.1070379 * inverse**2 + 0.2226347 * inverse + 0.240390
    if temperature_k <= 2222:
        y = -1.1063814 * x**3 - 1.34811020 * x**2 + 2.18555832 * x - 0.20219683
    elif temperature_k <= 4000:
        y = -0.9549476 * x**3 - 1.37418593 * x**2 + 2.09137015 * x - 0.16748867
    else:
        y = 3.0817580 * x**3 - 5.87338670 * x**2 + 3.75112997 * x - 0.37001483
    rgb = _XYZ_TO_RGB @ np.array([x / y, 1.0, (1 - x - y) / y])
    return np.asarray(np.maximum(rgb, 1e-3))
