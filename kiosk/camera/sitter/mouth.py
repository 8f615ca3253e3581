"""Lips, and what shows between them."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.camera.sitter import mimic
from kiosk.camera.sitter.canvas import Canvas, Mask, Points, band, ellipse, mix, shifted, smooth
from kiosk.camera.sitter.face import Projection
from kiosk.camera.sitter.scene import Look, Pose

_TOOTH, _GUM = (242, 238, 228), (196, 110, 108)
_TOOTH_CM = (0.78, 0.82, 0.66, 0.70, 0.62)
"""Widths from the middle outwards, as drawn."""
_UPPER_TEETH_CM = 0.75
_BARED = 0.05
"""From this share of bared teeth the lower row shows too, closed against the upper one."""


def draw_lips(canvas: Canvas, spot: Projection, look: Look, pose: Pose) -> None:
    """Draw both lips over teeth and the dark of the mouth."""
    face, unit = spot.face, spot.unit_px
    upper, inner_up = face[list(mimic.LIPS_UPPER_OUTER)], face[list(mimic.LIPS_UPPER_INNER)]
    lower, inner_low = face[list(mimic.LIPS_LOWER_OUTER)], face[list(mimic.LIPS_LOWER_INNER)]
    red = mix(look.skin, (178, 66, 72), 0.52)
    if np.abs(inner_low[:, 1] - inner_up[:, 1]).max() > 0.5:
        _draw_inside(canvas, inner_up, inner_low, unit, bared=pose.teeth > _BARED)
    canvas.tint(_union(canvas, smooth(upper, False), inner_up), mix(red, (110, 30, 40), 0.20), 0.92)
    canvas.tint(_union(canvas, smooth(lower, False), inner_low), red, 0.92)
    middle = (lower[5] + inner_low[5]) / 2
    canvas.soft(ellipse(middle, 0.8 * unit, 0.16 * unit), (255, 226, 220), 0.28, 0.15 * unit)
    line = mix(red, (70, 16, 22), 0.65)
    canvas.stroke(smooth(inner_up, False), line, max(1, round(0.07 * unit)))
    for corner, side in ((61, -1), (291, 1)):
        spread = ellipse(face[corner] + (side * 0.12 * unit, 0), 0.28 * unit, 0.14 * unit)
        canvas.soft(spread, line, 0.35 + 0.2 * pose.smile, 0.14 * unit)


def _draw_inside(canvas: Canvas, inner_up: Points, inner_low: Points, unit: float, *, bared: bool) -> None:
    gap = canvas.mask(np.vstack([inner_up, inner_low[::-1]]))
    canvas.tint(gap, (74, 26, 30), 1.0)
    drop = canvas.mask(np.vstack([inner_up, shifted(inner_up, 0, _UPPER_TEETH_CM * unit)[::-1]]))
    half = canvas.mask(np.vstack([inner_up, (inner_up * 0.5 + inner_low * 0.5)[::-1]]))
    teeth = gap if bared else np.asarray(cv2.min(gap, cv2.min(drop, half)), np.uint8)
    canvas.tint(teeth, _TOOTH, 1.0)
    middle = (inner_up[5] + inner_low[5]) / 2
    along = inner_up[-1] - inner_up[0]
    along = along / max(1e-6, float(np.hypot(*along)))
    across = np.array([-along[1], along[0]])
    reach = float(np.hypot(*(inner_up[-1] - inner_up[0]))) / 2
    for side in (-1, 1):
        at = 0.0
        for width in (0.0, *_TOOTH_CM):
            at += width * unit
            if at < reach:
                foot = middle + side * at * along
                line = np.vstack([foot - across * unit, foot + across * unit])
                canvas.soft(band(line, 0.025 * unit), (120, 92, 86), 0.45, 0.04 * unit, teeth)
        far = middle + side * reach * along
        canvas.soft(ellipse(far, 0.75 * unit, 0.6 * unit), (58, 22, 24), 0.8, 0.25 * unit, gap)
    if bared:
        seam = np.vstack([inner_up[1:-1] * 0.42 + inner_low[1:-1] * 0.58])
        canvas.soft(band(seam, 0.03 * unit), (92, 50, 48), 0.7, 0.04 * unit, gap)
        rim = canvas.mask(np.vstack([inner_low, shifted(inner_low, 0, -0.14 * unit)[::-1]]))
        canvas.tint(np.asarray(cv2.min(gap, rim), np.uint8), _GUM, 0.35)
    shade = np.vstack([shifted(inner_up, 0, -0.1 * unit), shifted(inner_up, 0, 0.16 * unit)[::-1]])
    canvas.soft(shade, (70, 30, 30), 0.4, 0.08 * unit, gap)


def _union(canvas: Canvas, outer: Points, inner: Points) -> Mask:
    return canvas.mask(np.vstack([outer, inner[::-1]]))
