"""Folds of the skin that come and go with an expression."""

from __future__ import annotations

import numpy as np

from kiosk.camera.sitter.canvas import Canvas, Points, band, smooth
from kiosk.camera.sitter.face import Projection
from kiosk.camera.sitter.scene import Colour, Look, Pose

_FOREHEAD_CM = ((6.0, 0.10), (6.75, 0.16), (7.5, 0.12))
"""Height of each line across the forehead, and how far its middle sags."""

_SHADED = (0.56, 0.41, 0.38)
"""Share of red, green and blue light that comes back from the bottom of a fold: shade takes the same part of
the light from skin of any tone."""


def draw_creases(canvas: Canvas, spot: Projection, look: Look, pose: Pose) -> None:
    """Draw lines of a raised forehead, folds between drawn brows, the fold beside a smiling mouth."""
    red, green, blue = (round(part * share) for part, share in zip(look.skin, _SHADED, strict=True))
    dark = red, green, blue
    if pose.brow_raise > 0:
        for height, sag in _FOREHEAD_CM:
            across = np.linspace(-3.4, 3.4, 15)
            wave = height - sag * np.cos(across / 3.4 * np.pi) + 0.25 * pose.brow_raise
            line = np.stack([across, wave, 4.9 - 0.06 * across**2], 1)
            _fold(canvas, spot, spot.place(line), dark, 0.50 * pose.brow_raise, 0.13, 0.07)
    if pose.frown > 0:
        for side in (-1, 1):
            line = np.array([[side * 0.50, 5.5, 5.4], [side * 0.38, 4.7, 5.4], [side * 0.42, 3.9, 5.3]])
            _fold(canvas, spot, smooth(spot.place(line), False), dark, 0.9 * pose.frown, 0.18, 0.07)
    for side, amount in (
        (-1, max(pose.smile, pose.teeth)),
        (1, max(pose.smile, pose.teeth, pose.grimace)),
    ):
        if amount > 0:
            wing, corner = spot.face[358 if side > 0 else 129], spot.face[291 if side > 0 else 61]
            start = wing + np.array([side * 0.55, -0.05]) * spot.unit_px
            end = corner + np.array([side * 0.75, 0.25]) * spot.unit_px
            bend = (start + end) / 2 + np.array([side * 0.35, -0.1]) * spot.unit_px
            _fold(canvas, spot, smooth([start, bend, end], False), dark, 0.42 * amount, 0.34, 0.16)


def _fold(
    canvas: Canvas,
    spot: Projection,
    line: Points,
    dark: Colour,
    depth: float,
    width_cm: float,
    soft_cm: float,
) -> None:
    """Darken a line that tapers towards its ends."""
    half = width_cm / 2 * spot.unit_px * np.sin(np.linspace(0.08, 0.92, len(line)) * np.pi)
    canvas.soft(band(line, half), dark, depth, soft_cm * spot.unit_px)
