"""The flash thrown back by the retina: red pupils."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.camera.sitter import eyes
from kiosk.camera.sitter.canvas import Canvas, mix
from kiosk.camera.sitter.face import Projection
from kiosk.camera.sitter.scene import Pose

_PUPIL_CM = 0.44 * eyes.IRIS_CM
_WIDE = 1.25
"""Red eyes belong to the dark, where pupils are wide."""
_RETINA = (226, 44, 36)


def redden(canvas: Canvas, spot: Projection, pose: Pose, strength: float) -> None:
    """Light up both pupils of the drawn eyes, as far as the lids leave them free; ``strength`` 0..1."""
    for eye in (0, 1):
        upper, lower = eyes.lids(spot, eye, pose)
        opening = canvas.mask(np.vstack([upper, lower[::-1]]))
        glow = Canvas(canvas.pixels.shape[1], canvas.pixels.shape[0])
        centre = eyes.pupil(spot, eye, pose)
        glow.disc(centre, _PUPIL_CM * _WIDE * spot.unit_px, (255, 255, 255))
        cover = np.asarray(cv2.min(opening, glow.pixels[..., 3]), np.uint8)
        canvas.tint(cover, mix(_RETINA, (255, 150, 120), 0.3), strength)
        glow = Canvas(canvas.pixels.shape[1], canvas.pixels.shape[0])
        glow.disc(
            centre - _PUPIL_CM * spot.unit_px * np.array([0.35, 0.4]), 0.09 * spot.unit_px, (255, 255, 255)
        )
        canvas.tint(np.asarray(cv2.min(opening, glow.pixels[..., 3]), np.uint8), (255, 255, 255), 1.0)
