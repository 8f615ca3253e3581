"""The side of the sitter that a hard lamp leaves dark, laid over the finished drawing."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.camera.sitter.canvas import Canvas
from kiosk.camera.sitter.scene import Light

Axes = tuple[float, float]
_SOFT = 0.5
"""Up to this share the key light only models the face; beyond, it is missing on the other side."""
_DEEPEST = 0.5
"""What is missing of the light where none of the key light arrives and there is no other."""
_LIT = 0.80
"""Cosine to the lamp from which a surface counts as lit."""
_SHRINK = 8


def cast(canvas: Canvas, light: Light, middle: tuple[float, float], axes_px: Axes) -> None:
    """Darken ``canvas`` as an ellipsoid lit by the key light alone would be dark.

    Parameters
    ----------
    middle, axes_px
        The ellipsoid's middle and its half width and half height on the sheet, px.
    """
    depth = _DEEPEST * max(0.0, light.strength - _SOFT) / (1 - _SOFT)
    if depth == 0:
        return
    height, width = canvas.pixels.shape[:2]
    across = np.clip((np.arange(0, width, _SHRINK) - middle[0]) / axes_px[0], -1.0, 1.0)[None, :]
    up = np.clip((middle[1] - np.arange(0, height, _SHRINK)) / axes_px[1], -1.0, 1.0)[:, None]
    towards_us = np.sqrt(np.clip(1.0 - across**2 - up**2, 0.0, 1.0))
    azimuth, elevation = np.radians([light.azimuth_deg, light.elevation_deg])
    cosine = (
        across * np.sin(azimuth) * np.cos(elevation)
        + up * np.sin(elevation)
        + towards_us * np.cos(azimuth) * np.cos(elevation)
    )
    gain = 1.0 - depth * np.clip((_LIT - cosine) / _LIT, 0.0, 1.0)
    small = cv2.GaussianBlur((255 * gain).astype(np.float32), (0, 0), 0.12 * axes_px[0] / _SHRINK)
    shade = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR).round().astype(np.uint8)
    # The colours are premultiplied: darkening them leaves the coverage as it is.
    darker = cv2.multiply(
        cv2.cvtColor(canvas.pixels, cv2.COLOR_BGRA2BGR), cv2.merge([shade] * 3), scale=1 / 255
    )
    canvas.pixels[..., :3] = darker
