"""An even patch before the camera, a grey card or the plain wall: how bright, how neutral, how even."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from kiosk.camera.frame import Picture
from kiosk.geometry import Box

SIDE_PX = 32
"""The patch is looked at in so many cells a side: its noise averaged, its shading left."""
EVEN = 0.06
"""A patch whose brightness spreads more than this share (p5 to p95 over the mean, halved) is no plain card:
it holds an edge or a face. A card lit from one side spreads 0.03."""
CLIPPED_LEVEL = 250


@dataclass(frozen=True)
class Patch:
    """``level`` mean luma 0..255; ``cast`` CIELAB chroma; ``clipped`` share of pixels blown out."""

    level: float
    cast: float
    spread: float
    clipped: float

    @property
    def even(self) -> bool:
        return self.spread <= EVEN


def look_at_patch(bgr: Picture, box: Box) -> Patch:
    """Measure the part of the picture in ``box`` (px)."""
    part = bgr[round(box.y) : round(box.bottom), round(box.x) : round(box.right)]
    small = cv2.resize(part, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA)
    luma = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.float32)
    mean = float(luma.mean())
    low, high = np.percentile(luma, (5, 95))
    colour = small.reshape(-1, 3).mean(axis=0, dtype=np.float32)
    _, a, b = lab(colour)
    return Patch(
        mean,
        float(np.hypot(a, b)),
        float(high - low) / 2 / max(mean, 1.0),
        float((part.max(axis=2) >= CLIPPED_LEVEL).mean()),
    )


def lab(bgr: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> tuple[float, float, float]:
    """Return CIELAB (D65) of one sRGB colour, channels 0..255 in the order blue, green, red."""
    pixel = (bgr / 255).astype(np.float32).reshape(1, 1, 3)
    lightness, a, b = cv2.cvtColor(pixel, cv2.COLOR_BGR2Lab).reshape(3)
    return float(lightness), float(a), float(b)
