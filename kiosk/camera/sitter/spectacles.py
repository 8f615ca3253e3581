"""Glasses of several kinds, with reflections and tints."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kiosk.camera.sitter.canvas import Canvas, Points, mix, shifted, smooth
from kiosk.camera.sitter.face import Projection
from kiosk.camera.sitter.scene import Colour, FrameStyle, Look


@dataclass(frozen=True)
class _Frame:
    """A pair of glasses: rim's width and half axes in cm, squareness 1 (an ellipse) down to 0, its colour."""

    rim_cm: float
    half_width_cm: float
    half_height_cm: float
    power: float
    colour: Colour
    lower: bool = True
    upper: bool = True


_FRAMES = {
    FrameStyle.THIN: _Frame(0.16, 2.55, 1.95, 0.6, (46, 46, 52)),
    FrameStyle.THICK: _Frame(0.42, 2.70, 2.05, 0.5, (30, 28, 28)),
    FrameStyle.TORTOISE: _Frame(0.34, 2.60, 2.15, 0.7, (98, 62, 38)),
    FrameStyle.METAL: _Frame(0.10, 2.45, 2.20, 0.9, (148, 140, 122)),
    FrameStyle.HALF: _Frame(0.20, 2.60, 1.70, 0.6, (44, 40, 44), lower=False),
    FrameStyle.RIMLESS: _Frame(0.10, 2.55, 1.60, 0.6, (150, 148, 146), lower=False, upper=False),
}
_LENS_X_CM, _LENS_Y_CM, _LENS_Z_CM = 3.25, 2.15, 5.0


def draw_glasses(canvas: Canvas, spot: Projection, look: Look) -> None:
    """Glasses of ``look.frame``; ``look.tint`` darkens the lenses, ``look.glare`` is a lamp seen in them."""
    unit, style = spot.unit_px, _FRAMES[look.frame]
    width = max(2, round(style.rim_cm * unit))
    for side in (-1, 1):
        ring = _lens(spot, style, side)
        lens = canvas.mask(ring)
        canvas.tint(lens, (214, 226, 236), 0.05)
        if look.tint > 0:
            canvas.tint(lens, (34, 30, 28), min(1.0, look.tint))
        if look.glare > 0:
            middle = ring.mean(0)
            band = middle + np.array([[-1.6, -1.7], [0.7, -1.7], [-0.2, 1.6], [-2.3, 1.6]]) * unit
            canvas.soft(band, (250, 252, 255), 0.92 * look.glare, 0.25 * unit, lens)
        half = len(ring) // 2
        shade = shifted(ring[half:], 0.05 * unit, 0.20 * unit)
        if style.lower:
            ridge = np.vstack([shade, shifted(shade, 0, 0.9 * style.rim_cm * unit)[::-1]])
            canvas.soft(ridge, mix(look.skin, (90, 40, 30), 0.8), 0.35, 0.12 * unit)
        if style.lower and style.upper:
            canvas.stroke(ring, style.colour, width, closed=True)
        elif style.upper:
            canvas.stroke(ring[: half + 1], style.colour, width)
        if not style.lower:  # the ground edge of the glass itself catches a little light
            canvas.stroke(ring, mix(look.skin, (236, 240, 244), 0.45), 1, closed=True)
        if style.rim_cm >= 0.3:
            gleam = shifted(ring[6 : half - 6], 0, -0.25 * width)
            canvas.stroke(gleam, mix(style.colour, (255, 255, 255), 0.22), max(1, width // 4))
        temple = spot.place(np.array([[side * 5.75, 2.7, 3.9], [side * 7.6, 2.6, -2.4]]))
        canvas.stroke(temple, style.colour, width)
    bridge = spot.place(
        np.array([[-0.85, 2.55, 5.5], [-0.35, 2.95, 5.9], [0.35, 2.95, 5.9], [0.85, 2.55, 5.5]])
    )
    canvas.soft(
        np.vstack([shifted(bridge, 0, 0.15 * unit), shifted(bridge, 0, 0.4 * unit)[::-1]]),
        mix(look.skin, (90, 40, 30), 0.8), 0.35, 0.10 * unit,
    )  # fmt: skip
    canvas.stroke(smooth(bridge, False), style.colour, width)


def _lens(spot: Projection, style: _Frame, side: int) -> Points:
    """Outline of one lens on the sheet, from its outer end over the top: shape (40, 2)."""
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    x = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** style.power * style.half_width_cm
    y = np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** style.power * style.half_height_cm
    plane = np.column_stack([side * _LENS_X_CM + x, _LENS_Y_CM + y, np.full(40, _LENS_Z_CM)])
    plane[:, 2] -= 0.12 * np.abs(plane[:, 0]) ** 1.3
    return spot.place(plane)
